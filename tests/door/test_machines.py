# SPDX-License-Identifier: Apache-2.0
"""The machines' door with the real signer, server and nginx, by a client that shares no code with ours."""
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import sqlite3
import sys
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path[:0] = [str(SOURCE / 'tests'), str(SOURCE / 'tests/door')]
import tap  # noqa: E402
from machine_client import Machine, b64, public_of  # noqa: E402
from machine_office import CLERK, HEAD, NGINX, Office  # noqa: E402

if not NGINX:
    print('1..0 # SKIP nginx is not installed')
    sys.exit(0)

office = Office().__enter__()
kept = {}


def rows(sql, *args):
    db = sqlite3.connect(office.folder / 'db/office.sqlite')
    try:
        return db.execute(sql, args).fetchall()
    finally:
        db.close()


def records(kind):
    return [json.loads(e) for (e,) in rows("SELECT envelope FROM record WHERE kind = ? ORDER BY idx", kind)]


def netd():
    """The machine of most tests, enrolled once."""
    if 'netd' not in kept:
        m = Machine(office.socket)
        a = m.enrol(office.code())
        assert a.status == 200 and m.name == 'netd.barrier1', a
        kept['netd'] = m
    return kept['netd']


def test_the_ed25519_of_this_test_is_that_of_the_rfc():
    seed = bytes.fromhex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
    assert public_of(seed).hex() == 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'


def test_who_is_not_enrolled_learns_nothing():
    m = Machine(office.socket)
    m.name = 'netd.barrier1'
    for what in ('desired', 'question', 'files/' + '0' * 64):
        a = m.ask('GET', what)
        assert (a.status, a.fault) == (403, 'machine.unknown'), a
    for what in ('reports', 'answers', 'evidence', 'orders'):
        a = m.ask('POST', what, {})
        assert (a.status, a.fault) == (403, 'machine.unknown'), a
    for header in (None, '', 'v=1', 'v=2;name=a;at=1;nonce=b;sig=c', 'x' * 500):
        a = m.raw('GET', '/machines/v1/desired', header=header)
        assert (a.status, a.fault) == (403, 'machine.unknown'), (header, a)


def test_enrolment_works_once():
    code = office.code('agent', 'pc-7')
    m = Machine(office.socket, 'agent', 'pc-7')
    a = m.enrol(code)
    assert a.status == 200, a
    said = a.json()
    assert said['document'] == 'sekimori/enrolment-answer' and said['name'] == 'agent.pc-7' and said['poll_seconds'] >= 1
    assert said['ledger_key'].startswith('test.example/office+')
    assert int(a.headers['sekimori-time']) > 0 and re.fullmatch('[0-9a-f]{16}', a.headers['sekimori-ledger'])
    again = Machine(office.socket, 'agent', 'pc-7').enrol(code)
    assert again.status == 403 and again.json()['refused'] == 'machine.token_wrong', again
    assert m.ask('GET', 'desired?since=0').status == 200
    told = [r for r in records('machine') if r['name'] == 'agent.pc-7']
    assert [r['what'] for r in told] == ['token', 'enrolled'], told
    assert told[1]['key'] == m.key and told[1]['token'] == told[0]['token']
    ledger = json.dumps(records('machine'))
    assert code not in ledger and code[4:] not in ledger, 'a code stands in the ledger'


def test_one_of_many_at_once_gets_in():
    code = office.code('agent', 'pc-8')
    machines = [Machine(office.socket, 'agent', 'pc-8') for _ in range(6)]
    machines[0].ask('GET', 'desired')  # past the first seconds of the server
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda m: m.enrol(code).status, machines))
    assert sorted(got) == [200] + [403] * 5, got
    assert len([r for r in records('machine') if r['name'] == 'agent.pc-8' and r['what'] == 'enrolled']) == 1


def test_a_code_is_for_its_program_and_host_and_time():
    code = office.code('agent', 'pc-9', '--hours', '2')
    assert Machine(office.socket, 'agent', 'pc-10').enrol(code).json()['refused'] == 'machine.token_other'
    assert Machine(office.socket, 'logd', 'pc-9').enrol(code).json()['refused'] == 'machine.token_other'
    assert Machine(office.socket, 'agent', 'pc-9').enrol('skm-nonsense').json()['refused'] == 'machine.token_wrong'
    newer = office.code('agent', 'pc-9')
    assert Machine(office.socket, 'agent', 'pc-9').enrol(code).json()['refused'] == 'machine.token_wrong'
    office.shift(25 * 3600 * 1000)
    try:
        m = Machine(office.socket, 'agent', 'pc-9')
        assert m.enrol(newer).json()['refused'] == 'machine.token_over'
    finally:
        office.shift(0)
        time.sleep(2.2)  # the office's clock went back: it takes nothing for two seconds


