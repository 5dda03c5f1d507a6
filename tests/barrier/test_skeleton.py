#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the compiled rules do to real packets, in namespaces of our own (articles 26(1), 27(1), 103, 151)."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path[:0] = [str(SOURCE / 'tests'), str(SOURCE / 'tests/barrier')]
import tap  # noqa: E402
from lab import HOSTS, Lab, address, alive, cut, permit  # noqa: E402

FOLDER = tempfile.TemporaryDirectory(prefix='skb')
LAB = None
PERMITS = [permit(1, 'a', 'b', 'tcp', '443'), permit(2, 'a', 'b', 'udp', '5000-5010'), permit(3, 'a', 'b', 'icmp'),
           permit(4, 'a', 'b', 'tcp', '443', 6), permit(5, 'a', 'b', 'udp', '53', 6), permit(6, 'a', 'b', 'icmp', None, 6),
           permit(7, 'c', 'b', 'tcp', '8080'), permit(8, 'c', 'b', 'udp', '8081', 6), permit(9, 'c', 'b', 'icmp'),
           permit(10, 'a', 'b', 'tcp', '440-450')]


def lab():
    global LAB
    if os.geteuid() != 0:
        raise tap.Skip('only root may make network namespaces')
    for tool in ('ip', 'nft'):
        if not shutil.which(tool):
            raise tap.Skip(f'{tool} is not installed')
    if not os.path.exists('/proc/sys/net/bridge/bridge-nf-call-iptables'):
        raise tap.Skip('this kernel has no br_netfilter')
    if LAB is None:
        LAB = Lab(os.environ['SEKIMORI'], pathlib.Path(FOLDER.name))
    return LAB


def holds(what, rows):
    bad = [row for row, want in rows.items() if bool(what(*row)) != want]
    assert not bad, bad


def connects(*args, **more):
    pair = lab().tcp(*args, **more)
    for s in pair or ():
        s.close()
    return bool(pair)


def test_what_is_permitted_passes_and_its_neighbours_do_not():
    lab().load(*PERMITS)
    holds(connects, {('a', 'b', 443): True, ('a', 'b', 440): True, ('a', 'b', 442): True, ('a', 'b', 450): True,
                     ('a', 'b', 439): False, ('a', 'b', 451): False, ('c', 'b', 443): False, ('b', 'a', 443): False,
                     ('c', 'b', 8080): True, ('c', 'b', 8081): False, ('b', 'c', 8080): False, ('a', 'c', 443): False,
                     ('a', 'b', 443, 6): True, ('a', 'b', 442, 6): False, ('c', 'b', 8080, 6): False})
    holds(lab().udp, {('a', 'b', 5000): True, ('a', 'b', 5010): True, ('a', 'b', 5011): False, ('a', 'b', 4999): False,
                      ('b', 'a', 5000): False, ('c', 'b', 5000): False, ('a', 'b', 53, 6): True, ('c', 'b', 8081, 6): True,
                      ('b', 'c', 8081, 6): False, ('a', 'b', 443): False})
    holds(lab().ping, {('a', 'b'): True, ('b', 'a'): False, ('a', 'c'): False, ('a', 'b', 6): True, ('b', 'a', 6): False,
                       ('c', 'b'): True, ('b', 'c'): False})


def test_fragments_are_judged_as_the_packet_they_make():
    lab().load(*PERMITS)
    holds(lab().udp, {('a', 'b', 5001, 4, 4000): True, ('a', 'b', 53, 6, 4000): True, ('c', 'b', 8081, 6, 4000): True,
                      ('a', 'b', 6001, 4, 4000): False})


def test_a_server_opens_nothing_from_its_service_port():
    lab().load(*PERMITS)
    assert not connects('b', 'a', 9000, from_port=443)
    assert not connects('b', 'c', 9000, from_port=8080)
    assert not lab().udp('b', 'a', 9000, from_port=5000)
    assert not lab().udp('b', 'a', 40000, 6, from_port=53)
    # Nor while a session of the permitted side is open.
    pair = lab().tcp('a', 'b', 443)
    assert pair and not connects('b', 'a', 9001, from_port=442)


def test_errors_come_back_only_about_what_is_permitted():
    lab().load(*PERMITS)
    holds(lab().unreachable, {('a', 'b', 5007): True, ('a', 'b', 6007): False, ('a', 'b', 53, 6): True, ('a', 'b', 54, 6): False})


