# SPDX-License-Identifier: Apache-2.0
"""An office with the real signer and a ledger that grows, for the tests of what goes through years."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
PROGRAM, SIGNER, MAKE = (os.environ[x] for x in ('SEKIMORI', 'SEKIMORI_SIGNER', 'LEDGER_MAKE'))
INDEPENDENT = str(SOURCE / 'tests/independent/witness.py')
VERIFY = str(SOURCE / 'tests/independent/verify.py')


def run(*args, stdin=None):
    return subprocess.run([str(a) for a in args], capture_output=True, timeout=120, check=False, input=stdin,
                          env={**os.environ, 'SEKIMORI_LANG': 'en'})


class Office:
    """An office whose signer runs; `grow` records and seals."""

    def __init__(self, origin='office.example.jp/l'):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix='sekimori-'))
        self.folder = self.top / 'office'
        (self.folder / 'keys').mkdir(parents=True, mode=0o700)
        self.vkey = self.folder / 'ledger.vkey'
        self.signer = None
        try:
            self.ok(SIGNER, '--init', '--instance', self.folder, '--origin', origin)
            self.ok(PROGRAM, 'init', '--instance', self.folder, '--catalogue', SOURCE / 'catalogue/hokkaido')
            self.start_signer()
        except BaseException:
            self.__exit__()
            raise

    def start_signer(self):
        self.signer = subprocess.Popen([SIGNER, '--instance', str(self.folder)])
        for _ in range(500):
            if (self.folder / 'run/signer.sock').exists():
                return
            assert self.signer.poll() is None, 'the signer does not start'
            time.sleep(0.02)
        raise AssertionError('the signer does not listen')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_signer()
        shutil.rmtree(self.top)

    @staticmethod
    def ok(*args, **more):
        done = run(*args, **more)
        assert done.returncode == 0, (args, done)
        return done.stdout.decode()

    def grow(self, n, kind='command'):
        """Records, sealed; a negative number: not sealed."""
        return int(self.ok(MAKE, self.folder, n, kind))

    def hire(self, number='100001'):
        """Somebody who can decide, told by the same import that offices use."""
        units = self.path('units.csv', 'コード,名称,種類,上位コード,団体区分\nGOV,知事部局,団体,,知事部局\n'.encode())
        people = self.path('people.csv', ('職員番号,姓,名,所属コード,職名,補職\n' + f'{number},髙橋,健一郎,GOV,主事,本務\n').encode())
        self.ok(PROGRAM, 'units', 'import', units, '--instance', self.folder)
        self.ok(PROGRAM, 'people', 'import', people, '--instance', self.folder)

    def stop_signer(self):
        if self.signer:
            self.signer.kill()
            self.signer.wait()
            self.signer = None

    def ledger(self, *args):
        return run(PROGRAM, 'ledger', *args, '--instance', self.folder)

    def request(self, name='request', *more):
        path = self.top / name
        done = self.ledger('witness-request', path, *more)
        assert done.returncode == 0, done
        return path

    def path(self, name, data):
        p = self.top / name
        p.write_bytes(data)
        return p

    def witness(self, name='audit.example.jp/w'):
        """A witness that is registered and has accepted this log, but co-signed nothing."""
        state = self.top / name.replace('/', '-')
        vkey = self.path(name.replace('/', '-') + '.vkey', self.ok(PROGRAM, 'witness', 'init', state, '--name', name).encode())
        done = self.ledger('witness-register', vkey)
        assert done.returncode == 0, done
        return state, vkey

    def sign(self, state, request, *more):
        return run(PROGRAM, 'witness', 'sign', request, '--state', state, *more)

    def first(self, state):
        """The first cosignature: a person accepts the log with the receipt of its opening."""
        opening = self.top / 'opening'
        request = self.request('request', '--opening', opening)
        done = self.sign(state, request, '--accept', self.vkey, '--opening', opening)
        assert done.returncode == 0, done
        return request, done.stdout

    def add(self, answer, *more):
        return self.ledger('witness-add', self.path('answer', answer), *more)