def test_an_enrolment_is_signed_by_the_key_it_brings():
    code = office.code('agent', 'pc-11')
    m = Machine(office.socket, 'agent', 'pc-11')
    other = b64(public_of(os.urandom(32)))
    a = m.enrol(code, key=other)
    assert (a.status, a.fault) == (403, 'machine.unknown'), a
    assert m.enrol(code).status == 200, 'the code was used up by a forgery'


def test_commands_say_what_is_wrong():
    for words, what in ((['token', 'nonsense', '--host', 'a'], 'nonsense'), (['token', 'agent', '--host', 'Big_Host'], 'Big_Host'),
                        (['token', 'agent', '--host', 'a', '--hours', '1000'], '168'),
                        (['revoke', 'agent.nobody', '--reason', 'x'], 'agent.nobody')):
        done = office.command('machine', *words)
        assert done.returncode == 1 and what in done.stderr + done.stdout, (words, done)
    assert office.command('machine', 'token', 'agent').returncode == 2
    netd()
    done = office.command('machine', 'token', 'netd', '--host', 'barrier2')
    assert done.returncode == 1 and 'barrier1' in done.stderr + done.stdout, done
    assert 'netd.barrier1' in office.command('machine', 'list').stdout


def test_a_signature_is_of_this_request_alone():
    m = netd()
    target = '/machines/v1/desired?since=0'
    good = m.header('GET', target, b'')
    assert m.raw('GET', target, header=good).status == 200
    a = m.raw('GET', target, header=good)
    assert (a.status, a.fault) == (403, 'machine.replayed'), a
    for method, where, body in (('GET', '/machines/v1/desired?since=1', b''), ('GET', '/machines/v1/question', b''),
                                ('POST', '/machines/v1/orders', b''), ('HEAD', target, b'')):
        a = m.raw(method, where, body, m.header('GET', target, b''))
        assert a.status == 403, (method, where, a)
    a = m.raw('POST', '/machines/v1/evidence', b'{"a":1}', m.header('POST', '/machines/v1/evidence', b'{"a":2}'))
    assert (a.status, a.fault) == (403, 'machine.unknown'), a
    a = m.ask('GET', 'desired', seed=os.urandom(32))
    assert (a.status, a.fault) == (403, 'machine.unknown'), a
    bad = m.header('GET', target, b'')
    a = m.raw('GET', target, header=bad[:-1] + ('A' if bad[-1] != 'A' else 'Q'))
    assert a.status == 403, a


def test_a_signature_is_of_now():
    m = netd()
    now = int(time.time() * 1000)
    for off in (-61000, 3500, -3600000, 3600000):
        a = m.ask('GET', 'desired', at=now + off)
        assert (a.status, a.fault) == (409, 'machine.clock'), (off, a)
        assert abs(int(a.headers['sekimori-time']) - now) < 10000
    assert m.ask('GET', 'desired', at=int(time.time() * 1000) - 500).status == 200


def test_over_tls_the_certificate_bears_the_same_key():
    m = netd()
    t = Machine(('127.0.0.1', office.machines_port, office.cert), seed=m.seed)
    t.name = m.name
    assert t.ask('GET', 'desired').status == 200
    t.certificate_seed = os.urandom(32)
    a = t.ask('GET', 'desired')
    assert (a.status, a.fault) == (403, 'machine.certificate'), a
    t.certificate_seed = None
    a = t.ask('GET', 'desired')
    assert (a.status, a.fault) == (403, 'machine.certificate'), a
    n = Machine(('127.0.0.1', office.machines_port, office.cert), 'agent', 'pc-12')
    assert n.enrol(office.code('agent', 'pc-12')).status == 200


def test_people_and_machines_have_doors_of_their_own():
    m = netd()
    for path in ('/', '/sign-in', '/matters', '/machines'):
        assert m.raw('GET', path).status == 404, path
    assert office.ask('GET', '/machines/v1/desired')[0] == 404
    a = m.raw('GET', '/about')
    assert a.status == 200 and a.headers['content-type'] == 'application/json'


