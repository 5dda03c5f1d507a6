# SPDX-License-Identifier: Apache-2.0
"""A permit is the packet filter: from the decision to the packet and back, with real packets.

What a permit lets through passes, and its neighbours in every dimension do not; it ends and so does its
session; what somebody adds by hand is found, told and removed; a cut holds; whoever is killed, the
barrier is closed or as decided. IPv4 and IPv6; TCP, UDP and ICMP; routed and within one bridge.
"""
import os
import signal
import subprocess
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import spaces
import tap
from barrier import Barrier, flow, now_ms
from spaces import address, wait_for

WHY = spaces.needed()
STACK = []
PERMIT, LATER = 2.0, 0.4  # seconds: until it must pass; to be sure that nothing comes
CASES = [(s, d, f, p) for f in (4, 6) for s, d in (("host-a", "server"), ("left", "right")) for p in ("tcp", "udp", "icmp")]


def world():
    if WHY:
        raise tap.Skip(WHY)
    return STACK[0]


def barrier():
    world()
    return STACK[1]


def passes(w, source, destination, family, proto, port=443, wait=1.0, **more):
    if proto == 'icmp':
        return w.ping(source, address(destination, family), wait)
    return w.asks(source, family, proto, address(destination, family), port, wait, **more)


def test_closed_until_the_office_says_which_network_it_is():
    if WHY:
        raise tap.Skip(WHY)
    w = spaces.World()
    STACK.append(w)
    w.build()
    for host in ('server', 'other', 'right', 'left', 'host-a', 'host-b', 'my'):
        for family in (4, 6):
            for proto in ('tcp', 'udp'):
                w.listen(host, family, proto, 443)
                if host == 'server':
                    w.listen(host, family, proto, 444)
    b = Barrier(w)
    STACK.append(b)
    b.start()
    assert b.status()['state'] == 'closed'
    assert w.run('fw', 'cat', '/proc/sys/net/ipv4/ip_forward').stdout.strip() == '0'
    assert not passes(w, 'host-a', 'server', 4, 'tcp', wait=LATER)
    assert not passes(w, 'left', 'right', 4, 'tcp', wait=LATER)
    b.want(1, 'barrier', {'sha256': 'f' * 64})
    b.publish()
    b.is_said(1, 'refused')
    assert b.status()['state'] == 'closed'
    b.want(2, 'barrier', {'sha256': b.digest})
    b.want(3, 'lease', {'seconds': '3'})
    b.publish()
    b.is_said(2, 'applied')
    assert b.status()['state'] == 'open'
    for source, destination, family, proto in CASES:
        assert not passes(w, source, destination, family, proto, wait=LATER), (source, destination, family, proto)


def test_a_permit_lets_the_packet_pass_within_two_seconds_and_no_other():
    w, b = world(), barrier()
    for n, (source, destination, family, proto) in enumerate(CASES):
        b.want(100 + n, 'specified_flow', flow(source, destination, family, proto))
        b.publish()
        began = time.monotonic()
        got = wait_for(lambda: passes(w, source, destination, family, proto, wait=0.3), PERMIT, 0.02)
        assert got, (source, destination, family, proto, time.monotonic() - began, b.tail())
        b.is_said(100 + n, 'applied')


def test_neighbours_in_every_dimension_are_dropped():
    w = world()
    barrier()
    for family in (4, 6):
        for proto in ('tcp', 'udp'):
            assert passes(w, 'host-a', 'server', family, proto)
            assert not passes(w, 'host-a', 'server', family, proto, port=444, wait=LATER), 'port'
            assert not passes(w, 'host-a', 'other', family, proto, wait=LATER), 'destination'
            assert not passes(w, 'host-b', 'server', family, proto, wait=LATER), 'source'
            assert not passes(w, 'my', 'server', family, proto, wait=LATER), 'zone'
            assert not passes(w, 'server', 'host-a', family, proto, wait=LATER), 'direction'
            # From the service's own port: a stateless reversed rule would let it open connections.
            for port in (443, 40000):
                if port == 443:
                    stop_listeners(w, 'server', family, proto)
                assert not passes(w, 'server', 'host-a', family, proto, wait=LATER, source_port=443), 'service port'
                w.listen('server', family, proto, 443) if port == 443 else None
        assert not passes(w, 'host-b', 'server', family, 'icmp', wait=LATER)
        assert not passes(w, 'server', 'host-a', family, 'icmp', wait=LATER)
        assert not passes(w, 'right', 'left', family, 'icmp', wait=LATER)
        assert not passes(w, 'right', 'left', family, 'tcp', wait=LATER)


