# SPDX-License-Identifier: Apache-2.0
"""A real nginx with the generated configuration, before echo servers, in a temporary folder."""
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

from echo import Echo

NGINX = shutil.which('nginx', path=os.environ.get('PATH', '') + ':/usr/sbin')
SEKIMORI = os.environ.get('SEKIMORI', 'sekimori')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def config(*options):
    """What `sekimori nginx config` prints; raises CalledProcessError with its message."""
    return subprocess.run([SEKIMORI, 'nginx', 'config', *options], check=True, capture_output=True,
                          text=True, env={**os.environ, 'SEKIMORI_LANG': 'en'}).stdout


def ended(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii') as f:
            return ') Z ' in f.read()
    except OSError:
        return True


class Office:
    def __init__(self, *options, machines=False, tls=False, server=True):
        self.folder = tempfile.mkdtemp(prefix='sk')
        for name in ('run', 'log', 'nginx', 'assets'):
            os.mkdir(f'{self.folder}/{name}')
        self.port, self.machines_port, self.tls = free_port(), free_port(), tls
        words = ['--instance', self.folder, '--listen', f'127.0.0.1:{self.port}', '--workers', '1',
                 '--assets', f'{self.folder}/assets', *options]
        if os.getuid() == 0:
            words += ['--user', 'root']
        if machines:
            words += ['--machines-listen', f'127.0.0.1:{self.machines_port}']
        with open(f'{self.folder}/nginx/nginx.conf', 'w', encoding='utf-8') as f:
            f.write(config(*words))
        self.people = Echo(f'{self.folder}/run/people.sock', 'people') if server else None
        self.machines = Echo(f'{self.folder}/run/machines.sock', 'machines') if machines else None

    def __enter__(self):
        self.command = [NGINX, '-p', f'{self.folder}/nginx', '-c', 'nginx.conf', '-e', f'{self.folder}/log/nginx.log']
        done = subprocess.run(self.command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return self

    def __exit__(self, *_):
        with open(f'{self.folder}/run/nginx.pid', encoding='ascii') as f:
            pid = int(f.read())
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            if ended(pid):
                break
            time.sleep(0.02)
        for echo in (self.people, self.machines):
            if echo:
                echo.stop()
        shutil.rmtree(self.folder)

    def connect(self, port=None, context=None):
        s = socket.create_connection(('127.0.0.1', port or self.port), timeout=8)
        if context or self.tls:
            if not context:
                context = ssl._create_unverified_context()
            s = context.wrap_socket(s, server_hostname='localhost')
        return s

    def raw(self, data, port=None, context=None):
        """Send bytes as they are; all that comes back until the end, or what came before a pause."""
        with self.connect(port, context) as s:
            try:
                s.sendall(data)
            except OSError:
                pass
            out = b''
            s.settimeout(1)
            try:
                while chunk := s.recv(65536):
                    out += chunk
            except OSError:
                pass
            return out

    def ask(self, path, method='GET', headers=(), body=b'', host=None, **where):
        lines = [f'{method} {path} HTTP/1.1', f'Host: {host or f"127.0.0.1:{self.port}"}', 'Connection: close']
        lines += [f'{k}: {v}' for k, v in headers]
        if body or method in ('POST', 'PUT'):
            lines.append(f'Content-Length: {len(body)}')
        return Answer(self.raw('\r\n'.join(lines).encode('latin-1') + b'\r\n\r\n' + body, **where))


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.status = int(lines[0].split()[1]) if lines[0].startswith('HTTP/') else 0
        self.headers = [(k.lower(), v.strip()) for k, _, v in (x.partition(':') for x in lines[1:])]

    def all(self, name):
        return [v for k, v in self.headers if k == name]

    def told(self):
        """What the echo server was told."""
        return json.loads(self.body)

    def param(self, name):
        got = [v for k, v in self.told()['params'] if k == name]
        return got[0] if len(got) == 1 else got