def test_documents_that_are_none_are_refused():
    m = netd()
    for what in ('reports', 'answers', 'evidence', 'orders'):
        for body in (b'', b'{', b'[]', b'{"document":"sekimori/other","v":1}', b'\xff', b'{"a":' * 5000):
            a = m.ask('POST', what, body)
            assert a.status == 400 and a.fault, (what, body[:20], a)
    a = m.ask('POST', 'orders', b' ' * (70 << 10))
    assert a.status == 413, a
    for since in ('-1', 'x', '99999999999999999999'):
        assert m.ask('GET', f'desired?since={since}').status == 400, since


def test_evidence_is_recorded_once_and_stands_with_the_articles():
    m = netd()
    items = [{'kind': 'proof', 'subject': 'inet sekimori', 'digest': 'ab' * 32,
              'values': [{'name': 'held', 'value': 'yes'}, {'name': 'violations', 'value': '0'}]},
             {'kind': 'ruleset', 'subject': 'inet sekimori', 'values': [{'name': 'elements', 'value': '12'}]}]
    a = m.evidence('e-1', items)
    assert a.status == 200 and a.json()['id'] == 'e-1' and 'repeated' not in a.json(), a
    a = m.evidence('e-1', items)
    assert a.json()['repeated'] == 1, a
    told = records('evidence')
    assert len(told) == 1 and [i['kind'] for i in told[0]['items']] == ['proof', 'ruleset']
    assert {'26', '27'} <= set(told[0]['items'][0]['articles']) and 'held' not in json.dumps(told), told
    status, _, page = office.ask('GET', '/articles/26', office.sign_in(HEAD))
    assert status == 200 and 'Proof of the rules' in page and 'netd.barrier1' in page, page
    a = m.ask('POST', 'evidence', {'document': 'sekimori/evidence', 'v': 1, 'id': 'x', 'program': 'netd', 'host': 'other',
                                   'at': 1, 'items': [{'kind': 'proof', 'subject': 's'}]})
    assert (a.status, a.fault) == (403, 'enforce.other_enforcer'), a


def test_an_order_becomes_a_matter_once():
    m = netd()
    now = int(time.time() * 1000)
    order = {'document': 'sekimori/order', 'v': 1, 'id': 'o-1', 'program': 'netd', 'host': 'barrier1', 'what': 'cut',
             'at': now - 5000, 'by': '101003', 'account': 'root', 'scope': 'zone', 'value': 'internet',
             'reason': '感染の疑い', 'done_at': now - 4900, 'result': 'done'}
    a = m.ask('POST', 'orders', order)
    assert a.status == 200 and a.json()['matter'] > 0, a
    b = m.ask('POST', 'orders', order)
    assert b.json()['repeated'] == 1 and b.json()['matter'] == a.json()['matter'], b
    matter = a.json()['matter']
    cookie = office.sign_in(HEAD)
    status, _, page = office.ask('GET', f'/matters/{matter}', cookie)
    assert status == 200 and '感染の疑い' in page and 'internet' in page and 'netd.barrier1' in page, page
    assert f'/matters/{matter}' in office.ask('GET', '/inbox', cookie)[2]
    ((happened, entered),) = rows('SELECT min(opened), max(opened) FROM matter WHERE id = ?', matter)
    assert happened == entered
    assert rows("SELECT count(*) FROM duty WHERE matter = ? AND role = 'head_security_officer' AND state = 'open'", matter) == [(1,)]
    order.update(id='o-2', scope='all')
    assert m.ask('POST', 'orders', order).status == 400, 'everything has no value'


