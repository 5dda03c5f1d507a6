# SPDX-License-Identifier: Apache-2.0
"""The sample office with signer, server and nginx, as programs on other hosts meet it."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import scgi  # noqa: E402

PROGRAM, SIGNER, SERVER = (os.environ.get(x, '') for x in ('SEKIMORI', 'SEKIMORI_SIGNER', 'SEKIMORI_SERVER'))
NGINX = shutil.which('nginx', path=os.environ.get('PATH', '') + ':/usr/sbin')
HEAD, CISO, CLERK = ('101003', 'mihon-kyokucho-3'), ('100002', 'mihon-fukuchiji-4'), ('103004', 'mihon-shokuin-1')


def run(*args):
    return subprocess.run([*map(str, args)], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'SEKIMORI_LANG': 'en'})


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Office:
    def __init__(self, folder=None):
        self.temp = tempfile.TemporaryDirectory(prefix='sk')
        self.top = pathlib.Path(self.temp.name)
        self.folder = folder or self.top / 'o'
        self.started = {}
        self.port, self.machines_port = free_port(), free_port()
        self.socket = str(self.top / 'm.sock')
        self.offset = self.top / 'offset'
        self.offset.write_text('0')
        self.cert = str(self.top / 'cert.pem')

    def __enter__(self):
        (self.folder / 'keys').mkdir(parents=True, mode=0o700)
        self.must(SIGNER, '--init', '--instance', self.folder, '--origin', 'test.example/office')
        self.must(PROGRAM, 'init', '--instance', self.folder, '--catalogue', SOURCE / 'catalogue/hokkaido')
        self.must(PROGRAM, 'sample', '--instance', self.folder)
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                        '-keyout', self.top / 'key.pem', '-out', self.cert, '-subj', '/CN=localhost', '-days', '3650',
                        '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], check=True, capture_output=True)
        conf = self.folder / 'office.conf'
        conf.write_text(conf.read_text(encoding='utf-8') + f'\nclock_offset_file = {self.offset}\n', encoding='utf-8')
        for name in ('nginx', 'log', 'run'):
            (self.folder / name).mkdir(exist_ok=True)
        self.start('signer')
        self.start('server')
        self.start('nginx')
        return self

    def must(self, *args):
        done = run(*args)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout

    def command(self, *args):
        return run(PROGRAM, *args, '--instance', self.folder)

    def start(self, what):
        log = open(self.folder / f'{what}.log', 'ab')
        if what == 'nginx':
            words = ['--listen', f'127.0.0.1:{self.port}', '--machines-listen', f'127.0.0.1:{self.machines_port}',
                     '--machines-socket', self.socket, '--tls-certificate', self.cert, '--tls-key',
                     self.top / 'key.pem', '--workers', '1']
            if os.getuid() == 0:
                words += ['--user', 'root']
            made = self.command('nginx', 'config', *words)
            assert made.returncode == 0, made.stderr
            (self.folder / 'nginx/nginx.conf').write_text(made.stdout, encoding='utf-8')
            pathlib.Path(self.socket).unlink(missing_ok=True)
            argv = [NGINX, '-p', self.folder / 'nginx', '-c', 'nginx.conf', '-e', self.folder / 'log/nginx.log', '-g',
                    'daemon off;']
            ready = pathlib.Path(self.socket)
        else:
            argv = [SIGNER if what == 'signer' else SERVER, '--instance', self.folder]
            ready = self.folder / 'run' / ('signer.sock' if what == 'signer' else 'machines.sock')
            if what == 'server':
                ready.unlink(missing_ok=True)
        self.started[what] = subprocess.Popen([*map(str, argv)], stderr=log, stdout=log)
        log.close()
        for _ in range(400):
            if ready.exists():
                return
            assert self.started[what].poll() is None, self.said(what)
            time.sleep(0.05)
        raise AssertionError(self.said(what))

    def said(self, what):
        return (self.folder / f'{what}.log').read_text(encoding='utf-8')

    def kill(self, what, how=signal.SIGKILL):
        p = self.started.pop(what)
        p.send_signal(how)
        p.wait(30)

    def __exit__(self, *_):
        for what in ('nginx', 'server', 'signer'):
            if what in self.started:
                self.kill(what, signal.SIGTERM)
        self.temp.cleanup()

    def shift(self, ms):
        self.offset.write_text(str(ms))

    def code(self, program='netd', host='barrier1', *more):
        done = self.command('machine', 'token', program, '--host', host, *more)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1]

    # --- people ---

    def ask(self, method, uri, cookie='', form=None):
        """Status, head, body of one request as nginx passes it on."""
        return scgi.ask(self.folder / 'run/people.sock', method, uri, cookie, form)

    def sign_in(self, who):
        number, password = who
        _, top, page = self.ask('GET', '/sign-in')
        cookie = '; '.join(re.findall(r'Set-Cookie: ([^;\r\n]+)', top))
        token = re.search(r'name="_token" value="([^"]*)"', page)
        form = {'number': number, 'password': password, **({'_token': token[1]} if token else {})}
        status, top, page = self.ask('POST', '/sign-in', cookie, form)
        assert status == 303, (status, page)
        return '; '.join(re.findall(r'Set-Cookie: ([^;\r\n]+)', top))

    def post(self, cookie, uri, form, page=None):
        token = re.search(r'name="_token" value="([^"]+)"', self.ask('GET', page or uri, cookie)[2])
        return self.ask('POST', uri, cookie, {'_token': token[1], **form})
