# SPDX-License-Identifier: Apache-2.0
"""The ledger's commands with the real signer, beside the independent verifier.

  ledger.py SEKIMORI SIGNER LEDGER_MAKE VERIFY_PY
"""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SEKIMORI, SIGNER, MAKE, VERIFY = sys.argv[1:5]
os.environ['SEKIMORI_LANG'] = 'en'
number, bad = 0, 0


def check(good, what):
    global number, bad
    number += 1
    bad += not good
    print(f'{"ok" if good else "not ok"} {number} - {what}', flush=True)


def run(*args):
    done = subprocess.run(args, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def start_signer(instance):
    signer = subprocess.Popen([SIGNER, '--instance', instance])
    path = os.path.join(instance, 'run/signer.sock')
    for _ in range(500):
        if os.path.exists(path):
            break
        time.sleep(0.02)
    return signer


def main():
    top = tempfile.mkdtemp(prefix='sekimori-')
    instance = os.path.join(top, 'office')
    for folder in ('db', 'run', 'keys'):
        os.makedirs(os.path.join(instance, folder), mode=0o700)
    vkey = os.path.join(instance, 'ledger.vkey')

    def ledger(*args):
        return run(SEKIMORI, 'ledger', *args)

    def verify(*args):
        return ledger('verify', *args, '--key', vkey, '--instance', instance)

    code, out, err = run(SIGNER, '--init', '--instance', instance, '--origin', 'office.example.jp/l')
    check(code == 0 and os.path.exists(vkey), f'a key is made {err}')
    key_mode = os.stat(os.path.join(instance, 'keys/ledger.key')).st_mode & 0o777
    check(key_mode == 0o600, 'only the signer may read it')
    check(run(SIGNER, '--init', '--instance', instance, '--origin', 'x')[0] == 1, 'and never twice')
    signer = start_signer(instance)
    try:
        code, out, err = run(MAKE, instance, '700')
        check(code == 0 and out == '701\n', f'701 leaves are sealed through the socket {err}')
        os.kill(signer.pid, signal.SIGKILL)
        signer.wait()
        signer = start_signer(instance)
        code, out, err = run(MAKE, instance, '10')
        check(code == 0 and out == '711\n', f'and after kill -9 ten more {err}')
        commands(top, instance, vkey, ledger, verify)
    finally:
        signer.kill()
        signer.wait()
    check(signer.returncode == -signal.SIGKILL, 'the signer never left its sandbox')
    shutil.rmtree(top)
    print(f'1..{number}')
    return 1 if bad else 0


def commands(top, instance, vkey, ledger, verify):
    code, out, err = verify()
    check(code == 0 and out.startswith('Verified: 711 records') and out.count('\n') == 1,
          f'verify says in one line that all is well {out}{err}')
    remembered = os.path.join(top, 'remembered')
    shutil.copy(os.path.join(instance, 'keys/ledger.last'), remembered)
    check(verify('--since', remembered)[0] == 0, 'also since a remembered checkpoint')
    check(run('python3', VERIFY, 'checkpoint', vkey, remembered)[0] == 0,
          'the independent verifier takes our checkpoint')
    text = open(remembered, 'rb').read()
    for what, other in (('size', text.replace(b'\n711\n', b'\n712\n')),
                        ('signature', text[:-20] + b'A' + text[-19:]),
                        ('nothing', b'')):
        write(os.path.join(top, 'forged'), other)
        check(run('python3', VERIFY, 'checkpoint', vkey, os.path.join(top, 'forged'))[0] == 1,
              f'and refuses one with another {what}')
    bundles(top, instance, vkey, ledger)
    receipts(top, instance, vkey, ledger)
    usage(top, vkey, ledger, instance)
    # last, as it spoils the store
    db = sqlite3.connect(os.path.join(instance, 'db/office.sqlite'))
    db.execute("UPDATE record SET envelope = replace(envelope, '\"matter\":2', '\"matter\":3') "
               "WHERE idx = 15")
    db.commit()
    db.close()
    code, out, err = verify()
    check(code == 1 and out == '' and err.startswith('leaf 15 (matter 3): ') and err.count('\n') == 1,
          f'an edited record is told in one line, with leaf and matter {out}{err}')


def bundles(top, instance, vkey, ledger):
    bundle, short = os.path.join(top, 'bundle'), os.path.join(top, 'short')
    check(ledger('export', bundle, '--instance', instance)[0] == 0, 'a bundle is exported')
    check(ledger('export', short, '--instance', instance, '--without-contents')[0] == 0,
          'and one without contents')
    data = open(bundle, 'rb').read()
    check(b'USB' in data and b'USB' not in open(short, 'rb').read(), 'which holds none')
    for path in (bundle, short):
        check(ledger('verify', path, '--key', vkey)[0] == 0, 'verify takes it')
        code, out, _ = run('python3', VERIFY, 'bundle', vkey, path)
        check(code == 0, f'so does the independent verifier {out}')
    half = data.index(b'\nleaf 350\n')
    edit = data.replace(b'"matter":20,', b'"matter":21,', 1) if b'"matter":20,' in data else \
        data.replace(b'"matter":20}', b'"matter":21}', 1)
    forgeries = {
        'an edited record': edit,
        'an edited content': data.replace(b'USB', b'usb', 1),
        'a record less': data[:half] + data[data.index(b'\nleaf 351\n'):],
        'the end cut off': data[:half],
        'something after the end': data + b'x',
        'another name': data.replace(b'origin office', b'origin 0ffice', 1),
        'blanks in a record': data.replace(b'"kind":"act"', b'"kind": "act"', 1),
    }
    for what, other in forgeries.items():
        assert other != data, what
        write(os.path.join(top, 'forged'), other)
        code, out, err = ledger('verify', os.path.join(top, 'forged'), '--key', vkey)
        check(code == 1 and out == '' and err.count('\n') == 1, f'verify refuses {what}: {err.strip()}')
        check(run('python3', VERIFY, 'bundle', vkey, os.path.join(top, 'forged'))[0] == 1,
              f'so does the independent verifier: {what}')


def receipts(top, instance, vkey, ledger):
    path = os.path.join(top, 'receipt')
    for leaf in ('0', '1', '5', '256', '710'):
        code, out, err = ledger('receipt', leaf, '--instance', instance)
        check(code == 0 and out.startswith('# '), f'receipt of leaf {leaf} {err}')
        write(path, out.encode())
        code, out, err = ledger('check-receipt', path, '--key', vkey)
        check(code == 0 and out.startswith('The receipt is genuine'), f'check-receipt takes it {err}')
        check(run('python3', VERIFY, 'receipt', vkey, path)[0] == 0, 'so does the independent verifier')
    data = open(path, 'rb').read()
    forgeries = {
        'another matter': data.replace(b'"matter":1', b'"matter":2'),
        'another leaf': data.replace(b'index 710', b'index 709'),
        'another size': data.replace(b'\n711\n', b'\n712\n'),
        'a shorter proof': data[:data.index(b'index 710\n') + 10] + data[data.index(b'index 710\n') + 55:],
        'the end cut off': data[:-100],
        'nothing': b'',
    }
    for what, other in forgeries.items():
        assert other != data, what
        write(path, other)
        code, out, err = ledger('check-receipt', path, '--key', vkey)
        check(code == 1 and out == '' and err.count('\n') == 1,
              f'check-receipt refuses {what}: {err.strip()}')
        check(run('python3', VERIFY, 'receipt', vkey, path)[0] == 1,
              f'so does the independent verifier: {what}')
    check(ledger('receipt', '711', '--instance', instance)[0] == 1, 'no receipt of a leaf not there')


def usage(top, vkey, ledger, instance):
    check(ledger('verify')[0] == 2, 'verify without key: usage')
    check(ledger('receipt', 'x', '--instance', instance)[0] == 2, 'a leaf is a number')
    check(ledger('receipt', '-1', '--instance', instance)[0] == 2, 'from 0 on')
    check(ledger('check-receipt', '--key', vkey)[0] == 2, 'check-receipt needs a file')
    check(ledger('verify', os.path.join(top, 'none'), '--key', vkey)[0] == 3, 'no such bundle: unreadable')
    check(ledger('verify', '--key', os.path.join(top, 'none'))[0] == 3, 'no such key: unreadable')
    check(ledger('verify', '--key', vkey, '--instance', top)[0] == 3, 'no such office: unreadable')
    check(ledger('verify', '--key', vkey, '--store', 'oracle:x')[0] == 3, 'no such store')


sys.exit(main())