def test_evidence_of_a_matter_stands_on_its_page_and_goes_with_it():
    m = Machine(office.socket, 'agent', 'pc-13')
    assert m.enrol(office.code('agent', 'pc-13')).status == 200
    # A medium that was brought back long ago: closed, with something that the agent was to do.
    ((matter, no),) = rows("""SELECT e.matter, e.no FROM effect e JOIN matter m ON m.id = e.matter
        WHERE e.enforcer = 'agent' AND m.closed = 1 ORDER BY e.matter LIMIT 1""")
    for k in range(2):
        a = m.evidence(f'c-{k}', [
            {'kind': 'counter', 'subject': 'usb-port', 'matter': matter, 'no': no,
             'values': [{'name': 'packets', 'value': '21'}, {'name': 'bytes', 'value': '2100'},
                        {'name': 'since', 'value': str(1795478400000 + k)}, {'name': 'until', 'value': str(1795478400001 + k)}]},
            {'kind': 'ruleset', 'subject': 'of no matter'},
            {'kind': 'counter', 'subject': 'nobody', 'matter': 999999, 'no': 1}])
        assert a.status == 200, a
    assert rows('SELECT packets, bytes FROM evidence_total WHERE matter = ?', matter) == [(42, 4200)]
    assert sorted(rows("SELECT matter FROM evidence WHERE machine = 'agent.pc-13'")) == [(0,), (0,), (matter,), (matter,)]
    head = office.sign_in(HEAD)
    _, _, page = office.ask('GET', f'/matters/{matter}', head)
    assert 'usb-port: 42 packets, 4200 bytes passed' in page and 'agent.pc-13' in page, page
    articles = rows('SELECT DISTINCT article FROM evidence_article WHERE matter = ?', matter)
    assert ('47',) in articles, articles
    assert 'usb-port' in office.ask('GET', '/articles/47', head)[2]
    leaves = [x for (x,) in rows('SELECT leaf FROM evidence WHERE matter = ? ORDER BY leaf', matter)]
    assert rows('SELECT count(*) FROM record WHERE idx IN (?, ?) AND content IS NOT NULL', *leaves) == [(2,)]
    office.shift(8 * 366 * 24 * 3600 * 1000)
    try:
        head = office.sign_in(HEAD)
        once = re.search(r'name="_key" value="([^"]+)"', office.ask('GET', '/erasures', head)[2])
        status, top, page = office.post(head, '/erasures', {'matter': matter, '_key': once[1]})
        assert status == 303, page
        assert rows('SELECT erased FROM evidence WHERE matter = ?', matter) == [(1,), (1,)]
        assert rows('SELECT subject, vals FROM evidence_item WHERE leaf IN (?, ?)', *leaves) == [(None, None)] * 2
        assert rows('SELECT * FROM evidence_total WHERE matter = ?', matter) == []
        assert rows('SELECT count(*) FROM record WHERE idx IN (?, ?) AND content IS NOT NULL', *leaves) == [(0,)]
        _, _, page = office.ask('GET', f'/matters/{matter}', head)
        assert 'usb-port' not in page and 'erased at the end of retention' in page
        # What comes afterwards is of no matter.
        assert m.evidence('late', [{'kind': 'counter', 'subject': 'late', 'matter': matter, 'no': no}]).status == 200
        assert rows("SELECT matter FROM evidence WHERE document = 'late'") == [(0,)]
    finally:
        office.shift(0)
        time.sleep(2.2)


def test_a_machine_speaks_for_itself_alone():
    """Whoever has an agent's key can forge neither the barrier's evidence nor its orders."""
    m = Machine(office.socket, 'agent', 'pc-14')
    assert m.enrol(office.code('agent', 'pc-14')).status == 200
    now = int(time.time() * 1000)
    before = rows('SELECT count(*) FROM matter')
    a = m.ask('POST', 'orders', {'document': 'sekimori/order', 'v': 1, 'id': 'o-9', 'program': 'agent', 'host': 'pc-14', 'what': 'cut',
                                 'at': now, 'by': '101003', 'account': 'root', 'scope': 'all', 'reason': 'x', 'done_at': now,
                                 'result': 'done'})
    assert (a.status, a.fault) == (403, 'order.not_the_barrier') and rows('SELECT count(*) FROM matter') == before, a
    ((other, no),) = rows("SELECT matter, no FROM effect WHERE enforcer = 'netd' ORDER BY matter LIMIT 1")
    newest = rows("SELECT * FROM evidence_newest WHERE article = '26' AND kind IN ('proof', 'cut') ORDER BY kind")
    totals = rows('SELECT * FROM evidence_total WHERE matter = ?', other)
    a = m.evidence('forged', [{'kind': 'proof', 'subject': 'inet sekimori', 'values': [{'name': 'held', 'value': 'yes'}]},
                              {'kind': 'cut', 'subject': 'device', 'matter': other, 'no': no},
                              {'kind': 'counter', 'subject': 'x', 'matter': other, 'no': no,
                               'values': [{'name': 'packets', 'value': '1'}]}])
    assert a.status == 200, a
    assert rows("SELECT DISTINCT matter FROM evidence WHERE document = 'forged'") == [(0,)]
    assert rows("""SELECT count(*) FROM evidence_article a JOIN evidence e ON e.leaf = a.leaf WHERE e.document = 'forged'""") == [(0,)]
    assert rows("SELECT * FROM evidence_newest WHERE article = '26' AND kind IN ('proof', 'cut') ORDER BY kind") == newest
    assert rows('SELECT * FROM evidence_total WHERE matter = ?', other) == totals


