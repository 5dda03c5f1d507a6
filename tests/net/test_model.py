#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The model beside the kernel: random rule sets of nft in a router of its own, packets really sent, and what
arrives compared with what the engine says. Needs root, nft and ip; everything is made in namespaces that go
with the test."""
import json
import os
import random
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE)]
import tap  # noqa: E402

JUDGE = os.environ.get('SEKIMORI_JUDGE', '')
ROUNDS, PACKETS = int(os.environ.get('SEKIMORI_ROUNDS', '24')), 60
TAG = f'skr{os.getpid()}'
SPACES = {n: f'{TAG}{n}' for n in 'srb'} # sender, router, receiver
MACS = ['02:00:00:00:01:01', '02:00:00:00:01:02']
SOURCES = {4: ['10.1.0.1', '10.1.0.2', '10.1.0.3'], 6: ['fd01::1', 'fd01::2', 'fd01::3']}
TARGETS = {4: ['10.2.0.1', '10.2.0.2', '10.2.0.3'], 6: ['fd02::1', 'fd02::2', 'fd02::3']}
PORTS = [22, 53, 80, 443]

# Sends each frame (hex, a line) on the interface; prints marks of what comes in on it.
SENDER = '''
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(("s0", 0))
for line in sys.stdin:
    s.send(bytes.fromhex(line.strip()))
'''
RECEIVER = '''
import re, socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); s.bind(("b0", 3))
print("ready", flush=True)
while True:
    frame, where = s.recvfrom(2000)
    mark = re.search(rb"mark<([0-9]+)>", frame)
    if mark and where[2] != socket.PACKET_OUTGOING and frame[12:14] in (b"\\x08\\x00", b"\\x86\\xdd"):
        proto = frame[23] if frame[12] == 8 else frame[20]
        if not (proto in (1, 58) and frame[34 if proto == 1 else 54] not in (8, 128)):
            print(mark.group(1).decode(), flush=True)
'''


def sh(*args, stdin=None, check=True):
    done = subprocess.run([str(a) for a in args], input=stdin, capture_output=True, text=True, timeout=60, check=False)
    assert not check or done.returncode == 0, (args, done.stderr[-1500:], stdin)
    return done.stdout


def within(space, *args, **more):
    return sh('ip', 'netns', 'exec', SPACES[space], *args, **more)


def needed():
    if os.geteuid() != 0:
        return 'not root'
    missing = [t for t in ('ip', 'nft') if not shutil.which(t)]
    if missing or not JUDGE:
        return f'{missing[0] if missing else "the judge"} is not here'
    made = subprocess.run(['unshare', '-n', 'true'], capture_output=True, check=False)
    return None if made.returncode == 0 else 'no network namespaces here'


def mac_of(space, link):
    return json.loads(within(space, 'ip', '-j', 'link', 'show', 'dev', link))[0]['address']


class Router:
    def __enter__(self):
        for name in SPACES.values():
            sh('ip', 'netns', 'add', name)
        for a, x, y in (('s', 's0', 'r0'), ('b', 'b0', 'r1')):
            sh('ip', 'link', 'add', x, 'netns', SPACES[a], 'type', 'veth', 'peer', 'name', y, 'netns', SPACES['r'])
            within(a, 'ip', 'link', 'set', x, 'up')
            within('r', 'ip', 'link', 'set', y, 'up')
        for key in ('ipv4.ip_forward=1', 'ipv6.conf.all.forwarding=1', 'ipv4.conf.all.rp_filter=0', 'ipv4.conf.r0.rp_filter=0'):
            within('r', 'sysctl', '-qw', f'net.{key}')
        far = mac_of('b', 'b0')
        for link, four, six in (('r0', '10.1.0.254/24', 'fd01::fe/64'), ('r1', '10.2.0.254/24', 'fd02::fe/64')):
            within('r', 'ip', 'addr', 'add', four, 'dev', link)
            within('r', 'ip', 'addr', 'add', six, 'dev', link, 'nodad')
        for target in TARGETS[4] + TARGETS[6]:
            within('r', 'ip', 'neigh', 'replace', target, 'lladdr', far, 'dev', 'r1', 'nud', 'permanent')
        self.near = mac_of('r', 'r0')
        python = sys.executable
        self.sender = subprocess.Popen(['ip', 'netns', 'exec', SPACES['s'], python, '-uc', SENDER], stdin=subprocess.PIPE, text=True)
        self.receiver = subprocess.Popen(['ip', 'netns', 'exec', SPACES['b'], python, '-uc', RECEIVER], stdout=subprocess.PIPE)
        os.set_blocking(self.receiver.stdout.fileno(), False)
        self.arrived(1, lambda seen: b'ready' in seen)
        return self

    def __exit__(self, *_):
        for process in (self.sender, self.receiver):
            process.kill()
            process.wait()
        for name in SPACES.values():
            sh('ip', 'netns', 'del', name, check=False)

    def arrived(self, quiet, enough=lambda seen: False):
        """Everything until nothing has come for `quiet` seconds."""
        seen = b''
        while select.select([self.receiver.stdout], [], [], quiet if not seen else max(quiet, 0.3))[0]:
            more = self.receiver.stdout.read()
            if not more:
                break
            seen += more
            if enough(seen):
                break
        return seen


# --- packets -------------------------------------------------------------------------------------------
def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def frame(near, p, mark):
    family, body = p['family'], f'mark<{mark}>'.encode()
    src, dst = (socket.inet_pton(socket.AF_INET if family == 4 else socket.AF_INET6, a) for a in (p['src'], p['dst']))
    proto = p['proto']
    if proto == 6:
        rest = struct.pack('!HHIIBBHHH', p['sport'], p['dport'], mark, 0, 5 << 4, p['flags'], 1000, 0, 0) + body
    elif proto == 17:
        rest = struct.pack('!HHHH', p['sport'], p['dport'], 8 + len(body), 0) + body
    else:
        rest = struct.pack('!BBHHH', p['sport'] >> 8, p['sport'] & 255, 0, mark & 0xFFFF, 1) + body
    pseudo = src + dst + (struct.pack('!BBH', 0, proto, len(rest)) if family == 4 else struct.pack('!IHBB', len(rest), 0, 0, proto))
    total = checksum((b'' if proto == 1 else pseudo) + rest)
    at = {6: 16, 17: 6, 1: 2, 58: 2}[proto]
    rest = rest[:at] + struct.pack('!H', total or 0xFFFF) + rest[at + 2:]
    if family == 4:
        head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(rest), mark & 0xFFFF, 0, 64, proto, 0, src, dst)
        head = head[:10] + struct.pack('!H', checksum(head)) + head[12:]
    else:
        head = struct.pack('!IHBB16s16s', 6 << 28, len(rest), proto, 64, src, dst)
    ether = bytes.fromhex((near + p['mac']).replace(':', '')) + (b'\x08\x00' if family == 4 else b'\x86\xdd')
    return (ether + head + rest).hex()


def random_packet(dice, port):
    family = dice.choice([4, 6])
    proto = dice.choice([6, 6, 17, 17, 1 if family == 4 else 58])
    echo = (8 if family == 4 else 128) << 8
    return {'family': family, 'src': dice.choice(SOURCES[family]), 'dst': dice.choice(TARGETS[family]), 'proto': proto,
            'sport': port if proto in (6, 17) else echo, 'dport': dice.choice(PORTS) if proto in (6, 17) else 0,
            'flags': 2, 'mac': dice.choice(MACS)}


# --- rule sets -----------------------------------------------------------------------------------------
def some(dice, values, most=2):
    return sorted(dice.sample(values, dice.randint(1, most)))


def condition(dice, hook, first):
    def no():
        return '!= ' if dice.random() < 0.3 else ''
    family = dice.choice([4, 6])
    ip = 'ip' if family == 4 else 'ip6'
    wide = {4: ['10.1.0.0/31', '10.0.0.0/8', '10.1.0.2/31'], 6: ['fd01::/127', 'fd00::/8', 'fd01::2/127']}[family]
    options = [
        f'{ip} saddr {no()}{dice.choice(SOURCES[family])}', f'{ip} saddr {no()}{dice.choice(wide)}',
        f'{ip} daddr {no()}{{ {", ".join(some(dice, TARGETS[family]))} }}', f'tcp dport {no()}{dice.choice(PORTS)}',
        f'udp dport {no()}{{ {", ".join(map(str, some(dice, PORTS)))} }}', f'meta l4proto {dice.choice(["tcp", "udp", "icmp"])}',
        f'meta l4proto {{ tcp, udp }} th dport {dice.choice(["22-80", "< 80", ">= 80", "!= 22-53"])}', f'ether saddr {no()}{dice.choice(MACS)}',
        f'iifname {no()}{dice.choice(["r0", "r1"])}', f'iifname {dice.choice(["r*", "x*"])}', f'meta nfproto {dice.choice(["ipv4", "ipv6"])}',
        'icmp type echo-request', 'icmpv6 type != echo-request', 'tcp flags & (syn | ack) == syn', f'tcp flags {dice.choice(["ack", "syn,fin"])}',
        f'{ip} saddr . tcp dport {no()}{{ {dice.choice(SOURCES[family])} . 22, {dice.choice(SOURCES[family])} . 80-443 }}',
        f'tcp sport {dice.choice([f"< {first + 30}", f"{first}-{first + 20}"])}']
    if hook != 'prerouting':
        options += [f'oifname {no()}{dice.choice(["r0", "r1"])}', f'ct state {no()}{dice.choice(["new", "established"])}', 'ct state new,related',
                    f'ct original {ip} daddr {dice.choice(TARGETS[family])}', f'ct direction {dice.choice(["original", "reply"])}',
                    f'meta l4proto tcp ct original proto-dst {no()}{dice.choice(PORTS)}', 'ct state != { invalid, untracked }']
    return dice.choice(options)


L4 = {'tcp', 'udp', 'icmp', 'icmpv6', 'several'}


def asks(text):
    """The headers a condition speaks of: nft refuses rules that speak of two of a kind."""
    found = {w for w in ('ip', 'ip6', 'tcp', 'udp', 'icmp', 'icmpv6') if f' {w} ' in f' {text} '}
    if 'l4proto' in text:
        found = (found - L4) | {'several' if '{' in text else 'tcp' if 'tcp' in text else 'udp' if 'udp' in text else 'icmp'}
    if 'nfproto' in text:
        found |= {'ip' if 'ipv4' in text else 'ip6'}
    if 'icmp' in found:
        found |= {'ip'}
    if 'icmpv6' in found:
        found |= {'ip6'}
    return found


def rule(dice, hook, chains, first):
    conditions = [condition(dice, hook, first) for _ in range(dice.choice([0, 1, 1, 2]))]
    while len(set().union(*(asks(c) for c in conditions)) & {'ip', 'ip6'}) > 1 or len(set().union(*(asks(c) for c in conditions)) & L4) > 1:
        conditions[-1] = condition(dice, hook, first)
    conditions = ' '.join(conditions)
    verdicts = ['accept', 'accept', 'drop', 'drop', 'return', 'counter'] + [f'{v} {c}' for c in chains for v in ('jump', 'goto')]
    if dice.random() < 0.2:
        if asks(conditions) & (L4 - {'tcp'}):
            return f'{conditions} drop'
        one, other = dice.choice(verdicts[:5]), dice.choice(verdicts[:5])
        return f'{conditions} tcp dport vmap {{ 22 : {one}, 80-443 : {other} }}'
    return f'{conditions} {dice.choice(verdicts)}'


def random_rules(dice, first):
    text = []
    for table, hook in (('one', 'forward'), ('two', dice.choice(['forward', 'prerouting', 'postrouting']))):
        hook = 'forward' if hook == 'postrouting' else hook
        called = ['c', 'd']
        text.append(f'table inet {table} {{')
        text += [f'  chain {n} {{\n' + ''.join(f'    {rule(dice, hook, called[i + 1:], first)}\n' for _ in range(dice.randint(1, 4))) + '  }'
                 for i, n in reversed(list(enumerate(called)))]
        text.append(f'  chain base {{ type filter hook {hook} priority {dice.choice([-10, 0, 10])}; policy {dice.choice(["accept", "drop"])};')
        text += [f'    {rule(dice, hook, called, first)}' for _ in range(dice.randint(1, 6))]
        text.append('  }\n}')
    return '\n'.join(text)


def said(folder, packets, family):
    lines = ''.join(f'r0 r1 {p["mac"]} {p["src"]} {p["dst"]} {p["proto"]} {p["sport"]} {p["dport"]} {p["flags"]}\n' for p in packets)
    told = sh(JUDGE, f'{folder}/rules.json', family, stdin=lines).splitlines()
    assert len(told) == len(packets), told
    return [tuple(map(int, line.split())) for line in told]


def test_what_the_model_says_is_what_the_kernel_does():
    why = needed()
    if why:
        raise tap.Skip(why)
    passed = dropped = 0
    with Router() as router, tempfile.TemporaryDirectory() as folder:
        mark = 0
        for number in range(ROUNDS):
            dice = random.Random(1000 + number)
            rules = random_rules(dice, 20000 + number * PACKETS)
            within('r', 'nft', '-f', '-', stdin='flush ruleset\n' + rules)
            with open(f'{folder}/rules.json', 'w', encoding='utf-8') as f:
                f.write(within('r', 'nft', '-j', 'list', 'ruleset'))
            first = 20000 + number * PACKETS # never the same again: each packet opens a connection
            packets = [random_packet(dice, first + n) for n in range(PACKETS)]
            for p in packets:
                mark += 1
                p['mark'] = mark
                router.sender.stdin.write(frame(router.near, p, mark) + '\n')
            router.sender.stdin.flush()
            seen = set(map(int, router.arrived(0.7).split()))
            for family in (4, 6):
                asked = [p for p in packets if p['family'] == family]
                for p, (may, must, traced) in zip(asked, said(folder, asked, family)):
                    came = p['mark'] in seen
                    assert may == must == (traced == 1), (number, p, may, must, traced, rules)
                    assert came == bool(may), f'round {number}: {p} {"came" if came else "did not come"}, the model says {may}\n{rules}'
                    passed += came
                    dropped += not came
    print(f'# {ROUNDS} rule sets, {passed} packets passed, {dropped} dropped, all as the model says')
    assert passed > ROUNDS * 5 and dropped > ROUNDS * 5


if __name__ == '__main__':
    sys.exit(tap.main())
