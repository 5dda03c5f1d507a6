# SPDX-License-Identifier: Apache-2.0
"""A cut ordered at the barrier stays, whatever was written with it and whatever becomes of its file.

Long and broken words, a scope that needs no value with one, a file that cannot be read after a
reboot, a new declaration that knows the name no more: none of them lifts a cut by the way.
"""
import os
import signal
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import spaces
import tap
from barrier import Barrier, declaration, flow
from spaces import address, v4, wait_for

WHY = spaces.needed()
STACK = []
LATER = 0.4


def both():
    if WHY:
        raise tap.Skip(WHY)
    return STACK[0], STACK[1]


def passes(w, wait=0.5, source='host-a', destination='server', port=443):
    return w.asks(source, 4, 'tcp', address(destination, 4), port, wait)


def test_it_is_open():
    if WHY:
        raise tap.Skip(WHY)
    w = spaces.World()
    STACK.append(w)
    w.build()
    w.listen('server', 4, 'tcp', 443)
    b = Barrier(w)
    STACK.append(b)
    b.start()
    b.want(1, 'barrier', {'sha256': b.digest})
    b.want(2, 'specified_flow', flow('host-a', 'server'))
    b.publish()
    b.is_said(2, 'applied')
    assert wait_for(lambda: passes(w), 5), b.tail()


def reboot(w, b):
    b.stop(signal.SIGKILL)
    w.run('fw', 'nft', 'flush', 'ruleset')
    b.start()
    assert wait_for(lambda: b.status()['state'] == 'open', 8), b.tail()


def forget_orders(b):
    for path in (b.office / 'out').glob('*-order.json'):
        path.unlink()


def test_whatever_was_written_with_it_it_is_on_disk_and_told():
    w, b = both()
    # 667 characters are 2001 bytes: the field ends within one of them.
    for n, (by, reason, words) in enumerate((('関守' * 30, '不審な通信を検知したため' * 60, ['device', 'host-a']),
                                             ('A', 'B', ['all', 'everything']),
                                             ('A\tB', 'C\x1b[2J\x01D', ['zone', 'internet']))):
        forget_orders(b)
        done = b.tell('cut', *words, '--by', by, '--reason', reason)
        assert done.returncode == 0, (n, done)
        kept = list((b.state / 'cuts').glob('*.json'))
        assert len(kept) == 1, (n, kept, b.tail())
        assert [o['what'] for o in b.documents('order')] == ['cut'], (n, b.tail())
        forget_orders(b)
        reboot(w, b)
        assert b.status()['cuts'] == '1', n
        assert not passes(w, LATER), n
        done = b.tell('restore', *words, '--by', 'A', '--reason', 'B')
        assert done.returncode == 0, (n, done)
        assert [o['what'] for o in b.documents('order')] == ['restore'], (n, b.tail())
        assert wait_for(lambda: passes(w), 5), (n, b.tail())


def test_a_file_that_cannot_be_read_cuts_everything():
    w, b = both()
    for damage in ('', '{"document":"sekimori/order"'):
        assert b.tell('cut', 'device', 'other', '--by', 'A', '--reason', 'B').returncode == 0
        (kept,) = (b.state / 'cuts').glob('*.json')
        kept.write_text(damage)
        reboot(w, b)
        assert not passes(w, LATER), 'a spoiled file has lifted a cut'
        assert b.status()['cuts'] == '1', b.status()
        assert b.tell('restore', 'all', '--by', 'A', '--reason', 'It was other').returncode == 0
        assert wait_for(lambda: passes(w), 5), b.tail()
        assert not list((b.state / 'cuts').glob('*.json'))


def test_a_declaration_that_knows_the_name_no_more_waits():
    w, b = both()
    for office in (False, True):
        before = b.digest
        if office:
            b.want(50, 'cut', {'scope': 'device', 'value': 'host-a', 'reason': 'x', 'by': 'y'})
            b.publish()
            b.is_said(50, 'applied')
        else:
            assert b.tell('cut', 'device', 'host-a', '--by', 'A', '--reason', 'B').returncode == 0
        assert not passes(w, LATER)
        b.declare(declaration().replace('host: host-a,', 'host: renamed,'))
        b.want(51, 'barrier', {'sha256': b.digest})
        b.publish()
        b.is_said(51, 'refused')
        assert b.status()['declaration'] == before
        assert not passes(w, LATER), 'a new name has lifted the cut'
        if office:
            b.drop(50)
            b.publish()
        else:
            assert b.tell('restore', 'device', 'host-a', '--by', 'A', '--reason', 'B').returncode == 0
        b.is_said(51, 'applied')
        assert wait_for(lambda: passes(w), 5), b.tail()
        b.drop(51)
        b.declare()
        b.publish()
        assert wait_for(lambda: b.status()['declaration'] == before, 5), b.status()


def test_who_manages_the_barrier_does_not_pass_a_cut_on_that_port():
    """The way to the barrier itself stays open under a cut; the way through it does not."""
    w, b = both()
    text = declaration().replace('infrastructure:', 'management: {on: lg0, from: [10.10.0.0/24], port: 443}\ninfrastructure:')
    before = b.digest
    b.declare(text)
    b.want(60, 'barrier', {'sha256': b.digest})
    b.publish()
    b.is_said(60, 'applied')
    assert wait_for(lambda: passes(w), 5), b.tail()
    assert b.tell('cut', 'device', 'server', '--by', 'A', '--reason', 'B').returncode == 0
    w.run('fw', 'nft', '-f', '-', input='table inet look {\n chain c {\n type filter hook postrouting priority 300;\n'
          f' ip daddr {v4("server")} tcp dport 443 counter\n }}\n}}\n')
    assert not passes(w, 1.0)
    listing = w.run('fw', 'nft', 'list', 'table', 'inet', 'look').stdout
    assert 'counter packets 0 ' in listing, listing
    w.run('fw', 'nft', 'delete', 'table', 'inet', 'look')
    assert b.tell('restore', 'device', 'server', '--by', 'A', '--reason', 'B').returncode == 0
    b.drop(60)
    b.declare()
    b.publish()
    assert wait_for(lambda: b.status()['declaration'] == before, 5), b.status()


