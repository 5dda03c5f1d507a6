#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Witnesses: our own and an independent one, each attack on them, and what the office shows."""
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
sys.path.insert(0, str(SOURCE / 'tests/cli'))
import tap  # noqa: E402
from ledger_office import INDEPENDENT, PROGRAM, VERIFY, Office, run  # noqa: E402

STALE, ROLLBACK, FORK, UNKNOWN, WRONG_KEY, MALFORMED, NOT_ACCEPTED = range(4, 11)


def test_a_witness_co_signs_growth_and_the_office_keeps_it():
    with Office() as o:
        o.grow(700)
        state, vkey = o.witness()
        request, lines = o.first(state)
        assert lines.startswith('\u2014 audit.example.jp/w '.encode()) and lines.count(b'\n') == 1, lines
        # the independent implementation accepts the cosignature
        note = o.path('note', o.ok('python3', INDEPENDENT, 'join', request, o.path('lines', lines)).encode())
        assert 'co-signed: ' in o.ok('python3', INDEPENDENT, 'check', vkey, o.vkey, note)
        assert o.add(lines).returncode == 0
        assert o.add(lines).returncode == 0, 'twice changes nothing'
        # growth, with a proof since the last one
        size = o.grow(300)
        request = o.request()
        text = request.read_bytes()
        assert text.startswith(b'old 7') and text.index(b'\n\n') > 50, text
        done = o.sign(state, request)
        assert done.returncode == 0, done
        assert o.add(done.stdout, '--request', request).returncode == 0
        listed = o.ledger('witnesses').stdout.decode()
        assert f'audit.example.jp/w: co-signed {size} records' in listed, listed
        # the newest once more, over standard input and output
        again = run(PROGRAM, 'witness', 'sign', '-', '--state', state, stdin=o.request().read_bytes())
        assert again.returncode == 0, again


def test_what_is_given_out_carries_the_cosignatures():
    with Office() as o:
        o.grow(500)
        state, vkey = o.witness()
        _, lines = o.first(state)
        assert o.add(lines).returncode == 0
        o.grow(50)
        for args, good in ((('--witness', vkey), True), (('--witness', vkey.read_text().strip()), True), ((), True)):
            done = o.ledger('verify', '--key', o.vkey, *args)
            assert (done.returncode == 0) == good, done
        assert 'The witness has co-signed 5' in o.ledger('verify', '--key', o.vkey, '--witness', vkey).stdout.decode()
        bundle = o.top / 'bundle'
        assert o.ledger('export', bundle).returncode == 0
        assert run(PROGRAM, 'ledger', 'verify', bundle, '--key', o.vkey, '--witness', vkey).returncode == 0
        assert run('python3', VERIFY, 'bundle', o.vkey, bundle).returncode == 0
        receipt = o.path('receipt', o.ledger('receipt', '5').stdout)
        assert b'audit.example.jp/w' in receipt.read_bytes()
        done = run(PROGRAM, 'ledger', 'check-receipt', receipt, '--key', o.vkey, '--witness', vkey)
        assert done.returncode == 0 and b'co-signed it' in done.stdout, done
        assert run('python3', VERIFY, 'receipt', o.vkey, receipt).returncode == 0
        # one that nobody has co-signed yet, and a witness who never was there
        young = o.path('young', o.ledger('receipt', '540').stdout)
        assert run(PROGRAM, 'ledger', 'check-receipt', young, '--key', o.vkey).returncode == 0
        done = run(PROGRAM, 'ledger', 'check-receipt', young, '--key', o.vkey, '--witness', vkey)
        assert done.returncode == 1 and b'witness' in done.stderr, done
        other = o.path('other.vkey', o.ok(PROGRAM, 'witness', 'init', o.top / 'o', '--name', 'other.example.jp').encode())
        for args in (('verify', bundle), ('check-receipt', receipt)):
            done = run(PROGRAM, 'ledger', *args, '--key', o.vkey, '--witness', other)
            assert done.returncode == 1, done
        # a cosignature that was tampered with
        forged = o.path('forged', receipt.read_bytes().replace(b'audit.example.jp/w ', b'audit.example.jp/w A')[:-2] + b'\n')
        assert run(PROGRAM, 'ledger', 'check-receipt', forged, '--key', o.vkey, '--witness', vkey).returncode == 1


