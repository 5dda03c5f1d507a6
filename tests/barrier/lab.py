# SPDX-License-Identifier: Apache-2.0
"""A small network of namespaces: `a` on a routed link, `b` and `c` on two ports of one bridge, the barrier between.
Everything is named after this process and goes with it."""
import atexit
import ctypes
import json
import os
import socket
import struct
import subprocess
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
WAIT = 0.6

DECLARATION = """
barrier: lab
model: beta
zones:
  - {zone: mynumber}
  - {zone: lgwan}
  - {zone: internet}
  - {zone: dmz, kind: dmz}
bridges:
  - {bridge: br0, addresses: [10.2.0.1/24, 'fd02::1/64']}
interfaces:
  - {interface: fa, zone: mynumber, addresses: [10.1.0.1/24, 'fd01::1/64']}
  - {interface: fb, zone: lgwan, bridge: br0}
  - {interface: fc, zone: dmz, bridge: br0}
subnets:
  - {subnet: a, prefix: 10.1.0.0/24, on: fa}
  - {subnet: a6, prefix: 'fd01::/64', on: fa}
  - {subnet: b, prefix: 10.2.0.0/24, on: br0}
  - {subnet: b6, prefix: 'fd02::/64', on: br0}
hosts:
  - {host: a, zone: mynumber, mac: '02:00:00:00:00:0a', addresses: [10.1.0.5, 'fd01::5']}
  - {host: b, zone: lgwan, mac: '02:00:00:00:00:0b', addresses: [10.2.0.7, 'fd02::7'], port: fb}
  - {host: c, zone: dmz, mac: '02:00:00:00:00:0c', addresses: [10.2.0.8, 'fd02::8'], port: fc}
infrastructure:
  - {kind: nd, on: fa}
  - {kind: nd, on: br0}
"""
HOSTS = {'a': ('02:00:00:00:00:0a', '10.1.0.5', 'fd01::5', 'mynumber'),
         'b': ('02:00:00:00:00:0b', '10.2.0.7', 'fd02::7', 'lgwan'),
         'c': ('02:00:00:00:00:0c', '10.2.0.8', 'fd02::8', 'dmz')}


def address(host, v=4):
    return HOSTS[host][1 if v == 4 else 2]


def permit(number, source, destination, protocol, port=None, v=4, until=None):
    payload = {'source_mac': HOSTS[source][0], 'source_ip': address(source, v), 'destination_ip': address(destination, v),
               'protocol': protocol, 'source_zone': HOSTS[source][3], 'destination_zone': HOSTS[destination][3]}
    if port:
        payload['port'] = port
    item = {'matter': number, 'no': 1, 'what': 'want', 'kind': 'specified_flow',
            'payload': [{'name': n, 'value': w} for n, w in payload.items()]}
    if until:
        item['until'] = int(until * 1000)
    return item


def cut(number, scope, value=''):
    return {'matter': number, 'no': 1, 'what': 'want', 'kind': 'cut',
            'payload': [{'name': 'scope', 'value': scope}, {'name': 'value', 'value': value}]}


