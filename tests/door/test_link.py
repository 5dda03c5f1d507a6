# SPDX-License-Identifier: Apache-2.0
"""src/link with the real signer, server and nginx, through what befalls a line and a host."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path[:0] = [str(SOURCE / 'tests'), str(SOURCE / 'tests/door')]
import tap  # noqa: E402
from machine_office import NGINX, Office  # noqa: E402

TOOL = os.environ['LINK_TOOL']
if not NGINX:
    print('1..0 # SKIP nginx is not installed')
    sys.exit(0)

office = Office().__enter__()


def rows(sql, *args):
    db = sqlite3.connect(office.folder / 'db/office.sqlite')
    try:
        return db.execute(sql, args).fetchall()
    finally:
        db.close()


class Link:
    def __init__(self, name, program='agent', host=None, where=None, pin=None, wrapper=()):
        self.folder = office.top / name
        self.argv = [*wrapper, TOOL, self.folder, program, host or name, where or f'unix:{office.socket}', *([pin] if pin else [])]
        self.open()

    def open(self):
        self.p = subprocess.Popen([*map(str, self.argv)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.opened = self.p.stdout.readline().strip()

    def say(self, line):
        self.p.stdin.write(line + '\n')
        self.p.stdin.flush()
        return self.p.stdout.readline().strip()

    def must(self, line):
        got = self.say(line)
        assert got.split()[:1] == ['ok'], (line, got)
        return got

    def state(self):
        return dict(x.split('=', 1) for x in self.say('state').split()[1:])

    def rounds(self, n=10, until=None):
        """Rounds until something holds."""
        for _ in range(n):
            self.say('round')
            if until is None or until(self.state()):
                return
            time.sleep(0.25)
        raise AssertionError(self.state())

    def sent(self):
        self.rounds(40, lambda s: s['line'] == 'connected' and s['waiting'] == '0')

    def kill(self):
        self.p.kill()
        self.p.wait(30)

    def close(self):
        self.p.stdin.close()
        assert self.p.wait(60) == 0, self.p.returncode

    def files(self, folder='spool'):
        return sorted(f.name for f in (self.folder / folder).iterdir())


def enrolled(name, **more):
    link = Link(name, **more)
    assert link.opened == 'ok', link.opened
    link.must(f'enrol {office.code(more.get("program", "agent"), more.get("host") or name)}')
    return link


BARRIER = []


def barrier():
    """The one machine from which orders come; the others' are refused."""
    if not BARRIER:
        BARRIER.append(enrolled('barrier', program='netd'))
    return BARRIER[0]


def documents(machine):
    return rows('SELECT document, matter FROM evidence WHERE machine = ? ORDER BY leaf', machine)


def total(matter, subject):
    got = rows('SELECT packets FROM evidence_total WHERE matter = ? AND subject = ?', matter, subject)
    return got[0][0] if got else 0


def wanted():
    return rows("SELECT matter, no, state FROM effect WHERE enforcer = 'agent' AND state IN ('wanted', 'applied') ORDER BY 1, 2")


def some_matter():
    """One of the sample's matters with something that an agent makes true."""
    return wanted()[0][:2]


def test_enrols_over_both_lines_and_stays_so():
    a = enrolled('line1')
    assert a.state()['name'] == 'agent.line1'
    assert oct((a.folder / 'key').stat().st_mode & 0o777) == '0o600' == oct((a.folder / 'tls.key').stat().st_mode & 0o777)
    a.must('round')
    assert a.state()['line'] == 'connected'
    assert Link('line1').opened == 'busy link.busy'
    a.close()
    a.open()
    assert a.state()['name'] == 'agent.line1'
    a.must('enrol nonsense')  # enrolled already
    a.must('round')
    assert a.state()['line'] == 'connected'
    a.close()
    t = enrolled('line2', where=f'https://localhost:{office.machines_port}', pin=office.cert)
    t.must('round')
    assert t.state()['line'] == 'connected', t.state()
    t.close()


def test_refuses_an_office_that_is_not_pinned():
    other = office.top / 'other.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout',
                    office.top / 'other.key', '-out', other, '-subj', '/CN=localhost'], check=True, capture_output=True)
    where = f'https://localhost:{office.machines_port}'
    assert Link('pin1', where=where).opened == 'invalid link.no_pin'
    a = Link('pin2', where=where, pin=other)
    assert a.say(f'enrol {office.code("agent", "pin2")}') == 'unavailable link.no_answer'
    a.close()
    for bad in ('http://localhost:1', 'https://a b', 'unix:relative', 'ftp://x', 'https://localhost/path'):
        assert Link('pin3', where=bad, pin=other).opened == 'invalid link.bad_office', bad


