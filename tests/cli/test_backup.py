#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Backup and restore: while the office works, damaged, edited, foreign, killed in the middle, on a full disk."""
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
sys.path.insert(0, str(SOURCE / 'tests/cli'))
import tap  # noqa: E402
from ledger_office import PROGRAM, SIGNER, VERIFY, Office, run  # noqa: E402

SERVER = os.environ['SEKIMORI_SERVER']


def backup(o, path, *more):
    return run(PROGRAM, 'backup', path, '--instance', o.folder, *more)


def verify(path, key, *more):
    return run(PROGRAM, 'backup', 'verify', path, '--key', key, *more)


class Made(Office):
    """An office with a person (four facts), records under a checkpoint, and its backup at self.file."""

    def __init__(self, n=300, tail=0, origin='office.example.jp/l'):
        super().__init__(origin)
        self.hire()
        self.grow(n)
        if tail:
            self.grow(-tail)
        self.file = self.top / 'backup'
        done = backup(self, self.file)
        assert done.returncode == 0, done
        self.new = self.top / 'new'

    def target(self, origin='office.example.jp/l2'):
        if self.new.exists():
            shutil.rmtree(self.new)
        (self.new / 'keys').mkdir(parents=True, mode=0o700)
        self.ok(SIGNER, '--init', '--instance', self.new, '--origin', origin)
        return self.new

    def restore(self, *more, file=None, by='100001', reason='ディスクの故障'):
        return run(PROGRAM, 'restore', file or self.file, '--instance', self.new, '--decided-by', by, '--reason', reason, *more)

    def goes_on(self):
        """The restored office takes the place of the old one."""
        self.stop_signer()
        shutil.rmtree(self.folder)
        shutil.move(self.new, self.folder)
        self.start_signer()


def untouched(folder):
    """Nothing but what the signer had made."""
    left = sorted(str(p.relative_to(folder)) for p in folder.rglob('*') if p.is_file())
    rest = [p for p in left if not p.startswith('keys/') and p != 'ledger.vkey']
    assert rest == [], rest
    return (folder / 'ledger.vkey').read_text().count('\n') == 1


# --- a container taken apart and put together again ---

def parts_of(data):
    at = data.index(b'\n') + 1
    parts, manifest = [], None
    while True:
        end = data.index(b'\n', at)
        word, rest = data[at:end].split(b' ', 1)
        at = end + 1
        if word == b'part':
            parts.append([rest.decode(), b''])
        elif word == b'data':
            parts[-1][1] += data[at:at + int(rest)]
            at += int(rest) + 1
        elif word == b'manifest':
            manifest = json.loads(data[at:at + int(rest)])
            return parts, manifest