def test_no_number_makes_a_sum_fail():
    m = netd()
    ((matter, no),) = rows("SELECT matter, no FROM effect WHERE enforcer = 'netd' ORDER BY matter LIMIT 1")
    most = 2 ** 53 - 1
    for k in range(2):
        a = m.evidence(f'sum-{k}', [{'kind': 'counter', 'subject': 'sum', 'matter': matter, 'no': no,
                                     'values': [{'name': 'packets', 'value': str(most)}]}] * 1000)
        assert a.status == 200, a
    assert rows("SELECT packets FROM evidence_total WHERE matter = ? AND subject = 'sum'", matter) == [(most,)]


def test_a_machine_does_not_fill_the_ledger():
    m = Machine(office.socket, 'logd', 'log9')
    assert m.enrol(office.code('logd', 'log9')).status == 200
    padding = b' ' * ((2 << 20) - 4096)
    body = json.dumps({'document': 'sekimori/evidence', 'v': 1, 'id': 'full', 'program': 'logd', 'host': 'log9', 'at': 1,
                       'items': [{'kind': 'x', 'subject': 's'}]}).encode() + padding
    got = [m.ask('POST', 'evidence', body) for _ in range(40)]
    assert got[0].status == 200, got[0]
    turned = [a for a in got if a.status != 200]
    assert turned and {(a.status, a.fault) for a in turned} == {(503, 'machine.too_many')}, turned[:2]


def test_the_page_of_machines():
    netd()
    head = office.sign_in(HEAD)
    status, _, page = office.ask('GET', '/machines', head)
    assert status == 200 and 'netd.barrier1' in page and 'Answers' in page, page
    assert office.ask('GET', '/machines', office.sign_in(CLERK))[0] == 403
    status, _, page = office.post(head, '/machines', {'program': 'agent', 'host': 'Bad Host', 'hours': '3'})
    assert status == 422 and 'Bad Host' in page, page
    status, _, page = office.post(head, '/machines', {'program': 'agent', 'host': 'pc-20', 'hours': '3'})
    code = re.search(r'<code>(skm-[^<]+)</code>', page)
    assert status == 200 and code, page
    assert code[1] not in office.ask('GET', '/machines', head)[2], 'a code is shown again'
    m = Machine(office.socket, 'agent', 'pc-20')
    assert m.enrol(code[1]).status == 200
    given = [r for r in records('machine') if r['name'] == 'agent.pc-20'][0]
    assert given['by'] > 0
    assert office.post(head, '/machines/revoke', {'machine': 'agent.pc-20', 'reason': ''}, '/machines')[0] == 422
    assert office.post(head, '/machines/revoke', {'machine': 'agent.pc-20', 'reason': 'lost'}, '/machines')[0] == 303
    a = m.ask('GET', 'desired')
    assert (a.status, a.fault) == (403, 'machine.revoked'), a


def test_revoked_is_told_to_who_has_the_key_and_ends_it():
    m = Machine(office.socket, 'agent', 'pc-30')
    assert m.enrol(office.code('agent', 'pc-30')).status == 200
    done = office.command('machine', 'revoke', 'agent.pc-30', '--reason', 'stolen')
    assert done.returncode == 0, done
    for method, what in (('GET', 'desired'), ('GET', 'question'), ('POST', 'evidence')):
        a = m.ask(method, what, None if method == 'GET' else {})
        assert (a.status, a.fault) == (403, 'machine.revoked'), a
    a = m.ask('GET', 'desired', seed=os.urandom(32))
    assert a.fault == 'machine.unknown', a
    assert m.enrol(office.code('agent', 'pc-30')).json()['refused'] == 'machine.key_known'
    fresh = Machine(office.socket, 'agent', 'pc-30')
    assert fresh.enrol(office.code('agent', 'pc-30')).status == 200 and fresh.ask('GET', 'desired').status == 200
    assert office.command('machine', 'revoke', 'agent.pc-30', '--reason', 'x').returncode == 0
    assert office.command('machine', 'revoke', 'agent.pc-30', '--reason', 'x').returncode == 1