def stop_listeners(w, host, family, proto):
    for child in list(w.children):
        if child.args[3:] and list(map(str, child.args[3:])) == [w.space(host), 'python3', str(spaces.PEER), 'serve', str(family), proto, '443']:
            w.stop(child, signal.SIGKILL)


def test_the_same_permit_from_another_station_is_dropped():
    w, b = world(), barrier()
    w.ip('host-a', 'link', 'set', 'eth0', 'address', '02:5e:00:00:00:99')
    try:
        for family in (4, 6):
            assert not passes(w, 'host-a', 'server', family, 'tcp', wait=LATER)
        # Somebody else with the right addresses, both of them.
        w.ip('host-b', 'address', 'add', spaces.v4('host-a') + '/32', 'dev', 'eth0')
        assert not w.asks('host-b', 4, 'tcp', spaces.v4('server'), 443, LATER, source=spaces.v4('host-a'))
        w.ip('host-b', 'address', 'del', spaces.v4('host-a') + '/32', 'dev', 'eth0')
    finally:
        w.ip('host-a', 'link', 'set', 'eth0', 'address', spaces.mac('host-a'))
    w.run('fw', 'ip', 'neigh', 'flush', 'all', check=False)
    assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', wait=0.5), 5), b.tail()


def test_what_passed_is_counted_as_evidence():
    w, b = world(), barrier()
    n = CASES.index(('host-a', 'server', 4, 'udp'))
    before = b.counted(100 + n, direction='original')
    for _ in range(5):
        assert passes(w, 'host-a', 'server', 4, 'udp')
    b.drop(100 + n)
    b.publish()
    b.is_said(100 + n, 'removed')
    # The numbers of the element that went away came with its removal.
    assert wait_for(lambda: b.counted(100 + n, direction='original') >= before + 5), b.evidence('counter')
    assert wait_for(lambda: b.counted(100 + n, direction='reply') >= 5), b.evidence('counter')
    assert not passes(w, 'host-a', 'server', 4, 'udp', wait=LATER)
    b.want(100 + n, 'specified_flow', flow('host-a', 'server', 4, 'udp'))
    b.publish()
    b.is_said(100 + n, 'applied')