def put_together(parts, manifest):
    out = b'sekimori-backup/1\n'
    for name, data in parts:
        out += b'part %s\n' % name.encode()
        for i in range(0, len(data), 1 << 20):
            piece = data[i:i + (1 << 20)]
            out += b'data %d\n%s\n' % (len(piece), piece)
    manifest = {**manifest, 'parts': [{'name': n, 'sha256': hashlib.sha256(d).hexdigest(), 'size': len(d)} for n, d in parts]}
    text = json.dumps(manifest, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()
    return out + b'manifest %d\n%s\nend %s\n' % (len(text), text, hashlib.sha256(text).hexdigest().encode())


def edited(data, change, manifest_change=None):
    """As somebody who knows the format would forge it: all sums fit."""
    parts, manifest = parts_of(data)
    for part in parts:
        if part[0] == 'store':
            before = part[1]
            part[1] = change(part[1])
            assert manifest_change or part[1] != before
    return put_together(parts, {**manifest, **(manifest_change or {})})


# --- tests ---

def test_a_backup_verifies_and_names_what_it_stands_on():
    with Made() as o:
        assert o.file.stat().st_mode & 0o777 == 0o600
        done = verify(o.file, o.vkey)
        assert done.returncode == 0 and b'whole' in done.stdout and b'306 records' in done.stdout, done
        parts, manifest = parts_of(o.file.read_bytes())
        assert [p[0] for p in parts] == ['vkey', 'conf', 'store'], parts
        assert manifest['origin'] == 'office.example.jp/l' and manifest['sealed'] == 306
        assert parts_of(put_together(parts, manifest)) == (parts, manifest), 'the format is not what the test thinks'
        for name in ('ledger.key', 'ledger.last'):
            secret = (o.folder / 'keys' / name).read_bytes().split(b'\n')[2]
            if name == 'ledger.key':
                assert secret not in o.file.read_bytes(), 'the signer\'s key is in the backup'
        # that it was made stands in the ledger, with its digest
        o.grow(1)
        bundle = o.top / 'bundle'
        assert o.ledger('export', bundle).returncode == 0
        digest = o.file.read_bytes().split(b'\nend ')[-1].strip().decode()
        assert b'"digest":"%s"' % digest.encode() in bundle.read_bytes()
        assert verify(o.file, o.vkey, '--digest', digest).returncode == 0
        assert verify(o.file, o.vkey, '--digest', '0' * 64).returncode == 1


def test_it_never_replaces_a_file():
    with Made() as o:
        was = o.file.read_bytes()
        done = backup(o, o.file)
        assert done.returncode == 1 and b'exists' in done.stderr, done
        assert o.file.read_bytes() == was and not list(o.top.glob('*.part'))
        folder = o.top / 'backups'
        folder.mkdir()
        assert backup(o, folder).returncode == 0
        names = [p.name for p in folder.iterdir()]
        assert len(names) == 1 and names[0].endswith('.sekimori-backup'), names
        assert backup(o, o.top / 'no/such/folder').returncode == 3
        with Office() as empty:
            done = backup(empty, empty.top / 'b')
            assert done.returncode == 1 and not list(empty.top.glob('b*')), 'nothing is sealed yet'


def test_the_secrets_of_office_conf_stay_out():
    with Office() as o:
        o.grow(5)
        conf = o.folder / 'office.conf'
        conf.write_text(conf.read_text() + 'office_name = 青海県\n')
        other = o.top / 'other'
        assert backup(o, other).returncode == 0
        conf.write_text(conf.read_text() + 'store = sqlite\nstore_conninfo = host=x password=very-secret\n')
        file = o.top / 'b'
        assert backup(o, file).returncode == 0
        parts = dict(parts_of(file.read_bytes())[0])
        assert b'very-secret' not in file.read_bytes() and '青海県' in parts['conf'].decode()
        assert b'store_conninfo' in parts['conf'], 'that it is left out is said'


def test_damage_anywhere_is_found():
    with Made(60) as o:
        good = o.file.read_bytes()
        bad = o.top / 'bad'
        rng = random.Random(20260401)
        places = sorted(rng.sample(range(len(good)), 25)) + [0, len(good) - 1, len(good) - 2]
        for at in places:
            flip = bytes([good[at] ^ 1])
            bad.write_bytes(good[:at] + flip + good[at + 1:])
            done = verify(bad, o.vkey)
            assert done.returncode == 1 and not done.stdout, (at, done)
        for n in sorted(rng.sample(range(len(good)), 12)) + [0, 1, 18, len(good) - 1]:
            bad.write_bytes(good[:n])
            assert verify(bad, o.vkey).returncode == 1, n
        bad.write_bytes(good + b'x')
        assert verify(bad, o.vkey).returncode == 1, 'something after the end'
        o.target()
        for data in (good[:len(good) // 2], good[:1000] + b'X' + good[1001:], b'', b'PK\3\4' + good):
            bad.write_bytes(data)
            done = o.restore(file=bad)
            assert done.returncode == 1 and untouched(o.new), done


def test_forgeries_whose_sums_fit_are_found():
    with Made(60, tail=6) as o:
        good = o.file.read_bytes()
        last = parts_of(good)[1]
        forgeries = {
            'an edited record': edited(good, lambda d: d.replace(b'"matter":3', b'"matter":4', 1)),
            'an edited content': edited(good, lambda d: d.replace(b'{"text":"USB', b'{"text":"usb', 1)),
            'a table without its rows': edited(good, lambda d: d[:d.index(b'table tile')] + d[d.index(b'table tile'):].replace(
                b'row ', b'raw ', 1)),
            'another number of records': edited(good, lambda d: d, {'records': last['records'] + 1}),
            'another checkpoint': edited(good, lambda d: d, {'checkpoint': last['checkpoint'].replace('\n66\n', '\n65\n')}),
            'no schema': edited(good, lambda d: d, {'schema': []}),
            'another table': edited(good, lambda d: d.replace(b'table session_x', b'').replace(b'table tile ', b'table tail ', 1)),
            'an edited count': edited(good, lambda d: d.replace(b'\ndone ', b'\ndone 1', 1)),
            'a witness that nobody registered': edited(good, lambda d: d.replace(
                b'table witness 0\nend 0\n',
                b'table witness 5\ncolumn name\ncolumn vkey\ncolumn since\ncolumn until\ncolumn leaf\n'
                b'row s1:xs1:xi1;ni1;\nend 1\n', 1)),
        }
        bad = o.top / 'bad'
        for what, data in forgeries.items():
            bad.write_bytes(data)
            done = verify(bad, o.vkey)
            assert done.returncode == 1 and not done.stdout and done.stderr.count(b'\n') == 1, (what, done)
            o.target()
            done = o.restore(file=bad)
            assert done.returncode == 1 and untouched(o.new), (what, done)


def test_strangers_and_newer_ones_are_refused():
    with Made() as o, Made(50, origin='other.example.jp/l') as other:
        done = verify(other.file, o.vkey)
        assert done.returncode == 1 and b'another office' in done.stderr, done
        o.target()
        done = o.restore('--key', o.vkey, file=other.file)
        assert done.returncode == 1 and untouched(o.new), done
        # a namesake with another key
        with Made(50) as namesake:
            done = verify(namesake.file, o.vkey)
            assert done.returncode == 1 and not done.stdout, done
            done = o.restore('--key', o.vkey, file=namesake.file)
            assert done.returncode == 1 and untouched(o.new), done
        good = o.file.read_bytes()
        schema = parts_of(good)[1]['schema']
        for what, change in (('newer', {'number': 9999, 'name': 'future', 'digest': 'ab' * 32}),
                             ('edited', {**schema[-1], 'digest': 'ab' * 32})):
            bad = o.path('newer', edited(good, lambda d: d, {
                'schema': ([*schema, change] if what == 'newer' else [*schema[:-1], change])}))
            done = verify(bad, o.vkey)
            assert done.returncode == 1, (what, done)
            done = o.restore(file=bad)
            assert done.returncode == 1 and untouched(o.new), (what, done)


def test_a_restore_opens_a_new_log():
    with Made(300, tail=7) as o:
        old_key = o.path('old.vkey', o.vkey.read_bytes())
        receipts = {n: o.path(f'receipt{n}', o.ledger('receipt', n).stdout) for n in ('0', '150', '305')}
        o.target()
        done = o.restore('--key', o.vkey)
        assert done.returncode == 0 and b'7 younger records were carried over' in done.stdout, done
        assert b'not known' in done.stdout, 'nobody said what came after the backup'
        assert not (o.new / 'restore-unfinished').exists()
        o.goes_on()
        size = o.grow(200)
        assert size == 306 + 7 + 1 + 200, size
        assert o.vkey.read_text().count('\n') == 2
        for args in ((), ('--since', o.folder / 'keys/ledger.last')):
            done = o.ledger('verify', '--key', o.vkey, *args)
            assert done.returncode == 0 and b'2 logs' in done.stdout, done
        new_only = o.path('new.vkey', o.vkey.read_bytes().split(b'\n')[0] + b'\n')
        done = o.ledger('verify', '--key', new_only)
        assert done.returncode == 0 and b'taken from the ledger itself' in done.stdout, done
        assert o.ledger('verify', '--key', old_key).returncode == 1, 'the old key says nothing of the new log'
        # old receipts stay valid, with the old key and with both; new ones are of the new log
        for path in receipts.values():
            for key in (old_key, o.vkey):
                assert run(PROGRAM, 'ledger', 'check-receipt', path, '--key', key).returncode == 0
                assert run('python3', VERIFY, 'receipt', key, path).returncode == 0
            assert run(PROGRAM, 'ledger', 'check-receipt', path, '--key', new_only).returncode == 1
        for number in ('10', '305', '306', '312', '313', '314', '404'):
            path = o.path('r', o.ledger('receipt', number).stdout)
            assert run(PROGRAM, 'ledger', 'check-receipt', path, '--key', o.vkey).returncode == 0, number
            assert run('python3', VERIFY, 'receipt', o.vkey, path).returncode == 0, number
            of_new = run(PROGRAM, 'ledger', 'check-receipt', path, '--key', new_only).returncode == 0
            assert of_new == (int(number) >= 306), number
        bundle = o.top / 'bundle'
        assert o.ledger('export', bundle).returncode == 0
        assert run(PROGRAM, 'ledger', 'verify', bundle, '--key', new_only).returncode == 0
        done = run('python3', VERIFY, 'bundle', o.vkey, bundle)
        assert done.returncode == 0 and b'2 logs' in done.stdout, done
        data = bundle.read_bytes()
        assert 'ディスクの故障'.encode() in data and b'"number":"100001"' in data
        for what, other in (('carried', data.replace(b'"carried":7', b'"carried":6')),
                            ('records', data.replace(b'"records":306', b'"records":305')),
                            ('the seam', data.replace(b'\norigin office.example.jp/l2\n', b'\norigin office.example.jp/l3\n'))):
            assert other != data, what
            forged = o.path('forged', other)
            assert run(PROGRAM, 'ledger', 'verify', forged, '--key', o.vkey).returncode == 1, what
            assert run('python3', VERIFY, 'bundle', o.vkey, forged).returncode == 1, what
        # and it can be backed up and restored once more
        again = o.top / 'again'
        assert backup(o, again).returncode == 0
        assert verify(again, new_only).returncode == 0
        o.target('office.example.jp/l')
        done = o.restore(file=again)
        assert done.returncode == 1 and b'already' in done.stderr and untouched(o.new), done
        o.target('office.example.jp/l3')
        assert o.restore(file=again).returncode == 0
        o.goes_on()
        o.grow(10)
        assert o.vkey.read_text().count('\n') == 3
        assert b'3 logs' in o.ledger('verify', '--key', o.vkey).stdout


def test_what_was_lost_is_said():
    with Made(100) as o:
        state, _ = o.witness()
        _, lines = o.first(state)
        assert o.add(lines).returncode == 0
        shutil.copy(o.folder / 'keys/ledger.last', o.top / 'kept')
        o.grow(5)
        file = o.top / 'later'
        assert backup(o, file).returncode == 0
        o.grow(40)
        done = o.sign(state, o.request())
        assert o.add(done.stdout).returncode == 0
        witnessed = o.path('witnessed', next(p for p in state.iterdir() if p.name.startswith('log-')).read_bytes().split(b'last\n', 1)[1])
        o.grow(10)
        last = o.folder / 'keys/ledger.last'
        o.target()
        # not of this log; not witnessed at all; contradicting
        with Made(300) as namesake:
            done = o.restore('--last-signed', namesake.folder / 'keys/ledger.last', file=file)
            assert done.returncode == 1 and b'not signed with the key' in done.stderr and untouched(o.new), done
        done = o.restore('--last-witnessed', last, file=file)
        assert done.returncode == 1 and b'--last-signed' in done.stderr and untouched(o.new), done
        done = o.restore('--last-witnessed', witnessed, '--last-signed', last, file=file)
        assert done.returncode == 0 and b'LOST: the leaves 113 to 164' in done.stdout, done
        remembered = [o.path('w', witnessed.read_bytes()), o.path('s', last.read_bytes()), o.top / 'kept']
        o.goes_on()
        o.grow(3)
        for since in remembered:
            done = o.ledger('verify', '--key', o.vkey, '--since', since)
            assert done.returncode == 0 and b'51 leaves are known to be lost' in done.stdout, done


def test_a_loss_that_is_not_said_is_found():
    with Made(100) as o:
        o.grow(50)
        kept = o.path('kept', (o.folder / 'keys/ledger.last').read_bytes())
        o.target()
        assert o.restore().returncode == 0
        o.goes_on()
        o.grow(3)
        done = o.ledger('verify', '--key', o.vkey, '--since', kept)
        assert done.returncode == 1 and b'lost' in done.stderr, done


def test_the_witness_follows_only_an_honest_restore():
    with Made(100) as o:
        state, _ = o.witness()
        _, lines = o.first(state)
        assert o.add(lines).returncode == 0
        o.grow(1)
        file = o.top / 'later'
        assert backup(o, file).returncode == 0
        old_request = o.request('old')
        o.grow(40)
        done = o.sign(state, o.request('grown'))
        assert done.returncode == 0, done
        witnessed = o.path('witnessed', next(p for p in state.iterdir() if p.name.startswith('log-')).read_bytes().split(b'last\n', 1)[1])

        def follow():
            """The restored office asks the witness to go on with it."""
            o.grow(3)
            opening = o.top / 'opening'
            request = o.request('request', '--opening', opening)
            refused = o.sign(state, request)
            assert refused.returncode == 7, 'another origin, unasked'
            return request, opening, o.sign(state, request, '--accept', o.vkey, '--opening', opening)

        # a restore that hides what the witness has seen
        old = o.top / 'kept'
        shutil.copytree(o.folder, old, ignore=shutil.ignore_patterns('*.sock'))
        o.target()
        assert o.restore(file=file).returncode == 0
        o.goes_on()
        _, _, done = follow()
        assert done.returncode == 10 and b'hidden' in done.stderr and not done.stdout, done
        # one that says it
        o.target('office.example.jp/l3')
        assert o.restore('--last-witnessed', witnessed, file=file).returncode == 0
        o.goes_on()
        request, opening, done = follow()
        assert done.returncode == 0 and b'LOST' not in done.stdout and b'lost in a restore' in done.stderr, done
        assert o.add(done.stdout).returncode == 0
        # the old log cannot go on beside it
        assert o.sign(state, old_request).returncode == 5
        o.stop_signer()
        shutil.rmtree(o.folder)
        shutil.move(old, o.folder)
        o.start_signer()
        o.grow(10)
        done = o.sign(state, o.request('old', '--since', '145'))
        assert done.returncode == 6 and b'ended' in done.stderr, done


def test_the_end_of_the_old_log_is_co_signed_first():
    with Made(100) as o:
        state, _ = o.witness()
        _, lines = o.first(state)
        assert o.add(lines).returncode == 0
        o.grow(20)
        file = o.top / 'later'
        assert backup(o, file).returncode == 0
        o.target()
        assert o.restore('--last-signed', o.folder / 'keys/ledger.last', file=file).returncode == 0
        o.goes_on()
        o.grow(3)
        opening = o.top / 'opening'
        request = o.request('request', '--opening', opening)
        done = o.sign(state, request, '--accept', o.vkey, '--opening', opening)
        assert done.returncode == 10 and b'--log' in done.stderr, done
        done = o.sign(state, o.request('end', '--log', '1'))
        assert done.returncode == 0, done
        assert o.add(done.stdout).returncode == 0
        done = o.sign(state, request, '--accept', o.vkey, '--opening', opening)
        assert done.returncode == 0, done
        assert o.add(done.stdout).returncode == 0
        assert o.ledger('witnesses').stdout.count(b'\n') == 1


def test_where_a_restore_may_not_go():
    with Made(30) as o:
        o.new.mkdir()
        done = o.restore()
        assert done.returncode == 1 and b'--init' in done.stderr, 'no signer yet'
        o.target()
        done = o.restore(by='999999')
        assert done.returncode == 1 and b'999999' in done.stderr and untouched(o.new), done
        done = o.restore(reason='x' * 3000)
        assert done.returncode == 2 and untouched(o.new), done
        o.target('office.example.jp/l')
        done = o.restore()
        assert done.returncode == 1 and untouched(o.new), 'the same name again'
        # an office that is there
        o.new = o.folder
        before = hashlib.sha256((o.folder / 'db/office.sqlite').read_bytes()).hexdigest()
        done = o.restore()
        assert done.returncode == 1 and b'already' in done.stderr, done
        assert hashlib.sha256((o.folder / 'db/office.sqlite').read_bytes()).hexdigest() == before
        for args in ((), ('x',), ('x', '--instance', 'y'), ('x', '--instance', 'y', '--decided-by', '1'),
                     ('x', 'y', '--instance', 'z', '--decided-by', '1', '--reason', 'r')):
            assert run(PROGRAM, 'restore', *args).returncode == 2, args
        assert run(PROGRAM, 'backup').returncode == 2
        assert run(PROGRAM, 'backup', 'verify', o.file).returncode == 2


def test_two_restores_at_once():
    with Made(100) as o:
        words = ['--instance', o.new, '--decided-by', '100001', '--reason', 'x']
        o.target()
        fd = os.open(o.new, os.O_RDONLY)
        fcntl.flock(fd, fcntl.LOCK_EX)
        done = o.restore()
        assert done.returncode == 1 and b'Another restore' in done.stderr and untouched(o.new), done
        os.close(fd)
        for _ in range(4):
            o.target()
            two = [subprocess.Popen([PROGRAM, 'restore', o.file, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                   for _ in range(2)]
            codes = sorted(p.wait() for p in two)
            assert codes == [0, 1], codes
            assert not (o.new / 'restore-unfinished').exists()
            assert run(PROGRAM, 'store', 'check', '--instance', o.new).returncode == 0


def test_attachments_come_along():
    with Office() as o:
        o.hire()
        o.grow(3)
        data = os.urandom(3 << 20)
        ids = ['%032x' % i for i in (1, 2, 3)]
        (o.folder / 'files').mkdir(exist_ok=True)
        for i in ids[:2]:
            (o.folder / 'files' / i).write_bytes(data)
        (o.folder / 'files' / ('%032x' % 9)).write_bytes(b'no record names it')
        content = json.dumps({'files': [{'id': i, 'name': 'x', 'sha256': hashlib.sha256(data).hexdigest(), 'size': len(data)}
                                        for i in ids[:2]]}, sort_keys=True, separators=(',', ':'))
        salt = os.urandom(32)
        c = hashlib.sha256(b'sekimori/content/v1\n' + salt + content.encode()).digest()
        import base64
        envelope = json.dumps({'at': 1, 'c': base64.urlsafe_b64encode(c).decode().rstrip('='), 'kind': 'command'},
                              sort_keys=True, separators=(',', ':'))
        db = sqlite3.connect(o.folder / 'db/office.sqlite')
        with db:
            n = db.execute("SELECT next FROM counter WHERE name = 'leaf'").fetchone()[0]
            db.execute('INSERT INTO ledger_leaf VALUES (?, ?)', (n, hashlib.sha256(b'\0' + envelope.encode()).digest()))
            db.execute("INSERT INTO record VALUES (?, 'command', ?, ?, ?)", (n, envelope, content, salt))
            db.execute("UPDATE counter SET next = next + 1 WHERE name = 'leaf'")
        db.close()
        o.grow(1)
        file = o.top / 'b'
        done = backup(o, file)
        assert done.returncode == 0 and b'2 attachments' in done.stdout, done
        assert [p[0] for p in parts_of(file.read_bytes())[0]] == ['vkey', 'conf', 'store', f'files/{ids[0]}', f'files/{ids[1]}']
        assert verify(file, o.vkey).returncode == 0
        parts, manifest = parts_of(file.read_bytes())
        parts[3][1] = b'another file'
        bad = o.path('bad', put_together(parts, manifest))
        done = verify(bad, o.vkey)
        assert done.returncode == 4 and b'1 are not what the records say' in done.stderr, done
        done = verify(o.path('bad', put_together(parts[:3] + parts[4:], manifest)), o.vkey)
        assert done.returncode == 4 and b'1 attachments' in done.stderr, done
        o.new = o.top / 'new'
        (o.new / 'keys').mkdir(parents=True)
        o.ok(SIGNER, '--init', '--instance', o.new, '--origin', 'office.example.jp/l2')
        done = run(PROGRAM, 'restore', file, '--instance', o.new, '--decided-by', '100001', '--reason', 'x')
        assert done.returncode == 0, done
        assert sorted(p.name for p in (o.new / 'files').iterdir() if p.is_file()) == ids[:2]
        assert (o.new / 'files' / ids[1]).read_bytes() == data
        # one that is gone or changed in the living office is told, and the backup made nonetheless
        (o.folder / 'files' / ids[0]).write_bytes(b'changed')
        (o.folder / 'files' / ids[1]).unlink()
        done = backup(o, o.top / 'b2')
        assert done.returncode == 4 and b'1 attachments' in done.stderr and b'1 are not' in done.stderr, done
        assert verify(o.top / 'b2', o.vkey).returncode == 4


def limited(n):
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
    return set_limit


def test_a_full_disk_leaves_nothing_half_done():
    with Made(400) as o:
        size = o.file.stat().st_size
        for n in (0, 100, 20_000, size // 2, size - 1):
            done = subprocess.run([PROGRAM, 'backup', str(o.top / 'full'), '--instance', str(o.folder)], capture_output=True,
                                  preexec_fn=limited(n), check=False, env={**os.environ, 'SEKIMORI_LANG': 'en'})
            assert done.returncode == 3 and not list(o.top.glob('full*')), (n, done)
        for n in (0, 4096, 60_000, 200_000):
            o.target()
            done = subprocess.run([PROGRAM, 'restore', str(o.file), '--instance', str(o.new), '--decided-by', '100001',
                                   '--reason', 'x'], capture_output=True, preexec_fn=limited(n), check=False,
                                  env={**os.environ, 'SEKIMORI_LANG': 'en'})
            assert done.returncode in (1, 3) and untouched(o.new), (n, done, list(o.new.rglob('*')))
        assert o.restore().returncode == 0, 'with room it goes through'
        if pathlib.Path('/dev/shm').is_dir():
            done = verify(o.file, o.vkey, '--work', '/dev/shm')
            assert done.returncode == 0 and not list(pathlib.Path('/dev/shm').glob('sekimori-backup-*')), done


def test_killed_at_any_moment():
    with Made(400) as o:
        rng = random.Random(47)
        began = time.monotonic()
        assert backup(o, o.top / 'whole').returncode == 0
        took = time.monotonic() - began
        for i in range(12):
            path = o.top / 'killed'
            p = subprocess.Popen([PROGRAM, 'backup', str(path), '--instance', str(o.folder)], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, took))
            p.kill()
            p.wait()
            if path.exists():
                assert verify(path, o.vkey).returncode == 0, 'half a backup bears the name'
                path.unlink()
        assert backup(o, o.top / 'killed').returncode == 0, 'what was left behind is no hindrance'
        assert not list(o.top.glob('*.part'))
        o.target()
        began = time.monotonic()
        assert o.restore().returncode == 0
        took = time.monotonic() - began
        half = 0
        for i in range(15):
            o.target()
            p = subprocess.Popen([PROGRAM, 'restore', str(o.file), '--instance', str(o.new), '--decided-by', '100001',
                                  '--reason', 'x'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, took))
            p.kill()
            p.wait()
            if (o.new / 'restore-unfinished').exists():
                half += 1
                done = run(PROGRAM, 'store', 'check', '--instance', o.new)
                assert done.returncode == 1 or not (o.new / 'db/office.sqlite').exists(), done
                done = run(SERVER, '--instance', o.new)
                assert done.returncode == 1 and b'restore' in done.stderr, done
                done = o.restore()
                assert done.returncode == 0, done
            elif (o.new / 'db/office.sqlite').exists():
                pass # it was through
            else:
                assert o.restore().returncode == 0
            assert run(PROGRAM, 'ledger', 'verify', '--key', o.vkey, '--instance', o.new).returncode == 1, 'not sealed anew yet'
            assert (o.new / 'ledger.vkey').read_text().count('\n') == 2
        assert half > 0, 'no kill hit the middle'


@contextlib.contextmanager
def server(folder):
    p = subprocess.Popen([SERVER, '--instance', str(folder)], stderr=subprocess.PIPE)
    try:
        for _ in range(500):
            if (folder / 'run/people.sock').exists():
                break
            time.sleep(0.02)
        yield p
    finally:
        p.terminate()
        p.wait()


def about(folder):
    head = b'CONTENT_LENGTH\x000\0SCGI\x001\0REQUEST_METHOD\0GET\0REQUEST_URI\0/api/v1/about\0HTTP_HOST\0office.example\0'
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(str(folder / 'run/people.sock'))
        s.sendall(b'%d:%s,' % (len(head), head))
        data = b''
        while piece := s.recv(65536):
            data += piece
    return json.loads(data.split(b'\r\n\r\n', 1)[1])


def test_a_database_put_back_without_restore_is_noticed():
    with Office() as o:
        o.grow(50)
        old = o.top / 'old.sqlite'
        shutil.copy(o.folder / 'db/office.sqlite', old)
        o.grow(50)
        with server(o.folder):
            time.sleep(0.5)
            assert about(o.folder)['sealing'] is None
        for extra in (0, 70):
            for name in ('', '-wal', '-shm'):
                (o.folder / f'db/office.sqlite{name}').unlink(missing_ok=True)
            shutil.copy(old, o.folder / 'db/office.sqlite')
            if extra:
                o.grow(-extra)
            else:
                o.grow(-1)
            with server(o.folder) as p:
                for _ in range(200):
                    said = about(o.folder)['sealing']
                    if said:
                        break
                    time.sleep(0.05)
                assert said and said['text']['id'] in ('ledger.behind_signer', 'signer.refused'), said
            log = p.stderr.read()
            assert b'seal' in log and said['text']['id'].encode() in log, log
            assert o.ledger('verify', '--key', o.vkey, '--since', o.folder / 'keys/ledger.last').returncode == 1


def test_a_snapshot_while_acts_go_on():
    with Office() as o, server(o.folder):
        vkey = o.path('w.vkey', o.ok(PROGRAM, 'witness', 'init', o.top / 'w', '--name', 'w.example.jp').encode())
        stop = threading.Event()
        done_acts, failed = [], []

        def work():
            while not stop.is_set():
                for args in (('witness-register', vkey), ('witness-remove', 'w.example.jp')):
                    done = o.ledger(*args)
                    (done_acts if done.returncode == 0 else failed).append(done)

        workers = [threading.Thread(target=work)]
        for w in workers:
            w.start()
        try:
            for i in range(6):
                done = backup(o, o.top / f'b{i}')
                assert done.returncode == 0, done
        finally:
            stop.set()
            for w in workers:
                w.join()
        assert len(done_acts) > 5 and not failed, (len(done_acts), failed)
        sizes = []
        for i in range(6):
            done = verify(o.top / f'b{i}', o.vkey)
            assert done.returncode == 0, done
            sizes.append(parts_of((o.top / f'b{i}').read_bytes())[1]['records'])
        assert sizes == sorted(sizes) and sizes[0] < sizes[-1], sizes


def test_the_page_about_this_system_shows_the_witness():
    with Office() as o:
        o.grow(50)
        with server(o.folder):
            assert about(o.folder)['witness'] is None
        state, _ = o.witness()
        _, lines = o.first(state)
        with server(o.folder):
            said = about(o.folder)['witness']
            assert said['name'] == 'audit.example.jp/w' and not said['signed'] and not said['late'], said
            assert o.add(lines).returncode == 0, 'through a running office'
            said = about(o.folder)['witness']
            assert said['signed'] and said['size'] >= 52 and said['age'] == 0 and not said['late'], said
            done = backup(o, o.top / 'b')
            assert done.returncode == 0, done
        # five weeks later
        offset = o.folder / 'offset'
        offset.write_text(str(35 * 86400 * 1000))
        conf = o.folder / 'office.conf'
        conf.write_text(conf.read_text() + f'clock_offset_file = {offset}\n')
        with server(o.folder):
            said = about(o.folder)['witness']
            assert said['late'] and said['age'] == 35, said


def test_from_sqlite_to_postgresql_and_back():
    script = SOURCE / 'tests/support/pg.sh'
    if subprocess.run(['sh', script, 'find'], capture_output=True, check=False).returncode != 0:
        raise tap.Skip('PostgreSQL is not installed')
    with tempfile.TemporaryDirectory(prefix='sekimori-pg-') as folder:
        os.chmod(folder, 0o755)
        subprocess.run(['sh', script, 'make', folder], check=True, capture_output=True)
        try:
            with Made(300, tail=3) as o:
                conninfo = f'host={folder}/socket user=postgres dbname=postgres'
                o.target()
                conf = f'store = postgres\nstore_conninfo = {conninfo}\ncatalogue = {SOURCE}/catalogue/hokkaido\n'
                (o.new / 'office.conf').write_text(conf)
                done = o.restore('--key', o.vkey)
                assert done.returncode == 0, done
                assert not (o.new / 'db/office.sqlite').exists() and (o.new / 'office.conf').read_text() == conf
                done = run(PROGRAM, 'store', 'check', '--instance', o.new)
                assert done.returncode == 0, done
                signer = subprocess.Popen([SIGNER, '--instance', str(o.new)])
                try:
                    with server(o.new):
                        time.sleep(1)
                        back = o.top / 'back'
                        done = run(PROGRAM, 'backup', back, '--instance', o.new)
                        assert done.returncode == 0, done
                finally:
                    signer.kill()
                    signer.wait()
                assert b'postgres' not in back.read_bytes()
                key = o.path('both.vkey', (o.new / 'ledger.vkey').read_bytes())
                assert verify(back, key).returncode == 0
                # the same rows, but for what the new log added
                mine, theirs = (dict(parts_of(f.read_bytes())[0])['store'] for f in (o.file, back))
                for table in (b'person', b'counter', b'ledger_leaf'):
                    rows = [set(s[s.index(b'table %s ' % table):].split(b'end ')[0].split(b'row ')[1:]) for s in (mine, theirs)]
                    assert rows[0] - rows[1] == set() or table == b'counter', table
                # a database that holds something is not touched
                o.target('office.example.jp/l9')
                (o.new / 'office.conf').write_text(conf)
                done = o.restore()
                assert done.returncode == 1 and b'not empty' in done.stderr, done
                assert (o.new / 'office.conf').exists() and not (o.new / 'restore-unfinished').exists()
                # and back to SQLite
                o.target('office.example.jp/l3')
                done = o.restore(file=back)
                assert done.returncode == 0, done
                o.goes_on()
                o.grow(5)
                assert b'3 logs' in o.ledger('verify', '--key', o.vkey).stdout
        finally:
            subprocess.run(['sh', script, 'stop', folder], check=False, capture_output=True)


if __name__ == '__main__':
    sys.exit(tap.main())