def test_rollback_and_fork_are_refused():
    with Office() as o:
        o.grow(100)
        state, _ = o.witness()
        early, _ = o.first(state)
        o.grow(100)
        assert o.add(o.sign(state, o.request('r', '--since', '102')).stdout).returncode == 0
        done = o.sign(state, early)
        assert done.returncode == ROLLBACK and not done.stdout and b'ROLLED BACK' in done.stderr, done
        # another history under the same key: an old copy of office and signer that went on
    with Office() as o:
        o.grow(100)
        state, _ = o.witness()
        o.first(state)
        copy = o.top / 'copy'
        os.kill(o.signer.pid, signal.SIGKILL)
        o.signer.wait()
        shutil.copytree(o.folder, copy, ignore=shutil.ignore_patterns('*.sock'))
        o.start_signer()
        o.grow(50)
        assert o.sign(state, o.request('r', '--since', '102')).returncode == 0
        o.signer.kill()
        o.signer.wait()
        shutil.rmtree(o.folder)
        shutil.move(copy, o.folder)
        o.start_signer()
        time.sleep(0.01)
        o.grow(50)
        forked = o.request('forked', '--since', '102')
        done = o.sign(state, forked)
        assert done.returncode == FORK and not done.stdout and b'ANOTHER HISTORY' in done.stderr, done
        o.grow(50)
        for since in ('102', '0'):
            done = o.sign(state, o.request('forked', '--since', since))
            assert done.returncode == STALE and done.stdout == b'153\n', done
        done = o.sign(state, o.request('forked', '--since', '153'))
        assert done.returncode == FORK and not done.stdout, done


def test_a_proof_that_starts_elsewhere_is_stale():
    with Office() as o:
        o.grow(100)
        state, _ = o.witness()
        o.first(state)
        o.grow(100)
        done = o.sign(state, o.request('r', '--since', '50'))
        assert done.returncode == STALE and done.stdout == b'102\n', done
        assert o.sign(state, o.request('r', '--since', done.stdout.decode().strip())).returncode == 0


def test_strangers_are_refused():
    with Office() as o, Office('other.example.jp/l') as other:
        o.grow(10)
        other.grow(10)
        state, _ = o.witness()
        request = o.request()
        done = o.sign(state, request)
        assert done.returncode == UNKNOWN and not done.stdout, done
        done = o.sign(state, request, '--accept', o.vkey)
        assert done.returncode == NOT_ACCEPTED, 'without opening'
        assert o.sign(state, request).returncode == UNKNOWN, 'nothing was remembered'
        done = o.sign(state, request, '--accept', other.vkey, '--without-opening')
        assert done.returncode == NOT_ACCEPTED, 'the key of another log'
        other.witness()
        opening = o.top / 'opening'
        theirs = other.request('request', '--opening', opening)
        done = o.sign(state, request, '--accept', o.vkey, '--opening', opening)
        assert done.returncode == NOT_ACCEPTED, 'the opening of another log'
        o.first(state)
        assert o.sign(state, theirs).returncode == UNKNOWN
        # the same name, another key
        with Office() as namesake:
            namesake.grow(20)
            namesake.witness()
            done = o.sign(state, namesake.request())
            assert done.returncode == WRONG_KEY and not done.stdout, done
            done = o.sign(state, namesake.request(), '--accept', namesake.vkey, '--without-opening')
            assert done.returncode == NOT_ACCEPTED, done


