#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori firewall check, matrix, ask, compare: as a person or a script meets them."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM = os.environ['SEKIMORI']
FOLDER = tempfile.TemporaryDirectory(prefix='sk')


def firewall(what, *args, lang='en', code=0):
    done = subprocess.run([PROGRAM, 'firewall', what, *map(str, args)], capture_output=True, text=True, timeout=120,
                          check=False, cwd=FOLDER.name, env={**os.environ, 'SEKIMORI_LANG': lang})
    assert done.returncode == code, (what, args, done.returncode, done.stdout, done.stderr)
    return done.stdout if code < 2 else done.stderr


def file(name, text):
    (pathlib.Path(FOLDER.name) / name).write_text(text if isinstance(text, str) else json.dumps(text), encoding='utf-8')
    return name


def iptables(name, *rules, policy='DROP', chains=()):
    lines = ['*filter', f':FORWARD {policy} [0:0]', *(f':{c} - [0:0]' for c in chains), *rules, 'COMMIT', '']
    return file(name, '\n'.join(lines))


def payload(protocol, field):
    return {'payload': {'protocol': protocol, 'field': field}}


def match(left, right, op='=='):
    return {'match': {'op': op, 'left': left, 'right': right}}


def nft(name, *rules, policy='drop', more=()):
    items = [{'table': {'family': 'inet', 'name': 'f', 'handle': 1}},
             {'chain': {'family': 'inet', 'table': 'f', 'name': 'forward', 'handle': 1, 'type': 'filter', 'hook': 'forward',
                        'prio': 0, 'policy': policy}}, *more]
    items += [{'rule': {'family': 'inet', 'table': 'f', 'chain': 'forward', 'handle': 10 + i, 'expr': r}}
              for i, r in enumerate(rules)]
    return file(name, {'nftables': items})


def permits(name, *flows):
    items = [{'kind': 'specified_flow', 'matter': 100 + i, 'no': 1,
              'payload': [{'name': k, 'value': v} for k, v in f.items()], 'what': 'want'} for i, f in enumerate(flows)]
    return file(name, {'document': 'sekimori/desired-state', 'enforcer': 'netd', 'items': items, 'made': 1, 'revision': 1,
                       'snapshot': 1, 'v': 1})


FLOW = {'source_mac': '00:1a:2b:3c:4d:5e', 'source_ip': '10.1.0.5', 'destination_ip': '10.9.0.7', 'protocol': 'tcp',
        'port': '443'}
OPENS = '-A FORWARD -s 10.1.0.5/32 -d 10.9.0.7/32 -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT'
REPLY = '-A FORWARD -s 10.9.0.7/32 -d 10.1.0.5/32 -p tcp -m tcp --sport 443 -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT'
OPENS_DIR = OPENS.replace('-j ACCEPT', '--ctdir ORIGINAL -j ACCEPT')


def test_one_packet_and_the_rules_that_decide_it():
    rules = iptables('fw', '-A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ssh', '-A ssh -d 10.2.0.1/32 -j RETURN',
                     '-A ssh -j ACCEPT', chains=['ssh'])
    ask = ['--from', '10.1.0.5', '--proto', 'tcp', '--port', '22', rules]
    told = firewall('ask', '--to', '10.2.0.2', *ask)
    assert told.startswith('It gets through.') and 'fw:6: -A ssh -j ACCEPT' in told, told
    told = firewall('ask', '--to', '10.2.0.1', *ask, code=1)
    assert told.startswith('It does not get through.') and 'policy of the chain FORWARD' in told, told
    told = firewall('ask', '--to', '10.2.0.0/24', *ask, code=1)
    assert told.startswith('It depends.') and told.count('fw:4:') == 2, told
    assert firewall('ask', '--to', '10.2.0.2', *ask, lang='ja').startswith('通ります。')


def test_what_is_not_known_is_said():
    rules = iptables('fw', '-A FORWARD -m set --match-set bad src -j DROP', '-A FORWARD -j ACCEPT')
    told = firewall('ask', '--from', '10.1.0.5', '--to', '10.2.0.2', '--proto', 'udp', '--port', '53', rules, code=1)
    assert 'may or may not' in told and 'perhaps' in told, told
    told = firewall('check', rules)
    assert 'set --match-set bad' in told, told