class Lab:
    def __init__(self, program, folder):
        self.program, self.folder, self.prefix = program, folder, f'skb{os.getpid()}'
        self.home = os.open('/proc/self/ns/net', os.O_RDONLY)
        atexit.register(self.down)
        for name in ('fw', 'a', 'b', 'c'):
            self.ip('netns', 'add', self.ns(name))
        for name in ('a', 'b', 'c'):
            self.ip('-n', self.ns('fw'), 'link', 'add', f'f{name}', 'type', 'veth', 'peer', 'name', 'e0', 'netns', self.ns(name))
        self.on('fw', 'link', 'add', 'br0', 'type', 'bridge')
        for port in ('fb', 'fc'):
            self.on('fw', 'link', 'set', port, 'master', 'br0')
        for link, v4, v6 in (('fa', '10.1.0.1/24', 'fd01::1/64'), ('br0', '10.2.0.1/24', 'fd02::1/64')):
            self.on('fw', 'addr', 'add', v4, 'dev', link)
            self.on('fw', 'addr', 'add', v6, 'dev', link, 'nodad')
        for name, (mac, v4, v6, _) in HOSTS.items():
            self.on(name, 'link', 'set', 'e0', 'address', mac)
            self.on(name, 'addr', 'add', f'{v4}/24', 'dev', 'e0')
            self.on(name, 'addr', 'add', f'{v6}/64', 'dev', 'e0', 'nodad')
        for name, links in (('fw', ('lo', 'fa', 'fb', 'fc', 'br0')), ('a', ('lo', 'e0')), ('b', ('lo', 'e0')), ('c', ('lo', 'e0'))):
            for link in links:
                self.on(name, 'link', 'set', link, 'up')
        for name in HOSTS:
            near = 1 if name == 'a' else 2
            self.on(name, 'route', 'add', 'default', 'via', f'10.{near}.0.1')
            self.on(name, '-6', 'route', 'add', 'default', 'via', f'fd0{near}::1')
        for key in ('net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding', 'net/bridge/bridge-nf-call-iptables',
                    'net/bridge/bridge-nf-call-ip6tables'):
            self.inside('fw', lambda k=key: open(f'/proc/sys/{k}', 'w').write('1'))
        (folder / 'barrier.yaml').write_text(DECLARATION)

    def ns(self, name):
        return f'{self.prefix}{name}'

    @staticmethod
    def ip(*words):
        subprocess.run(['ip', *words], check=True, capture_output=True, timeout=20)

    def on(self, name, *words):
        self.ip('-n', self.ns(name), *words)

    def down(self):
        LIBC.setns(self.home, CLONE_NEWNET)
        for name in ('fw', 'a', 'b', 'c'):
            subprocess.run(['ip', 'netns', 'del', self.ns(name)], check=False, capture_output=True, timeout=20)

    def inside(self, name, what):
        """Call `what` within a namespace: sockets opened there stay there."""
        there = os.open(f'/var/run/netns/{self.ns(name)}', os.O_RDONLY)
        try:
            if LIBC.setns(there, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), 'setns')
            return what()
        finally:
            LIBC.setns(self.home, CLONE_NEWNET)
            os.close(there)

    # --- rules ---------------------------------------------------------------------------------
    def compile(self, *items, options=()):
        (self.folder / 'permits.json').write_text(json.dumps(
            {'document': 'sekimori/desired-state', 'v': 1, 'enforcer': 'netd', 'snapshot': 1, 'revision': 1,
             'made': int(time.time() * 1000), **({'items': list(items)} if items else {})}))
        done = subprocess.run([self.program, 'barrier', 'compile', self.folder / 'barrier.yaml', '--permits',
                               self.folder / 'permits.json', '--lang', 'en', *options], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def nft(self, text, *options):
        done = subprocess.run(['ip', 'netns', 'exec', self.ns('fw'), 'nft', *options, '-f', '-'], input=text,
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def load(self, *items, options=()):
        self.nft(self.compile(*items, options=options), '-j')

    def listing(self, *what):
        return subprocess.run(['ip', 'netns', 'exec', self.ns('fw'), 'nft', 'list', *what], check=True, capture_output=True,
                              text=True, timeout=60).stdout

    # --- packets -------------------------------------------------------------------------------
    def socket(self, host, kind, v=4, port=0, proto=0):
        def make():
            s = socket.socket(socket.AF_INET if v == 4 else socket.AF_INET6, kind, proto)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.settimeout(WAIT)
            s.bind((address(host, v), port))
            return s
        return self.inside(host, make)

    def tcp(self, source, destination, port, v=4, from_port=0):
        """A pair of connected sockets, or None."""
        with self.socket(destination, socket.SOCK_STREAM, v, port) as door:
            door.listen(1)
            near = self.socket(source, socket.SOCK_STREAM, v, from_port)
            try:
                near.connect((address(destination, v), port))
                far, _ = door.accept()
            except OSError:
                near.close()
                return None
            far.settimeout(WAIT)
            return near, far

    def udp(self, source, destination, port, v=4, size=10, from_port=0):
        """There and back again."""
        far = self.socket(destination, socket.SOCK_DGRAM, v, port)
        near = self.socket(source, socket.SOCK_DGRAM, v, from_port)
        with far, near:
            try:
                near.sendto(b'q' * size, (address(destination, v), port))
                got, whom = far.recvfrom(65000)
                far.sendto(b'r' * size, whom)
                return len(got) == size and len(near.recv(65000)) == size
            except OSError:
                return False

    def unreachable(self, source, destination, port, v=4):
        """Does the error of a closed port come back?"""
        with self.socket(source, socket.SOCK_DGRAM, v) as near:
            near.connect((address(destination, v), port))
            try:
                for _ in range(4):
                    near.send(b'z')
                    time.sleep(0.15)
            except ConnectionRefusedError:
                return True
            return False

    def ping(self, source, destination, v=4):
        head = struct.pack('!BBHHH', 8 if v == 4 else 128, 0, 0, os.getpid() & 0xffff, 1) + b'x' * 56
        if v == 4:
            total = sum(struct.unpack(f'!{len(head) // 2}H', head))
            total = (total >> 16) + (total & 0xffff)
            head = head[:2] + struct.pack('!H', ~(total + (total >> 16)) & 0xffff) + head[4:]
        with self.socket(source, socket.SOCK_RAW, v, proto=1 if v == 4 else 58) as s:
            s.sendto(head, (address(destination, v), 0))
            end = time.monotonic() + WAIT
            while time.monotonic() < end:
                try:
                    got = s.recv(2000)
                except OSError:
                    return False
                if (got[20:] if v == 4 else got)[0] == (0 if v == 4 else 129):
                    return True
        return False

    def frame(self, host, mac, source, destination, port, to_mac):
        """One UDP packet over IPv4 as it stands, whoever its sender says it is."""
        body = struct.pack('!HHHH', 40000, port, 8 + 4, 0) + b'fake'
        head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(body), 1, 0, 64, 17, 0, socket.inet_aton(source),
                           socket.inet_aton(destination))
        total = sum(struct.unpack('!10H', head))
        total = (total >> 16) + (total & 0xffff)
        head = head[:10] + struct.pack('!H', ~(total + (total >> 16)) & 0xffff) + head[12:]
        raw = bytes.fromhex(to_mac.replace(':', '')) + bytes.fromhex(mac.replace(':', '')) + b'\x08\x00' + head + body

        def send():
            with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
                s.bind(('e0', 0))
                s.send(raw)
        self.inside(host, send)

    def mac(self, link):
        text = subprocess.run(['ip', '-n', self.ns('fw'), '-j', 'link', 'show', link], check=True, capture_output=True, text=True).stdout
        return json.loads(text)[0]['address']


def alive(pair):
    """Does what one end says reach the other, both ways?"""
    for x, y in (pair, pair[::-1]):
        try:
            x.send(b'!')
            if y.recv(10) == b'':
                return False
        except OSError:
            return False
    return True