def test_malformed_requests_are_refused():
    with Office() as o:
        o.grow(100)
        state, _ = o.witness()
        o.first(state)
        o.grow(200)
        good = o.request('r', '--since', '102').read_bytes()
        end = good.index(b'\n\n')
        proof = good[:end].split(b'\n')
        cases = {
            'nothing': (b'', MALFORMED),
            'no old size': (good[good.index(b'\n') + 1:], MALFORMED),
            'a leading zero': (good.replace(b'old 102', b'old 0102'), MALFORMED),
            'a negative size': (good.replace(b'old 102', b'old -1'), MALFORMED),
            'an old size beyond': (good.replace(b'old 102', b'old 999'), MALFORMED),
            'a size too large for numbers': (good.replace(b'old 102', b'old 99999999999999999999'), MALFORMED),
            'no empty line': (good.replace(b'\n\n', b'\n'), MALFORMED),
            'a hash less': (b'\n'.join(proof[:-1]) + good[end:], FORK),
            'a hash more': (b'\n'.join([*proof, proof[-1]]) + good[end:], FORK),
            'too many hashes': (b'\n'.join([proof[0], *[proof[1]] * 64]) + good[end:], MALFORMED),
            'a short hash': (b'\n'.join([proof[0], proof[1][4:], *proof[2:]]) + good[end:], MALFORMED),
            'no base64': (b'\n'.join([proof[0], b'!' + proof[1][1:], *proof[2:]]) + good[end:], MALFORMED),
            'carriage returns': (good.replace(b'\n', b'\r\n'), MALFORMED),
            'another root': (good[:end + 2] + good[end + 2:].replace(b'\n303\n', b'\n304\n', 1), WRONG_KEY),
            'another size': (good[:end + 2] + good[end + 2:].replace(b'\n303\n', b'\n3030\n', 1), WRONG_KEY),
            'cut short': (good[:-30], MALFORMED),
            'no signature': (good[:good.rindex(b'\n\n') + 2], MALFORMED),
            'a NUL': (good.replace(b'office', b'off\0ce'), MALFORMED),
        }
        for what, (data, code) in cases.items():
            done = o.sign(state, o.path('bad', data))
            assert done.returncode == code and not done.stdout, (what, done)
        assert o.sign(state, o.path('good', good)).returncode == 0, 'nothing of that changed the witness'
        # checkpoint and proof in files of their own
        o.grow(10)
        both = o.request('r', '--since', '303').read_bytes()
        cut = both.index(b'\n\n')
        note, proof = o.path('note', both[cut + 2:]), o.path('proof', both[:cut + 1])
        assert o.sign(state, note).returncode == STALE, 'without its proof'
        assert o.sign(state, note, proof).returncode == 0


def test_it_remembers_before_it_answers():
    with Office() as o:
        o.grow(100)
        state, _ = o.witness()
        request, _ = o.first(state)
        kept = [p for p in state.iterdir() if p.name.startswith('log-')]
        assert len(kept) == 1 and b'\n102\n' in kept[0].read_bytes()
        # a memory that was damaged or cannot be written signs nothing
        text = kept[0].read_bytes()
        kept[0].write_bytes(text.replace(b'\n102\n', b'\n101\n'))
        done = o.sign(state, request)
        assert done.returncode == 3 and not done.stdout, done
        kept[0].write_bytes(text)
        request = o.request('request', '--since', '102')
        assert o.sign(state, request).returncode == 0
        full = pathlib.Path('/dev/full')
        if full.exists():
            done = subprocess.run([PROGRAM, 'witness', 'sign', str(request), '--state', str(state)],
                                  stdout=open(full, 'wb'), stderr=subprocess.DEVNULL, check=False)
            assert done.returncode == 3, 'an answer that could not be written'
        assert run(PROGRAM, 'witness', 'init', state, '--name', 'x').returncode == 1, 'a key is never replaced'
        os.chmod(state / 'witness.key', 0o644)
        assert o.sign(state, request).returncode == 3, 'a key that others may read'


def test_an_independent_witness_is_taken_too():
    with Office() as o:
        o.grow(300)
        state = o.top / 'theirs'
        vkey = o.path('theirs.vkey', o.ok('python3', INDEPENDENT, 'init', state, 'their.example.jp/w').encode())
        assert o.ledger('witness-register', vkey).returncode == 0
        line = o.ok('python3', INDEPENDENT, 'sign', state, o.vkey, o.request()).encode()
        assert o.add(line).returncode == 0
        o.grow(123)
        request = o.request()
        assert request.read_bytes().startswith(b'old 302\n')
        line = o.ok('python3', INDEPENDENT, 'sign', state, o.vkey, request).encode()
        assert o.add(line).returncode == 0
        done = o.ledger('verify', '--key', o.vkey, '--witness', vkey)
        assert done.returncode == 0 and b'co-signed 426 records' in done.stdout, done
        # two witnesses on one checkpoint
        ours, our_vkey = o.witness()
        opening = o.top / 'opening'
        request = o.request('second', '--witness', 'audit.example.jp/w', '--opening', opening)
        done = o.sign(ours, request, '--accept', o.vkey, '--opening', opening)
        assert o.add(done.stdout).returncode == 0, done
        for key in (vkey, our_vkey):
            assert o.ledger('verify', '--key', o.vkey, '--witness', key).returncode == 0
        assert o.ledger('witness-request', o.top / 'x').returncode == 1, 'one must say which'