def test_another_code_gives_another_key():
    old = Machine(office.socket, 'agent', 'pc-31')
    assert old.enrol(office.code('agent', 'pc-31')).status == 200
    new = Machine(office.socket, 'agent', 'pc-31')
    assert new.enrol(office.code('agent', 'pc-31')).status == 200
    assert old.ask('GET', 'desired').fault == 'machine.unknown' and new.ask('GET', 'desired').status == 200
    assert [r['what'] for r in records('machine') if r['name'] == 'agent.pc-31'] == ['token', 'enrolled', 'token', 'key']


def test_nothing_can_be_said_twice_across_a_restart():
    m = netd()
    target = '/machines/v1/desired?since=0'
    header = m.header('GET', target, b'', at=int(time.time() * 1000) + 1000)
    assert m.raw('GET', target, header=header).status == 200
    office.kill('server')
    office.start('server')
    seen = set()
    for _ in range(40):
        a = m.raw('GET', target, header=header)
        assert a.status in (403, 409, 503), a
        seen.add(a.fault)
        time.sleep(0.1)
    assert 'machine.clock' in seen, seen
    assert m.ask('GET', 'desired').status == 200


def test_too_many_requests_are_turned_away():
    m = Machine(office.socket, 'agent', 'pc-40')
    assert m.enrol(office.code('agent', 'pc-40')).status == 200
    headers = [m.header('GET', '/machines/v1/question', b'') for _ in range(700)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda h: m.raw('GET', '/machines/v1/question', header=h), headers))
    assert all(a.status in (200, 204) for a in got[:60]), got[:60]
    turned = [a for a in got if a.status not in (200, 204)]
    assert turned and all(a.status in (503, 429) for a in turned), turned[:3]
    assert netd().ask('GET', 'question').status in (200, 204), 'one machine holds up another'


def test_silence_is_told_once():
    m = Machine(office.socket, 'logd', 'log1')
    assert m.enrol(office.code('logd', 'log1')).status == 200
    office.shift(30 * 60 * 1000)
    try:
        for _ in range(100):
            told = rows("SELECT id FROM matter WHERE procedure = 'machine-silent'")
            silent = rows("SELECT name FROM machine_contact WHERE silent IS NOT NULL")
            if ('logd.log1',) in silent:
                break
            time.sleep(0.2)
        assert ('logd.log1',) in silent, silent
        texts = ''.join(office.ask('GET', f'/matters/{i}', office.sign_in(HEAD))[2] for (i,) in told)
        assert texts.count('logd.log1') >= 1
        time.sleep(2.5)
        again = rows("SELECT id FROM matter WHERE procedure = 'machine-silent'")
        assert len(again) == len(silent), (again, silent)
        _, _, page = office.ask('GET', '/machines', office.sign_in(HEAD))
        assert 'Silent' in page
        assert m.ask('GET', 'desired').status == 200
        assert ('logd.log1',) not in rows("SELECT name FROM machine_contact WHERE silent IS NOT NULL")
    finally:
        office.shift(0)
        time.sleep(2.2)


def test_the_ledger_gives_all_of_it_again():
    tables = ('machine', 'evidence', 'evidence_item', 'evidence_article', 'evidence_newest', 'evidence_total')
    before = {t: sorted(rows(f'SELECT * FROM {t}'), key=str) for t in tables}
    assert before['machine'] and before['evidence_item'] and before['evidence_article']
    done = office.command('store', 'check')
    assert done.returncode == 0, done
    done = office.command('store', 'rebuild')
    assert done.returncode == 0, done
    assert before == {t: sorted(rows(f'SELECT * FROM {t}'), key=str) for t in tables}
    office.kill('server', signal.SIGTERM)
    db = sqlite3.connect(office.folder / 'db/office.sqlite')
    db.execute("UPDATE machine SET key = 'x' WHERE name = 'netd.barrier1'")
    db.commit()
    db.close()
    assert office.command('store', 'check').returncode == 1, 'a key that nobody enrolled'
    assert office.command('store', 'rebuild').returncode == 0
    assert office.command('store', 'check').returncode == 0
    office.start('server')


try:
    code = tap.main()
finally:
    office.__exit__()
sys.exit(code)