def test_a_wrong_code_is_told():
    a = Link('code1')
    assert a.say('enrol skm-wrong') == 'denied link.refused'
    assert a.say('round') == 'state link.not_enrolled'
    a.close()


def test_the_desired_state_as_a_whole_and_as_changes():
    a = enrolled('state1')
    a.must('round')
    got = a.must('take').split()
    assert got[1] == 'whole' and int(got[3]) == len(wanted()) > 0, got
    assert sorted(x.split(':')[0] for x in got[4:]) == sorted(f'{m}-{n}' for m, n, _ in wanted())
    assert a.say('take') == 'not_found'
    a.must('round')
    assert a.say('take') == 'not_found', 'the same revision is no news'
    a.must('whole')
    assert a.must('take').split()[1] == 'whole'
    a.kill()
    office.kill('server')  # from disk, while the office is away
    a.open()
    assert a.must('take').split()[1:4] == ['whole', got[2], got[3]]
    a.say('round')
    assert a.state()['line'] == 'away'
    office.start('server')
    a.rounds(40, lambda s: s['line'] == 'connected')
    a.close()


def test_reports_arrive_once():
    a = enrolled('report1')
    a.must('round')
    a.must('take')
    m, n = some_matter()
    before = rows("SELECT count(*) FROM effect_report WHERE enforcer = 'agent' AND matter = ?", m)
    a.must(f'report {m} {n} applied')
    a.must(f'report {m} {n} applied')
    assert len(a.files()) == 2
    a.sent()
    after = rows("SELECT count(*) FROM effect_report WHERE enforcer = 'agent' AND matter = ?", m)
    assert after[0][0] == before[0][0] + 1, 'the second says nothing new'
    assert rows('SELECT state FROM effect WHERE matter = ? AND no = ?', m, n) == [('applied',)]
    assert a.files() == [] and len(a.files('sent')) == 2
    a.close()


def test_what_was_handed_over_survives_everything():
    a = enrolled('spool1')
    m, n = some_matter()
    for i in range(5):
        a.must(f'evidence kept {m} {n} 10 {1000 + i * 10} {1010 + i * 10}')
    b = barrier()
    b.must('order 感染の疑い')
    for each in (a, b):
        each.kill()
    office.kill('server')
    for each, n in ((a, 5), (b, 1)):
        each.open()
        assert each.state()['waiting'] == str(n)
        for _ in range(3):
            each.say('round')
        assert each.state()['line'] == 'away' and len(each.files()) == n
    office.start('server')
    a.sent()
    b.sent()
    assert len(documents('agent.spool1')) == 5 and total(m, 'kept') == 50
    assert rows("SELECT count(*) FROM matter WHERE procedure = 'barrier-order'") == [(1,)]
    a.close()


def test_the_office_is_killed_while_it_takes():
    a = enrolled('spool2')
    m, n = some_matter()
    for i in range(60):
        a.must(f'evidence killed {m} {n} 1 {1000 + i} {1001 + i}')
    for k in range(3):
        a.p.stdin.write('round\n')
        a.p.stdin.flush()
        time.sleep(0.05 + 0.1 * k)
        office.kill('server')
        a.p.stdout.readline()
        office.start('server')
    a.sent()
    assert len(documents('agent.spool2')) == 60 and total(m, 'killed') == 60
    a.close()


def test_killed_while_it_sends():
    a = enrolled('spool3')
    m, n = some_matter()
    for i in range(40):
        a.must(f'evidence shot {m} {n} 1 {1000 + i} {1001 + i}')
    for k in range(4):
        a.p.stdin.write('round\n')
        a.p.stdin.flush()
        time.sleep(0.02 * (k + 1))
        a.kill()
        a.open()
    a.sent()
    assert len(documents('agent.spool3')) == 40 and total(m, 'shot') == 40
    a.close()