def session(w, family):
    child = w.start('host-a', 'python3', spaces.PEER, 'hold', family, address('server', family), 444,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == 'open\n'
    return child


def say(child, text):
    child.stdin.write(text + '\n')
    child.stdin.flush()
    return child.stdout.readline().strip()


def test_when_a_permit_ends_its_session_ends():
    w, b = world(), barrier()
    for family in (4, 6):
        end = now_ms() + 4000
        b.want(200 + family, 'specified_flow', flow('host-a', 'server', family, 'tcp', '444'), until=end)
        b.publish()
        assert wait_for(lambda: passes(w, 'host-a', 'server', family, 'tcp', port=444, wait=0.3), PERMIT, 0.02), b.tail()
        child = session(w, family)
        assert say(child, 'one') == 'one'
        wait_for(lambda: now_ms() > end + 300, 8)
        assert say(child, 'two').startswith('no answer'), 'an ended permit still carries its session'
        assert not passes(w, 'host-a', 'server', family, 'tcp', port=444, wait=LATER)
        b.is_said(200 + family, 'removed')
        w.stop(child, signal.SIGKILL)


def test_a_revoked_permit_ends_its_session_too():
    revoke(None)
    revoke(now_ms() + 3600000)  # one that would have lasted


def revoke(until):
    w, b = world(), barrier()
    b.want(300, 'specified_flow', flow('host-a', 'server', 4, 'tcp', '444'), until=until)
    b.publish()
    assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', port=444, wait=0.3), PERMIT, 0.02)
    child = session(w, 4)
    assert say(child, 'one') == 'one'
    b.drop(300)
    b.publish()
    b.is_said(300, 'removed')
    assert say(child, 'two').startswith('no answer')
    w.stop(child, signal.SIGKILL)


def test_what_cannot_or_may_not_be_is_refused_with_its_reason():
    w, b = world(), barrier()
    b.want(400, 'specified_flow', flow('my', 'server'))
    b.want(401, 'specified_flow', {**flow('host-a', 'server'), 'destination_ip': '10.20.0.99'})
    b.want(402, 'something_else', {'x': 'y'})
    b.publish()
    for matter, reason in ((400, 'forbidden'), (401, 'unknown'), (402, 'unsupported')):
        b.is_said(matter, 'refused')
        assert b.word(matter)['reason'] == reason, b.word(matter)
    assert not passes(w, 'my', 'server', 4, 'tcp', wait=LATER)
    for matter in (400, 401, 402):
        b.drop(matter)
    b.publish()


def drift(b, before):
    return wait_for(lambda: len(b.evidence('drift')) > before and b.evidence('drift')[before], 3, 0.02)


def test_a_rule_by_hand_is_found_told_within_a_second_and_removed():
    w, b = world(), barrier()
    hands = [
        ('own table', ['nft', 'insert', 'rule', 'inet', 'sekimori', 'forward', 'counter', 'accept']),
        ('own element', ['nft', 'add', 'element', 'inet', 'sekimori', 'forward4',
                         '{ 02:5e:00:00:00:0c . 10.10.0.12 . 10.20.0.21 . tcp . 443 : accept }']),
        ('foreign table', ['nft', 'add', 'table', 'ip', 'byhand']),
        ('forwarding', ['sysctl', '-qw', 'net.ipv4.conf.all.accept_source_route=1']),
    ]
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()
    for name, command in hands:
        before = len(b.evidence('drift'))
        w.run('fw', *command)
        began = time.monotonic()
        found = drift(b, before)
        assert found, (name, b.tail())
        assert time.monotonic() - began < 1.5, (name, time.monotonic() - began)
        if command[0] == 'nft':
            assert found[0]['process'].startswith('nft ('), found
        assert b.status()['drift'] == 'yes'
        assert b.tell('repair').returncode == 0
        assert wait_for(lambda: b.status().get('drift') == 'no', 5), (name, b.status(), b.tail())
        assert 'repaired_at' in b.evidence('drift')[-1][0], name
    assert not passes(w, 'host-b', 'server', 4, 'tcp', wait=LATER)
    assert passes(w, 'host-a', 'server', 4, 'tcp')


def test_where_an_instrument_says_so_it_is_repaired_by_itself():
    w, b = world(), barrier()
    b.want(4, 'drift_repair', {'mode': 'automatic'})
    b.publish()
    b.is_said(4, 'applied')
    w.run('fw', 'nft', 'insert', 'rule', 'inet', 'sekimori', 'forward', 'accept')
    assert wait_for(lambda: not passes(w, 'host-b', 'server', 4, 'tcp', wait=0.2) and b.status()['drift'] == 'no', 5), b.tail()
    assert 'accept' not in [l.strip() for l in w.run('fw', 'nft', 'list', 'chain', 'inet', 'sekimori', 'forward').stdout.splitlines()]
    b.drop(4)
    b.publish()
    b.is_said(4, 'removed')


def test_another_order_with_the_same_effect_is_no_alarm():
    w, b = world(), barrier()
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()
    w.run('fw', 'nft', '-f', '-', input='table inet other {\n chain f {\n type filter hook forward priority 10; policy accept;\n'
          ' ip saddr 10.10.0.77 drop\n ip saddr 10.10.0.78 drop\n }\n}\n')
    assert b.tell('accept').returncode == 0
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()
    time.sleep(0.5)
    before = len(b.evidence('drift'))
    swapped = ('flush chain inet other f\nadd rule inet other f ip saddr 10.10.0.78 drop\n'
               'add rule inet other f ip saddr 10.10.0.77 drop\n')
    w.run('fw', 'nft', '-f', '-', input=swapped)
    time.sleep(2.5)
    assert len(b.evidence('drift')) == before, b.evidence('drift')[before:]
    assert b.status().get('drift') == 'no'
    # An order that does change something.
    w.run('fw', 'nft', 'add', 'rule', 'inet', 'other', 'f', 'ip', 'saddr', '10.10.0.0/16', 'accept')
    assert drift(b, before), b.tail()
    w.run('fw', 'nft', 'delete', 'table', 'inet', 'other')
    assert wait_for(lambda: len(b.evidence('drift')) > before + 1, 5)
    assert b.tell('accept').returncode == 0
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()


def test_a_barrier_that_was_flushed_away_stands_again_without_asking():
    w, b = world(), barrier()
    before = len(b.evidence('drift'))
    w.run('fw', 'nft', 'flush', 'ruleset')
    found = drift(b, before)
    assert found and found[0]['process'].startswith('nft ('), (found, b.tail())
    assert wait_for(lambda: not passes(w, 'host-b', 'server', 4, 'tcp', wait=0.2), 3), b.tail()
    assert not passes(w, 'my', 'server', 4, 'udp', wait=LATER)
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()
    assert passes(w, 'host-a', 'server', 4, 'tcp')


def test_a_route_by_hand_is_told():
    w, b = world(), barrier()
    assert wait_for(lambda: b.status().get('drift') == 'no', 5), b.status()
    before = len(b.evidence('drift'))
    w.ip('fw', 'route', 'add', '192.0.2.0/24', 'via', spaces.v4('other'))
    found = drift(b, before)
    assert found and '192.0.2.0/24' in found[0]['what'], b.tail()
    w.ip('fw', 'route', 'del', '192.0.2.0/24')
    assert wait_for(lambda: b.status().get('drift') == 'no', 5)


def test_a_cut_holds_is_tried_and_told():
    w, b = world(), barrier()
    scopes = [('device', 'host-a'), ('zone', 'internet'), ('line', 'lg0'), ('all', '')]
    b.want(300, 'specified_flow', flow('host-a', 'server', 4, 'tcp', '444'))
    b.publish()
    b.is_said(300, 'applied')
    for scope, value in scopes:
        assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', wait=0.5), 5), (scope, b.tail())
        child = session(w, 4)
        assert say(child, 'one') == 'one'
        words = [scope] + ([value] if value else [])
        orders = len(b.documents('order'))
        done = b.tell('cut', *words, '--by', 'Duty officer', '--reason', 'Suspicious traffic')
        assert done.returncode == 0, (scope, done, b.tail())
        said = dict(line.split(': ', 1) for line in done.stdout.splitlines() if ': ' in line)
        assert int(said['flows_killed']) >= 1, (scope, said)
        assert said['probes_sent'] != '0' and said['probes_sent'] == said['probes_dropped'], (scope, said)
        assert say(child, 'two').startswith('no answer'), scope
        for family in (4, 6):
            for proto in ('tcp', 'udp', 'icmp'):
                assert not passes(w, 'host-a', 'server', family, proto, wait=LATER), (scope, family, proto)
        if scope == 'device':
            assert said['headcount'] == '3', said
            assert passes(w, 'left', 'right', 4, 'tcp'), 'a cut of one device touches another'
        order = b.documents('order')[orders]
        assert order['scope'] == scope and order['by'] == 'Duty officer' and order['result'] == 'done', order
        assert b.tell('restore', *words, '--by', 'Duty officer', '--reason', 'It was a test').returncode == 0, b.tail()
        w.stop(child, signal.SIGKILL)
    assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', wait=0.5), 5)
    b.drop(300)
    b.publish()


def test_a_cut_of_the_office_holds_until_it_is_restored():
    w, b = world(), barrier()
    b.want(500, 'cut', {'scope': 'device', 'value': 'server', 'reason': 'x', 'by': 'y'})
    b.publish()
    assert wait_for(lambda: not passes(w, 'host-a', 'server', 4, 'tcp', wait=0.2), PERMIT)
    b.is_said(500, 'applied')
    assert any(int(i.get('matter', 0)) == 500 for _, i in b.evidence('cut'))
    b.drop(500)
    b.publish()
    b.is_said(500, 'removed')
    assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', wait=0.3), 5), b.tail()


def test_netd_killed_closes_the_barrier_after_the_lease():
    w, b = world(), barrier()
    assert passes(w, 'host-a', 'server', 4, 'tcp')
    b.stop(signal.SIGKILL)
    began = time.monotonic()
    assert wait_for(lambda: not passes(w, 'host-a', 'server', 4, 'tcp', wait=0.3), 6), 'a dead daemon leaves it open'
    assert time.monotonic() - began < 5
    for source, destination, family, proto in CASES:
        assert not passes(w, source, destination, family, proto, wait=LATER), (source, destination, family, proto)
    b.start()
    for source, destination, family, proto in CASES:
        assert wait_for(lambda: passes(w, source, destination, family, proto, wait=0.5), 8), (source, family, proto, b.tail())


def test_after_a_reboot_all_is_rebuilt_from_disk_cuts_too():
    w, b = world(), barrier()
    assert b.tell('cut', 'device', 'right', '--by', 'A', '--reason', 'B').returncode == 0
    b.stop(signal.SIGKILL)
    w.run('fw', 'nft', 'flush', 'ruleset')  # what a reboot leaves: nothing
    w.run('fw', 'sysctl', '-qw', 'net.ipv4.ip_forward=0', 'net.ipv6.conf.all.forwarding=0')
    b.start()
    assert wait_for(lambda: passes(w, 'host-a', 'server', 4, 'tcp', wait=0.5), 8), b.tail()
    assert not passes(w, 'left', 'right', 4, 'tcp', wait=LATER)
    assert not passes(w, 'host-b', 'server', 4, 'tcp', wait=LATER)
    assert b.tell('restore', 'device', 'right', '--by', 'A', '--reason', 'B').returncode == 0
    assert wait_for(lambda: passes(w, 'left', 'right', 4, 'tcp', wait=0.5), 5), b.tail()


def test_bad_orders_change_nothing():
    b = barrier()
    for words in (['cut', 'device', 'nobody', '--by', 'a', '--reason', 'b'], ['cut', 'planet', 'x', '--by', 'a', '--reason', 'b'],
                  ['cut', 'all', '--by', 'a'], ['restore', 'device', 'host-a', '--by', 'a', '--reason', 'b']):
        done = b.tell(*words)
        assert done.returncode != 0 and done.stderr, (words, done)
    assert b.status()['cuts'] == '0'


def test_broken_desired_state_leaves_the_old_one():
    w, b = world(), barrier()
    (b.office / 'desired.json').write_text('{"document":"sekimori/desired-state","v":1,')
    time.sleep(1)
    assert passes(w, 'host-a', 'server', 4, 'tcp')
    b.publish()


def test_the_proof_is_made_again_on_demand():
    done = barrier().tell('prove')
    assert done.returncode == 0 and 'proof: held' in done.stdout, done


def test_what_ends_soon_what_is_never_used_and_what_says_the_same_is_told():
    w, b = world(), barrier()
    b.want(600, 'specified_flow', flow('host-b', 'other', 4, 'tcp', '8443'), until=now_ms() + 86400000)
    b.want(601, 'specified_flow', flow('host-a', 'server', 4, 'tcp', '443'))
    b.publish()
    b.is_said(601, 'applied')
    b.world.run('fw', 'true')
    assert b.tell('prove').returncode == 0

    def told(kind):
        """Numbers of the permits in what was said last."""
        found = b.evidence(kind)
        return [line.split(' ')[0] for line in found[-1][1].get('text', '').splitlines()] if found else []

    assert wait_for(lambda: '600-1' in told('expiring'), 5), b.evidence('expiring')
    assert wait_for(lambda: '600-1' in told('unused'), 5), b.evidence('unused')
    assert '100-1' not in told('unused'), 'a used permit is called unused'
    assert wait_for(lambda: any('601-1' in i.get('text', '') or '100-1' in i.get('text', '') for _, i in b.evidence('findings')), 5), b.evidence('findings')
    b.drop(600)
    b.drop(601)
    b.publish()


def test_many_changes_in_a_row_do_not_let_the_lease_run_out():
    w, b = world(), barrier()
    until, n = time.monotonic() + 8, 0
    while time.monotonic() < until:  # more often than the lease is renewed, for longer than it lives
        n += 1
        b.want(700 + n, 'specified_flow', flow('host-b', 'other', 4, 'tcp', str(9000 + n)))
        b.publish()
        time.sleep(0.2)
        held = w.run('fw', 'nft', 'list', 'set', 'inet', 'sekimori', 'lease').stdout
        assert 'ipv4' in held and 'ipv6' in held, (n, held, b.tail())
    assert passes(w, 'host-a', 'server', 4, 'tcp')
    for k in range(1, n + 1):
        b.drop(700 + k)
    b.publish()
    b.is_said(700 + n, 'removed')


def test_one_packet_can_be_asked_for():
    w, b = world(), barrier()

    def asked(host, port):
        return w.run('fw', spaces.os.environ['SEKIMORI_NETD'], 'ask', spaces.v4(host), spaces.v4('server'), '--port', port, '--mac',
                     spaces.mac(host), '--in', 'lg0', '--out', 'in0', check=False)

    done = asked('host-a', 443)
    assert done.returncode == 0, (done, b.tail())
    done = asked('host-b', 443)
    assert done.returncode == 1 and 'forward' in done.stdout, done
    assert w.run('fw', spaces.os.environ['SEKIMORI_NETD'], 'ask', 'x', 'y', check=False).returncode == 1


def test_nothing_is_left_behind():
    w, b = world(), barrier()
    b.stop()
    w.remove()
    left = subprocess.run(['ip', 'netns', 'list'], capture_output=True, text=True, check=True).stdout
    assert spaces.TAG not in left


if __name__ == '__main__':
    try:
        code = tap.main()
    finally:
        for thing in STACK[:1]:
            thing.remove()
    sys.exit(code)