def test_wrong_answers_are_refused():
    with Office() as o, Office('other.example.jp/l') as other:
        o.grow(100)
        other.grow(100)
        state, vkey = o.witness()
        _, lines = o.first(state)
        stranger = run(PROGRAM, 'witness', 'init', o.top / 's', '--name', 'stranger.example.jp/w')
        assert stranger.returncode == 0
        other.witness()
        _, foreign = other.first(other.top / 'audit.example.jp-w')
        cases = {
            'nothing': b'',
            'a text': b'hello\n',
            'a damaged line': lines[:60] + (b'B' if lines[60:61] != b'B' else b'C') + lines[61:],
            'a line without newline': lines[:-1],
            'the line of a witness nobody knows': lines.replace(b'audit', b'audio'),
            'the line of a namesake': foreign,
        }
        for what, data in cases.items():
            done = o.add(data)
            assert done.returncode == 1 and not done.stdout, (what, done)
        assert b'has co-signed nothing' in o.ledger('witnesses').stdout
        assert o.add(lines).returncode == 0
        # removed: its answers are taken no more, what it signed stays
        assert o.ledger('witness-remove', 'audit.example.jp/w').returncode == 0
        o.grow(5)
        assert o.ledger('witness-request', o.top / 'x').returncode == 1
        assert o.add(lines).returncode == 1
        assert o.ledger('verify', '--key', o.vkey, '--witness', vkey).returncode == 0
        assert o.ledger('witness-remove', 'audit.example.jp/w').returncode == 1


def test_a_witness_that_nobody_registered_is_found():
    with Office() as o:
        o.witness()
        assert run(PROGRAM, 'store', 'check', '--instance', o.folder).returncode == 0
        db = sqlite3.connect(o.folder / 'db/office.sqlite')
        with db:
            db.execute("UPDATE witness SET until = 5")
        db.close()
        done = run(PROGRAM, 'store', 'check', '--instance', o.folder)
        assert done.returncode == 1 and b'witness' in done.stderr, done


def test_registering_is_an_act():
    with Office() as o:
        o.grow(10)
        _, vkey = o.witness()
        done = o.ledger('witness-register', vkey)
        assert done.returncode == 1 and b'already' in done.stderr, done
        done = o.ledger('witness-register', o.vkey)
        assert done.returncode == 1, 'the office is no witness of itself'
        o.grow(1)
        bundle = o.top / 'bundle'
        assert o.ledger('export', bundle).returncode == 0
        assert b'"kind":"witness"' in bundle.read_bytes()


def test_wrong_use():
    for args in (('witness', 'sign'), ('witness', 'sign', 'x'), ('witness', 'init'), ('witness', 'init', '/tmp/x'),
                 ('witness', 'sign', 'a', 'b', 'c', '--state', 'd'), ('ledger', 'witness-request'),
                 ('ledger', 'witness-request', 'x', '--since', 'y'), ('ledger', 'witness-add'),
                 ('witness', 'sign', 'a', '--state', 'd', '--opening', 'x')):
        assert run(PROGRAM, *args).returncode == 2, args
    assert run(PROGRAM, 'witness', 'init', '/tmp/sekimori-none/x', '--name', 'a').returncode == 1
    assert run(PROGRAM, 'witness', 'init', '/tmp/sekimori-none', '--name', 'a b').returncode == 1
    assert run(PROGRAM, 'witness', 'sign', '/nowhere', '--state', '/nowhere').returncode == 3


if __name__ == '__main__':
    sys.exit(tap.main())