def test_counters_are_put_together_and_lose_nothing():
    a = enrolled('join1')
    m, n = some_matter()
    office.kill('server')
    a.must('limit 4000')
    for i in range(100):
        a.must(f'evidence joined {m} {n} 3 {1000 + i} {1001 + i}')
    s = a.state()
    assert s['degraded'] == '1' and int(s['coalesced']) > 50 and int(s['waiting']) < 20, s
    a.must(f'report {m} {n} applied')  # never turned away
    for i in range(30):
        last = a.say(f'note thing-{i}')
        if last != 'ok':
            break
    assert last == 'too_big link.spool_full', last
    a.must('order still')
    a.kill()
    a.open()
    office.start('server')
    a.sent()
    assert total(m, 'joined') == 300, 'packets were lost or counted twice'
    assert rows("SELECT since, until FROM evidence_total WHERE matter = ? AND subject = 'joined'", m) == [(1000, 1100)]
    a.close()


def test_what_the_office_never_takes_is_put_aside():
    a = enrolled('aside1')
    a.must('note before')
    a.must('note after')
    (a.folder / 'spool' / a.files()[0]).write_text('{"document":"sekimori/evidence","v":1,"id":"broken"}')
    a.sent()
    assert a.state()['refused'] == '1' and len(a.files('refused')) == 1 and len(documents('agent.aside1')) == 1
    a.close()


def test_a_full_disk():
    """A file system of its own, as small as it can be: reports and orders still find room."""
    if os.getuid() != 0:
        print('# a file system needs root')
        return
    place = office.top / 'small'
    place.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place], capture_output=True).returncode != 0:
        print('# no file system can be mounted here')
        return
    try:
        a = Link('small/link', host='full1')
        a.must(f'enrol {office.code("agent", "full1")}')
        m, n = some_matter()
        a.must('round')
        office.kill('server')
        (place / 'filler').write_bytes(b'')
        with open(place / 'filler', 'ab', buffering=0) as f:
            try:
                while True:
                    f.write(b'x' * 4096)
            except OSError:
                pass
        taken = 0
        for i in range(300):
            got = a.say(f'evidence full {m} {n} 2 {1000 + i} {1001 + i}')
            taken += got == 'ok'
            assert got in ('ok', 'io link.disk_full'), got
        for i in range(20):
            a.must(f'report {m} {n} applied')
        a.must('order full')
        assert a.state()['degraded'] == '1'
        (place / 'filler').unlink()
        a.must('note room-again')
        a.kill()
        a.open()
        office.start('server')
        a.sent()
        assert total(m, 'full') == 2 * taken, (total(m, 'full'), taken)
        assert a.state()['degraded'] == '0'
        a.close()
    finally:
        subprocess.run(['umount', '-l', place], check=False)


def test_clocks_that_are_off():
    a = enrolled('clock1')
    a.must('round')
    office.shift(3 * 3600 * 1000)
    try:
        a.rounds(40, lambda s: s['line'] == 'connected' and abs(int(s['ahead']) - 3 * 3600 * 1000) < 5000)
        a.must('note later')
        a.sent()
    finally:
        office.shift(0)
    a.rounds(40, lambda s: s['line'] == 'connected' and abs(int(s['ahead'])) < 5000)
    a.must('note back')
    a.sent()
    assert len(documents('agent.clock1')) == 2
    a.close()


def test_revoked():
    a = enrolled('revoked1')
    a.must('round')
    assert office.command('machine', 'revoke', 'agent.revoked1', '--reason', 'x').returncode == 0
    a.must('note kept')
    a.say('round')
    s = a.state()
    assert s['line'] == 'revoked' and s['waiting'] == '1' and s['fault'] == 'link.answered', s
    a.close()


def test_the_thread_brings_news_and_answers_questions():
    a = enrolled('thread1')
    a.must('start')
    a.must('wait 8000')
    assert a.must('take').split()[1] == 'whole'
    asked = rows("SELECT count(*) FROM act_index WHERE kind = 'remark'")
    for _ in range(40):
        if a.say('answer').startswith('ok'):
            break
        time.sleep(0.2)
    for _ in range(50):
        if rows("SELECT count(*) FROM act_index WHERE kind = 'remark'") > asked:
            break
        time.sleep(0.2)
    assert rows("SELECT count(*) FROM act_index WHERE kind = 'remark'") > asked, 'no answer arrived'
    began = time.monotonic()
    a.must('note at-once')
    while not documents('agent.thread1') and time.monotonic() - began < 5:
        time.sleep(0.02)
    assert documents('agent.thread1')
    print(f'# evidence handed over stood in the ledger after {1000 * (time.monotonic() - began):.0f} ms')
    a.close()


