# SPDX-License-Identifier: Apache-2.0
"""The barrier with real packets in network namespaces: the daemon whole, from the office's file to the packet.

    bench_barrier.py NETD BLAST [PERMITS...]

For each number of permits (10,000 and 100,000): until the barrier is open, one permit's change until its
packet passes, a rule by hand until it is told, an order until the first packet that does not arrive,
memory. Then forwarding of 64-byte UDP at 10,000 permits beside connection tracking alone, no filter
and linear rules, in turn, several rounds, on the same machine. Needs root.
"""
import json
import os
import pathlib
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / 'net'), str(TESTS)]
os.environ['SEKIMORI_NETD'] = sys.argv[1]
import spaces
from barrier import Barrier, declaration, flow, now_ms
from spaces import v4, wait_for

BLAST = sys.argv[2]
ROUNDS, SECONDS, PORTS = 3, 2, 64


def extra_hosts(n):
    """Hosts beside the real ones, all of them behind lg0: ten permits each."""
    return [(f'x{i}', f'02:5f:00:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}', f'10.11.{i >> 8}.{i & 255}')
            for i in range(1, min(n // 10, 19900) + 1)]


def declared(n):
    text = declaration()
    text = text.replace('hosts:\n', '  - {subnet: more, prefix: 10.11.0.0/16, on: lg0}\nhosts:\n', 1)
    more = ''.join(f"  - {{host: {h}, zone: lgwan, mac: '{m}', addresses: [{a}]}}\n" for h, m, a in extra_hosts(n))
    return text.replace('infrastructure:\n', more + 'infrastructure:\n', 1)


def permits(b, n):
    hosts = extra_hosts(n)
    for i in range(n - PORTS - 2):  # the declaration counts as well
        _, mac, address = hosts[i % len(hosts)]
        b.want(1000 + i, 'specified_flow', {**flow('host-a', 'server', 4, 'udp', str(10000 + i // len(hosts))),
                                            'source_mac': mac, 'source_ip': address})
    for i in range(PORTS):
        b.want(900000 + i, 'specified_flow', flow('host-a', 'server', 4, 'udp', str(5000 + i)))


def memory(pid):
    """Of the daemon itself at its highest: ip netns exec becomes it."""
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmHWM:'):
            return int(line.split()[1]) / 1024
    return 0


def receiver(w, b, port):
    """Numbers of packets as they arrive, with the time."""
    code = ('import socket,sys,time,struct\n'
            f's=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.bind(("0.0.0.0",{port}));print("ready",flush=True)\n'
            's.settimeout(3)\n'
            'out=open(sys.argv[1],"w")\n'
            'try:\n'
            '  while True:\n'
            '    d=s.recv(64);out.write("%d\\n"%struct.unpack("!Q",d[:8]))\n'
            'except OSError: out.close()\n')
    got = w.folder / f'got-{port}'
    child = w.start('server', 'python3', '-c', code, got, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == 'ready\n'
    return child, got


def sender(w, port, seconds):
    """A packet each 0.2 ms that bears the time it was sent."""
    code = ('import socket,time,struct,sys\n'
            's=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n'
            f'end=time.monotonic()+{seconds}\n'
            'while time.monotonic()<end:\n'
            f'  s.sendto(struct.pack("!Q",time.monotonic_ns()),("{v4("server")}",{port}));time.sleep(0.0002)\n')
    return w.start('host-a', 'python3', '-c', code)


def order(b, *fields):
    s = socket.socket(socket.AF_UNIX)
    s.connect(str(b.control))
    began = time.monotonic_ns()
    s.sendall('\x1f'.join(fields).encode() + b'\n')
    text = b''
    while part := s.recv(65536):
        text += part
    assert text.startswith(b'ok'), text
    return began, text.decode()


def cut_time(w, b):
    child, got = receiver(w, b, 5000)
    send = sender(w, 5000, 2.5)
    time.sleep(1)
    began, text = order(b, 'cut', 'device', 'host-a', 'bench', 'bench')
    send.wait()
    child.wait()
    w.children.remove(send)
    w.children.remove(child)
    stamps = [int(x) for x in got.read_text().split()]
    last = max(stamps)
    assert last < began + 2_000_000_000, 'the cut does not hold'
    order(b, 'restore', 'device', 'host-a', 'bench', 'bench')
    # The last that came through was sent at `last`; the next one, at most a period later, did not.
    return max(0, (last - began) / 1e6)


def first_pass(w, b, matter):
    got = threading.Event()
    code = ('import socket\n'
            's=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.bind(("0.0.0.0",7777));print("ready",flush=True)\n'
            's.recv(64);print("got",flush=True)\n')
    child = w.start('server', 'python3', '-c', code, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == 'ready\n'
    send = sender(w, 7777, 60)
    b.want(matter, 'specified_flow', flow('host-a', 'server', 4, 'udp', '7777'))
    text = b.publish
    began = time.monotonic()
    text()
    line = child.stdout.readline()
    took = time.monotonic() - began
    assert line == 'got\n'
    w.stop(send, 9)
    w.stop(child, 9)
    return took


def drift_time(w, b):
    before = len(b.evidence('drift'))
    began = time.monotonic()
    w.run('fw', 'nft', 'insert', 'rule', 'inet', 'sekimori', 'forward', 'counter')
    assert wait_for(lambda: len(b.evidence('drift')) > before, 60, 0.02), b.tail()
    took = time.monotonic() - began
    assert b.tell('repair').returncode == 0
    assert wait_for(lambda: b.status().get('drift') == 'no', 300), b.tail()
    return took


def daemon(n):
    with spaces.World() as w:
        b = Barrier(w, lease=60, check=3600, harvest=3600)
        b.declare(declared(n))
        b.want(1, 'barrier', {'sha256': b.digest})
        permits(b, n)
        b.publish()
        began = time.monotonic()
        b.start()
        assert wait_for(lambda: b.status().get('state') == 'open', 300), b.tail()
        opened = time.monotonic() - began
        assert wait_for(lambda: b.status().get('proof') == 'held', 300), b.tail()
        proven = time.monotonic() - began
        changes = [first_pass(w, b, 950000 + i) for i in range(1)]
        cuts = [cut_time(w, b) for _ in range(3)]
        assert wait_for(lambda: b.status().get('cuts') == '0', 60)
        time.sleep(2 if n <= 10000 else 30)
        drift = drift_time(w, b)
        print(f'{n:>7} permits: open after {opened:.2f} s, proven over the kernel after {proven:.2f} s; one permit until '
              f'its packet passes {changes[0]:.2f} s; a rule by hand told after {drift:.2f} s; order until the first dropped '
              f'packet {statistics.median(cuts):.1f} ms (largest {max(cuts):.1f}); memory of the daemon {memory(b.child.pid):.0f} MB',
              flush=True)
        b.stop()


# --- forwarding ---

def received(w):
    data = json.loads(w.run('server', 'ip', '-s', '-j', 'link', 'show', 'eth0').stdout)
    return data[0]['stats64']['rx']['packets']


def blast(w):
    before = received(w)
    done = w.run('host-a', BLAST, v4('server'), 5000, PORTS, 18, SECONDS)
    time.sleep(0.1)
    return (received(w) - before) / SECONDS, int(done.stdout) / SECONDS


def tracked(w):
    w.run('fw', 'nft', '-f', '-', input='table inet tracked {\n chain f {\n type filter hook forward priority 0; policy accept;\n'
          'ct state established,new counter accept\n }\n}\n')


def linear(w, n):
    lines = []
    for i in range(n):
        port, host = (5000 + i // 2 % PORTS, 'host-a') if i % 2 and i < 2 * PORTS else (20000 + i % 40000, 'host-b')
        lines.append(f'ether saddr {spaces.mac(host)} ip saddr {v4(host)} ip daddr {v4("server")} udp dport {port} counter accept')
    # The flows that are measured stand spread over the whole list, as real ones do.
    wanted = [x for x in lines if spaces.mac('host-a') in x]
    others = [x for x in lines if spaces.mac('host-a') not in x]
    step = len(others) // (len(wanted) or 1)
    for k, line in enumerate(wanted):
        others.insert(k * (step + 1), line)
    w.run('fw', 'nft', '-f', '-', input='table inet linear {\n chain f {\n type filter hook forward priority 0; policy drop;\n' +
          '\n'.join(others) + '\n }\n}\n')


def forwarding(n=10000):
    with spaces.World() as w:
        for host in ('server',):  # nobody answers "no such port"
            w.run(host, 'nft', '-f', '-', input='table ip q {\n chain o {\n type filter hook output priority 0;\n ip protocol icmp drop\n }\n}\n')
            w.run(host, 'nft', '-f', '-', input='table ip r {\n chain i {\n type filter hook prerouting priority -400;\n udp dport 5000-5999 drop\n }\n}\n')
        b = Barrier(w, lease=60, check=3600, harvest=3600)
        b.declare(declared(n))
        b.want(1, 'barrier', {'sha256': b.digest})
        permits(b, n)
        b.publish()

        def ours():
            b.start()
            assert wait_for(lambda: b.status().get('proof') == 'held', 120), b.tail()
            time.sleep(0.5)

        def clean():
            if b.child and b.child in w.children:
                b.stop()
            w.run('fw', 'nft', 'flush', 'ruleset')
            w.run('fw', 'sysctl', '-qw', 'net.ipv4.ip_forward=1')

        kinds = {'no filter': lambda: None, 'connection tracking only': lambda: tracked(w), f'{n} permits': ours,
                 f'{n} linear rules': lambda: linear(w, n)}
        rates = {k: [] for k in kinds}
        for _ in range(ROUNDS):
            for kind, prepare in kinds.items():
                clean()
                prepare()
                w.asks('host-a', 4, 'udp', v4('server'), 5000, 0.05)
                rates[kind].append(blast(w)[0])
        clean()
        middle = {k: statistics.median(v) for k, v in rates.items()}
        for kind, rate in middle.items():
            print(f'forwarding 64-byte UDP, {kind}: {rate:,.0f} packets/s (rounds: {", ".join(f"{x:,.0f}" for x in rates[kind])})')
        base = middle['connection tracking only']
        print(f'ours / connection tracking only: {middle[f"{n} permits"] / base:.2f}; ours / no filter: '
              f'{middle[f"{n} permits"] / middle["no filter"]:.2f}; ours / linear: {middle[f"{n} permits"] / max(1, middle[f"{n} linear rules"]):.1f}',
              flush=True)


def main():
    why = spaces.needed()
    if why:
        print(f'skipped: {why}')
        return 0
    for n in [int(x) for x in sys.argv[3:]] or [10000, 100000]:
        daemon(n)
    forwarding()
    return 0


sys.exit(main())