def test_odd_rules():
    rules = iptables('fw', '-A FORWARD -s 10.0.0.0/8 -j DROP', '-A FORWARD -s 10.1.0.0/16 -j ACCEPT',
                     '-A FORWARD -s 10.2.0.0/16 -j DROP', '-A FORWARD -p tcp -m tcp --dport 22 -j ACCEPT',
                     '-A FORWARD -d 10.5.0.0/16 -j DROP', '-A FORWARD -s 10.3.0.0/16 ! -s 10.0.0.0/8 -j ACCEPT',
                     '-A never -j ACCEPT', '-A FORWARD -j DROP', chains=['never'])
    told = firewall('check', rules, code=1)
    for line, reason in {5: 'decides the opposite; this rule has no effect: fw:4:', 6: 'decides alike',
                         8: 'Overlaps this rule, which decides the opposite; only their order decides: fw:7:',
                         9: 'exclude each other', 11: 'decided alike'}.items():
        assert re.search(rf'^fw:{line}: .*\n    .*{re.escape(reason)}', told, re.M), (line, told)
    assert not re.search(r'^fw:(4|10): ', told, re.M), told
    assert '設定の不整合' in firewall('check', rules, lang='ja', code=1)


def test_the_matrix():
    rules = iptables('fw', '-A FORWARD -s 10.0.0.0/8 -d 10.9.0.7/32 -p tcp -m tcp --dport 443 -j ACCEPT')
    told = firewall('matrix', '--tcp', '443', rules)
    assert told.splitlines()[1:] == ['a |-> {0.0.0.0 .. 9.255.255.255} u {11.0.0.0 .. 255.255.255.255}',
                                     'b |-> {10.0.0.0 .. 10.9.0.6} u {10.9.0.8 .. 10.255.255.255}', 'c |-> 10.9.0.7', '',
                                     '(b,c)', '(c,c)'], told
    assert '(' not in ''.join(firewall('matrix', '--udp', '443', rules).splitlines()[2:])


def test_two_languages_of_rules_say_the_same():
    old = iptables('old', OPENS_DIR, REPLY)
    new = nft('new', [match({'ct': {'key': 'direction'}}, 'reply'), match({'ct': {'key': 'state'}}, ['established'], 'in'),
                      match({'concat': [{'ct': {'key': 'ip saddr', 'dir': 'original'}}, {'ct': {'key': 'ip daddr', 'dir': 'original'}},
                                        {'meta': {'key': 'l4proto'}}, payload('th', 'sport')]},
                            {'set': [{'concat': ['10.1.0.5', '10.9.0.7', 'tcp', 443]}]}), {'accept': None}],
              [match({'ct': {'key': 'direction'}}, 'original'),
               match({'ct': {'key': 'state'}}, {'set': ['new', 'established']}),
               {'vmap': {'key': {'concat': [payload('ip', 'saddr'), payload('ip', 'daddr'), {'meta': {'key': 'l4proto'}},
                                            payload('th', 'dport')]}, 'data': '@open'}}],
              more=[{'map': {'family': 'inet', 'table': 'f', 'name': 'open', 'handle': 2, 'map': 'verdict',
                             'type': ['ipv4_addr', 'ipv4_addr', 'inet_proto', 'inet_service'],
                             'elem': [[{'concat': ['10.1.0.5', '10.9.0.7', 'tcp', 443]}, {'accept': None}]]}}])
    told = firewall('compare', old, new, code=1) # IPv6 is closed here and not filtered there
    assert 'forwarded IPv4: they let through exactly the same' in told and 'forwarded IPv6: they differ' in told, told
    swapped = iptables('swapped', REPLY, OPENS_DIR)
    assert 'exactly the same' in firewall('compare', old, swapped)
    wider = iptables('wider', OPENS_DIR.replace('443', '443:444'), REPLY)
    told = firewall('compare', old, wider, code=1)
    assert '-> 444 new' in told and 'wider:3:' in told and 'old:3' not in told, told