def raw_syn(w, sender, source, destination, tag):
    """A frame that claims to be another's, MAC and address, from the sender's own port."""
    there = w.run('fw', 'cat', '/sys/class/net/br0/address').stdout.strip()
    w.run(sender, 'python3', '-c', RAW, there, spaces.mac(source), v4(source), v4(destination), tag)


RAW = r"""
import socket, struct, sys
to, mac, src, dst, tag = sys.argv[1:]
def total(b):
    n = sum(struct.unpack('!%dH' % (len(b) // 2), b))
    while n >> 16:
        n = (n & 0xffff) + (n >> 16)
    return ~n & 0xffff
a, b = socket.inet_aton(src), socket.inet_aton(dst)
tcp = struct.pack('!HHIIBBHHH', 41000, 443, 1, 0, 0x50, 2, 8192, 0, 0)
tcp = tcp[:16] + struct.pack('!H', total(a + b + struct.pack('!HH', 6, len(tcp)) + tcp)) + tcp[18:]
ip = struct.pack('!BBHHHBBH', 0x45, 0, 40, 7, 0, 64, 6, 0) + a + b
ip = ip[:10] + struct.pack('!H', total(ip)) + ip[12:]
ether = bytes.fromhex(to.replace(':', '')) + bytes.fromhex(mac.replace(':', '')) + bytes.fromhex(tag) + bytes.fromhex('0800')
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('eth0', 0))
for _ in range(3):
    s.send(ether + ip + tcp)
"""


def test_a_tag_does_not_take_anothers_port():
    """A priority tag (VLAN 0) hid a frame from the rules that bind an address to its port."""
    w, b = both()
    b.want(70, 'specified_flow', flow('left', 'server'))
    b.publish()
    b.is_said(70, 'applied')
    w.run('fw', 'nft', '-f', '-', input='table inet look {\n chain c {\n type filter hook postrouting priority 300;\n'
          f' ip daddr {v4("server")} tcp dport 443 counter\n }}\n}}\n')

    def seen(sender, tag):
        before = w.run('fw', 'nft', 'list', 'table', 'inet', 'look').stdout.split('packets ')[1].split()[0]
        raw_syn(w, sender, 'left', 'server', tag)
        return int(w.run('fw', 'nft', 'list', 'table', 'inet', 'look').stdout.split('packets ')[1].split()[0]) - int(before)

    try:
        assert seen('left', '') == 3, 'the host itself'
        assert seen('right', '') == 0, 'another port'
        for tag in ('81000000', '8100e000', '88a80000'):
            assert seen('right', tag) == 0, tag
        assert b.tell('prove').returncode == 0
    finally:
        w.run('fw', 'nft', 'delete', 'table', 'inet', 'look')


NA = r"""
import socket, struct, sys
to, mac, src, dst, target = sys.argv[1:]
a, b, t = (socket.inet_pton(socket.AF_INET6, x) for x in (src, dst, target))
m = bytes.fromhex(mac.replace(':', ''))
icmp = struct.pack('!BBHI', 136, 0, 0, 0x60000000) + t + b'\x02\x01' + m
whole = a + b + struct.pack('!II', len(icmp), 58) + icmp
n = sum(struct.unpack('!%dH' % (len(whole) // 2), whole))
while n >> 16:
    n = (n & 0xffff) + (n >> 16)
icmp = icmp[:2] + struct.pack('!H', ~n & 0xffff) + icmp[4:]
frame = bytes.fromhex(to.replace(':', '')) + m + b'\x86\xdd' + struct.pack('!IHBB', 0x60000000, len(icmp), 58, 255) + a + b + icmp
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('eth0', 0))
for _ in range(3):
    s.send(frame)
"""


def test_an_advertisement_diverts_nothing():
    """host-b says, from its own address, that host-a's address is at host-b's MAC."""
    w, _ = both()
    victim = spaces.v6('host-a')

    def known():
        return w.run('fw', 'ip', '-6', 'neigh', 'show', victim, 'dev', 'lg0').stdout

    if 'lladdr' not in known():  # as learnt from the host itself
        w.ip('fw', '-6', 'neigh', 'replace', victim, 'lladdr', spaces.mac('host-a'), 'dev', 'lg0', 'nud', 'reachable')
    there = w.run('fw', 'cat', '/sys/class/net/lg0/address').stdout.strip()
    w.run('host-b', 'python3', '-c', NA, there, spaces.mac('host-b'), spaces.v6('host-b'), 'fd00:10::1', victim)
    assert not wait_for(lambda: spaces.mac('host-b') in known(), 0.5), known()
    assert spaces.mac('host-a') in known(), known()


def test_nothing_is_left_behind():
    w, b = both()
    b.stop()
    w.remove()


if __name__ == '__main__':
    try:
        code = tap.main()
    finally:
        for thing in STACK[:1]:
            thing.remove()
    sys.exit(code)