def test_a_session_dies_with_its_element():
    lab().load(*PERMITS)
    first, second = lab().tcp('a', 'b', 443), lab().tcp('c', 'b', 8080)
    assert alive(first) and alive(second)
    lab().nft('delete element inet sekimori forward4 { 02:00:00:00:00:0a . 10.1.0.5 . 10.2.0.7 . tcp . 443 }')
    first[0].send(b'there')
    try:
        assert first[1].recv(10) == b'', 'the packet came'
    except TimeoutError:
        pass
    assert alive(second)
    lab().nft('delete element inet sekimori reply4 { 10.1.0.5 . 10.2.0.7 . tcp . 443 }')
    first[1].send(b'back')
    try:
        assert first[0].recv(10) == b'', 'the packet came'
    except TimeoutError:
        pass


def test_the_end_of_a_permit_ends_its_session_by_itself():
    start = time.time()
    lab().load(permit(1, 'a', 'b', 'tcp', '443', until=start + 4), permit(2, 'a', 'b', 'tcp', '8080', until=start + 4),
               permit(3, 'a', 'b', 'tcp', '8000-8100', until=start + 60))
    one, two = lab().tcp('a', 'b', 443), lab().tcp('a', 'b', 8080)
    assert alive(one) and alive(two)
    time.sleep(max(0.0, start + 4.2 - time.time()))
    assert not alive(one), 'the only permit has ended'
    assert alive(two), 'another permit covers it for a minute more'


def test_reloading_with_the_same_permits_interrupts_nothing():
    lab().load(*PERMITS)
    pair = lab().tcp('a', 'b', 443)
    for _ in range(3):
        lab().load(*PERMITS)
        assert alive(pair)


def test_without_the_lease_nothing_passes():
    lab().load(*PERMITS)
    pair = lab().tcp('a', 'b', 443)
    lab().nft('flush set inet sekimori lease')
    assert not alive(pair) and not connects('a', 'b', 442)
    lab().load(*PERMITS, options=('--lease', '2'))
    assert connects('a', 'b', 443)
    time.sleep(2.2)
    assert not connects('a', 'b', 443) and not lab().udp('c', 'b', 8081, 6)


def sniff(host, port):
    s = lab().socket(host, socket.SOCK_DGRAM, 4, port)
    s.settimeout(0.5)
    return s


def arrives(sender, mac, source):
    link = 'fa' if sender == 'a' else 'br0'
    with sniff('b', 5003) as far:
        lab().frame(sender, mac, source, address('b'), 5003, lab().mac(link))
        try:
            return bool(far.recv(100))
        except TimeoutError:
            return False


def test_a_permit_is_of_one_mac_on_one_link():
    lab().load(*PERMITS)
    lab().udp('a', 'b', 5003) # neighbours are known
    mac = HOSTS['a'][0]
    assert arrives('a', mac, address('a'))
    assert not arrives('a', '02:00:00:00:00:99', address('a')), "a's address, another MAC"
    assert not arrives('a', mac, '10.1.0.6'), "a's MAC, another address"
    assert not arrives('a', mac, '10.2.0.9'), 'an address of the other link'
    assert not arrives('c', mac, address('a')), "a's MAC and address by another link"
    lab().load(permit(1, 'c', 'b', 'udp', '5003'), permit(2, 'b', 'a', 'udp', '1'))
    with sniff('b', 5003) as far:
        lab().frame('c', HOSTS['c'][0], address('c'), address('b'), 5003, HOSTS['b'][0])
        assert far.recv(100)
        lab().frame('a', HOSTS['c'][0], address('c'), address('b'), 5003, lab().mac('fa'))
        try:
            assert not far.recv(100), "c's MAC and address by a's link"
        except TimeoutError:
            pass


def test_other_protocols_do_not_cross_a_bridge():
    """VLAN tags would go past the rules of inet."""
    lab().load(*PERMITS)

    def listen():
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        s.bind(('e0', 3))
        s.settimeout(0.4)
        return s
    frame = bytes.fromhex('0200000000' '0b' '0200000000' '0c')
    with lab().inside('b', listen) as far:
        for kind in ('810000050800', '88640011', '88cc', '8137'):
            raw = frame + bytes.fromhex(kind) + b'SEKIMORI' * 8

            def send():
                with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
                    s.bind(('e0', 0))
                    s.send(raw)
            lab().inside('c', send)
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            try:
                assert b'SEKIMORI' not in far.recv(2000)
            except TimeoutError:
                break


def test_a_cut_stops_living_sessions_and_its_end_does_not_open_more():
    lab().load(*PERMITS)
    for scope, value in (('all', ''), ('zone', 'mynumber'), ('line', 'fa'), ('line', 'fb'), ('device', 'a'), ('device', 'b'), ('permit', '1-1')):
        lab().load(*PERMITS)
        pair = lab().tcp('a', 'b', 443)
        lab().load(*PERMITS, cut(90, scope, value))
        other = scope == 'permit' # the port is within another permit too
        assert connects('a', 'b', 443) == other, (scope, value)
        assert alive(pair) == other, (scope, value)
        assert connects('c', 'b', 8080) == (value in ('mynumber', 'fa', 'a', '1-1')), (scope, value)
    lab().load(*PERMITS)
    assert connects('a', 'b', 443) and not connects('a', 'b', 439)