def test_permits_and_nothing_else():
    wanted = permits('permits.json', FLOW)
    exact = iptables('exact', OPENS_DIR, REPLY)
    told = firewall('check', '--permits', wanted, '--without-mac', exact)
    assert 'Everything permitted gets through, and nothing else.' in told and 'IPv6 packets' in told, told
    told = firewall('check', '--permits', wanted, exact, code=1) # any MAC may use the address
    assert 'covered by no permit' in told and 'Permitted, but not' not in told, told
    blanket = iptables('blanket', '-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT', OPENS_DIR)
    told = firewall('check', '--permits', wanted, '--without-mac', blanket, code=1)
    assert 'outlives its permit' in told and 'covered by no permit' not in told, told
    closed = iptables('closed', OPENS_DIR.replace('10.9.0.7', '10.9.0.8'), REPLY)
    told = firewall('check', '--permits', wanted, '--without-mac', closed, code=1)
    assert 'Permitted, but not let through: (matter 100/1)' in told, told
    assert '10.9.0.8 tcp' in told and 'covered by no permit' in told, told
    reverse = iptables('reverse', OPENS_DIR, REPLY.replace('ESTABLISHED --ctdir REPLY', 'NEW,ESTABLISHED'))
    told = firewall('check', '--permits', wanted, '--without-mac', reverse, code=1)
    assert '10.9.0.7 -> 10.1.0.5 tcp 443 ->' in told, told # the server could open from its service port


def test_elements_that_run_out():
    rule = [match(payload('ip', 'saddr'), '@lent'), {'accept': None}]
    lent = {'set': {'family': 'inet', 'table': 'f', 'name': 'lent', 'handle': 2, 'type': 'ipv4_addr', 'flags': ['timeout'],
                    'elem': [{'elem': {'val': '10.1.0.5', 'timeout': 60, 'expires': 30}}]}}
    rules = nft('lent', rule, more=[lent])
    ask = ['--from', '10.1.0.5', '--to', '10.9.0.7', '--proto', 'tcp', '--port', '1', rules]
    assert 'may or may not' in firewall('ask', *ask, code=1)
    assert firewall('ask', '--now', *ask).startswith('It gets through.')


def test_bad_input_says_where():
    told = firewall('check', iptables('fw', '-A NOWHERE -j DROP'), code=3)
    assert 'fw' in told and '3' in told and 'NOWHERE' in told, told
    told = firewall('check', iptables('fw', '-A a -j b', '-A b -g a', chains=['a', 'b']), code=3)
    assert 'comes back to itself' in told, told
    told = firewall('check', file('fw', '{"nftables": [\n{"rule": '), code=3)
    assert 'fw' in told and 'JSON' in told, told
    told = firewall('check', 'absent', code=3)
    assert 'absent' in told, told
    told = firewall('check', '--permits', permits('p', {**FLOW, 'destination_ip': 'x'}), iptables('fw'), code=3)
    assert 'items[0].destination_ip' in told, told


def test_wrong_use():
    rules = iptables('fw')
    firewall('check', code=2)
    firewall('check', rules, rules, code=2)
    firewall('compare', rules, code=2)
    firewall('matrix', rules, code=2)
    firewall('matrix', '--tcp', '22', '--udp', '22', rules, code=2)
    firewall('matrix', '--tcp', '0', rules, code=2)
    firewall('matrix', '--tcp', '22', '--family', '5', rules, code=2)
    firewall('ask', '--from', '10.0.0.1', '--to', '::1', '--proto', 'tcp', rules, code=2)
    firewall('ask', '--from', '10.0.0.1', '--to', '10.0.0.2', '--proto', 'carrier', rules, code=2)
    firewall('ask', '--from', '10.0.0.1', '--to', '10.0.0.2', '--proto', 'tcp', '--state', 'odd', rules, code=2)


if __name__ == '__main__':
    try:
        tap.main()
    finally:
        FOLDER.cleanup()