def test_files_only_of_what_is_wanted():
    a = enrolled('file1')
    assert a.say('file ' + '0' * 64) == 'not_found machine.no_file'
    assert a.say('file ../../etc/passwd') == 'not_found machine.no_file'
    a.close()


class Hostile:
    """Something that answers each request with the bytes it was given, on a socket of its own."""

    def __init__(self, name):
        self.path = str(office.top / f'{name}.sock')
        self.answers, self.seen = [], []
        self.s = socket.socket(socket.AF_UNIX)
        self.s.bind(self.path)
        self.s.listen(16)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                c, _ = self.s.accept()
            except OSError:
                return
            with c:
                try:
                    got = c.recv(65536)
                    self.seen.append(got.split(b' ')[1].decode() if got else '')
                    answer = self.answers.pop(0) if self.answers else b''
                    for piece in answer if isinstance(answer, list) else [answer]:
                        c.sendall(piece)
                except OSError:
                    pass


def http(status, body=b'', *headers):
    head = '\r\n'.join([f'HTTP/1.1 {status} X', f'Content-Length: {len(body)}', 'Connection: close', *headers])
    return head.encode() + b'\r\n\r\n' + body


def desired(**more):
    return json.dumps({'document': 'sekimori/desired-state', 'v': 1, 'enforcer': 'agent', 'made': 1, **more}).encode()


def test_an_office_that_was_taken_over_ends_nothing():
    h = Hostile('hostile')
    a = Link('hostile1', where=f'unix:{h.path}')
    a.close()
    (a.folder / 'enrolment').write_text(json.dumps({
        'document': 'sekimori/enrolment-answer', 'v': 1, 'name': 'agent.hostile1', 'office': 'x', 'ledger_key': 'k',
        'poll_seconds': 1, 'at': 1}))
    a.open()
    item = {'matter': 7, 'no': 1, 'what': 'want', 'kind': 'flow'}
    h.answers = [http(200, desired(snapshot=1, revision=5, items=[item]))]
    a.must('round')
    assert a.must('take') == 'ok whole 5 1 7-1:want'
    a.must('note mine')
    bad = [
        b'', b'\x00' * 1000, b'HTTP/1.1 200', b'HTTP/1.1 200 OK\r\n' + b'A: ' + b'x' * 10_000_000, http(500), http(999),
        http(301, b'', 'Location: http://127.0.0.1:1/'), http(200, b'{'), http(200, b'[' * 100000), http(200, b'\xff' * 1000),
        http(200, desired(snapshot=1, revision=9, items=[])), http(200, desired(snapshot=1, revision=-1, items=[item])),
        http(200, desired(snapshot=1, revision=2 ** 53, items=[item])),
        http(200, desired(snapshot=1, revision=8, items=[{**item, 'what': 'drop'}])),
        http(200, desired(snapshot=1, revision=8, items=[{**item, 'kind': 'x' * 100000}])),
        http(200, json.dumps({'document': 'sekimori/desired-state', 'v': 2}).encode()),
        http(200, desired(snapshot=1, revision=8, items=[item]).replace(b'"agent"', b'"netd"')),
        http(200, b'', 'Sekimori-Time: 99999999999999999999999', 'Sekimori-Ledger: ' + 'a' * 5000),
        http(200, b'', 'Sekimori-Time: -1', 'Sekimori-Ledger: \x01\x02'),
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx',
        b'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nx',
        [b'HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n'] + [b' ' * (1 << 20)] * 80,
        http(403, b'{"fault":{"id":"machine.revoked"}}'), http(409, b'{"fault":{"id":"machine.clock"}}'),
    ]
    for k, answer in enumerate(bad):
        h.answers = [answer, answer]
        a.must('round')
        s = a.state()
        assert s['revision'] == '5' and s['waiting'] == '1', (k, answer[:80], s)
        assert a.say('take') == 'not_found', (k, answer[:80])
    # Answers to what it sends: another id, another document, nothing.
    for answer in (http(200), http(200, b'{}'), http(204), http(200, json.dumps(
            {'document': 'sekimori/taken', 'v': 1, 'id': 'another', 'at': 1}).encode())):
        h.answers = [http(204), answer]
        a.must('round')
        assert a.state()['waiting'] == '1' and len(a.files()) == 1, answer
    h.answers = [http(200, desired(since=3, revision=9, items=[item])),  # does not fit: the whole is asked for
                 http(200, desired(snapshot=1, revision=9, items=[item, {**item, 'no': 2}]))]
    h.seen.clear()
    a.must('round')
    assert h.seen[:2] == ['/machines/v1/desired?since=5', '/machines/v1/desired?since=0'], h.seen
    assert a.must('take').split()[1:4] == ['changes', '9', '1']
    a.close()
    h.s.close()