def test_without_br_netfilter_nothing_passes_within_a_bridge():
    lab()
    items = [i for i in PERMITS if i['matter'] not in (7, 8, 9)]
    lab().load(*items, options=('--no-bridge-netfilter',))
    lab().inside('fw', lambda: open('/proc/sys/net/bridge/bridge-nf-call-iptables', 'w').write('0'))
    try:
        assert connects('a', 'b', 443)
        assert not connects('c', 'b', 8080) and not lab().ping('c', 'b')
    finally:
        lab().inside('fw', lambda: open('/proc/sys/net/bridge/bridge-nf-call-iptables', 'w').write('1'))


def prove(*items):
    """The proof over what the kernel holds."""
    lab().compile(*items) # writes the permits down
    dump = lab().folder / 'dump.json'
    dump.write_text(subprocess.run(['ip', 'netns', 'exec', lab().ns('fw'), 'nft', '-j', 'list', 'ruleset'], check=True,
                                   capture_output=True, text=True, timeout=60).stdout)
    done = subprocess.run([lab().program, 'barrier', 'prove', lab().folder / 'barrier.yaml', '--permits',
                           lab().folder / 'permits.json', '--held', dump, '--json'], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    assert (done.returncode == 0) == bool(said['holds'])
    return said


def test_the_proof_holds_over_what_the_kernel_holds():
    lab().load(*PERMITS)
    said = prove(*PERMITS)
    assert said['holds'], said['violations'][0]
    assert {f['kind'] for f in said['findings']} == {'shadowed'}, said['findings'] # 443 within 440-450
    lab().load(*PERMITS, cut(90, 'device', 'a'))
    said = prove(*PERMITS, cut(90, 'device', 'a'))
    assert said['holds'] and 'cut' in {f['kind'] for f in said['findings']}
    # The cut that was ordered is not there: everything it should stop is a violation.
    lab().load(*PERMITS)
    said = prove(*PERMITS, cut(90, 'device', 'a'))
    assert not said['holds'] and 'permitted' in {v['law'] for v in said['violations']}


def test_each_violation_is_a_packet_that_really_passes():
    for rule, law in (('inet sekimori forward ip saddr 10.1.0.5 ip daddr 10.2.0.7 udp dport 7777 accept', 'permitted'),
                      ('inet sekimori forward ip saddr 10.1.0.0/24 udp dport 5011-5020 accept', 'permitted'),
                      ('inet sekimori permitted4 udp dport 9999 accept', 'permitted')):
        lab().load(*PERMITS)
        lab().nft(f'insert rule {rule}')
        said = prove(*PERMITS)
        packets = [v['packet'] for v in said['violations'] if v['law'] == law and v['packet']['protocol'] == 17]
        assert packets, said['violations']
        sent = 0
        for p in packets:
            sender = [n for n, h in HOSTS.items() if h[1] == p['source']]
            if p['reply'] or p['destination'] != address('b') or not sender or p['in'] != 'fa':
                continue
            lab().udp('a', 'b', 5003) # neighbours are known
            with sniff('b', p['destination_port']) as far:
                lab().frame(sender[0], p['source_mac'], p['source'], p['destination'], p['destination_port'], lab().mac('fa'))
                assert far.recv(100) == b'fake', p
            sent += 1
        assert sent, packets
    # A permit that is not carried out: the packet shown does not pass.
    lab().load(*PERMITS)
    lab().nft('delete element inet sekimori forward4 { 02:00:00:00:00:0c . 10.2.0.8 . 10.2.0.7 . tcp . 8080 }')
    said = prove(*PERMITS)
    shown = [v['packet'] for v in said['violations'] if v['law'] == 'carried']
    assert [(p['source'], p['destination'], p['destination_port']) for p in shown] == [(address('c'), address('b'), 8080)], shown
    assert not connects('c', 'b', 8080)


def test_our_tables_replace_only_themselves():
    lab()
    lab().nft('add table inet other\nadd chain inet other x')
    lab().load(*PERMITS)
    lab().load()
    tables = lab().listing('tables')
    assert 'inet other' in tables and tables.count('sekimori') == 3
    lab().nft('delete table inet other')
    assert not connects('a', 'b', 443)


def test_the_order_of_permits_means_nothing():
    """Overlapping ones, too: elements are made disjoint before the kernel sees them."""
    lab()
    assert lab().compile(*PERMITS).count('"concat"') == lab().compile(*PERMITS[::-1]).count('"concat"')
    lab().load(*PERMITS[::-1])
    assert connects('a', 'b', 443) and connects('a', 'b', 441)


sys.exit(tap.main())