def test_an_older_copy_of_the_same_ledger():
    """Somebody puts back an older copy of the store: the revision goes back, and the link says all of it again."""
    a = enrolled('copy1')
    a.must('round')
    a.must('take')
    office.kill('server', signal.SIGTERM)
    kept = office.top / 'kept'
    shutil.copytree(office.folder / 'db', kept)
    office.start('server')
    m, n = some_matter()
    a.rounds(40, lambda s: s['line'] == 'connected')
    a.must(f'evidence copied {m} {n} 7 2000 2001')
    a.sent()
    (a.folder / 'wanted').write_bytes(raised((a.folder / 'wanted').read_bytes()))  # as if more had been decided meanwhile
    a.kill()
    office.kill('server', signal.SIGTERM)
    shutil.rmtree(office.folder / 'db')
    shutil.copytree(kept, office.folder / 'db')
    assert total(m, 'copied') == 0
    office.start('server')
    a.open()
    a.sent()
    assert total(m, 'copied') == 7
    assert a.must('take').split()[1] == 'whole'
    a.close()


def raised(data):
    """The same file with a later revision in its last document, framed as src/link/wanted.h says."""
    frames = re.findall(rb'SKF1 \d+ [0-9a-f]{64}\n(D\{[^\n]*\})\n', data)
    body = re.sub(rb'"revision":(\d+)', lambda x: b'"revision":%d' % (int(x[1]) + 50), frames[-1])
    return data + b'SKF1 %d %s\n' % (len(body), hashlib.sha256(body).hexdigest().encode()) + body + b'\n'


def test_an_office_restored_from_a_backup():
    a = enrolled('backup1')
    m, n = some_matter()
    a.must('round')
    a.must('take')
    a.must(f'evidence early {m} {n} 5 1000 1010')
    a.sent()
    file = office.top / 'office.backup'
    done = office.command('backup', file)
    assert done.returncode == 0, done
    for i in range(4):
        a.must(f'evidence lost {m} {n} 7 {2000 + i} {2001 + i}')
    a.must(f'report {m} {n} applied')
    b = barrier()
    before = rows("SELECT count(*) FROM matter WHERE procedure = 'barrier-order'")[0][0]
    b.must('order lost')
    b.sent()
    a.sent()
    assert total(m, 'lost') == 28
    orders = rows("SELECT count(*) FROM matter WHERE procedure = 'barrier-order'")[0][0]
    assert orders == before + 1
    a.must(f'evidence waits {m} {n} 9 3000 3001')
    for what in ('nginx', 'server', 'signer'):
        office.kill(what, signal.SIGTERM)
    new = office.top / 'new'
    (new / 'keys').mkdir(parents=True, mode=0o700)
    office.must(os.environ['SEKIMORI_SIGNER'], '--init', '--instance', new, '--origin', 'test.example/office-2')
    office.must(os.environ['SEKIMORI'], 'restore', file, '--instance', new, '--decided-by', '101003', '--reason', 'disk')
    for name in ('nginx', 'log', 'run'):
        (new / name).mkdir(exist_ok=True)
    office.folder = new
    assert total(m, 'lost') == 0 and total(m, 'early') == 5
    for what in ('signer', 'server', 'nginx'):
        office.start(what)
    a.sent()
    b.sent()
    assert total(m, 'early') == 5 and total(m, 'lost') == 28 and total(m, 'waits') == 9, (
        total(m, 'early'), total(m, 'lost'), total(m, 'waits'))
    assert rows("SELECT count(*) FROM matter WHERE procedure = 'barrier-order'")[0][0] == orders
    assert a.must('take').split()[1] == 'whole', 'what it has is to be reported anew'
    before = rows('SELECT count(*) FROM evidence')
    for _ in range(3):
        a.must('round')
    assert rows('SELECT count(*) FROM evidence') == before
    a.close()


def test_the_store_holds_what_the_ledger_says():
    done = office.command('store', 'check')
    assert done.returncode == 0, done


try:
    code = tap.main()
finally:
    office.__exit__()
sys.exit(code)
