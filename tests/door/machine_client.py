# SPDX-License-Identifier: Apache-2.0
"""An enforcer's side of docs/link.md, written from that page alone: its own Ed25519 (RFC 8032), its own HTTP."""
import base64
import hashlib
import json
import os
import socket
import ssl
import subprocess
import tempfile
import time

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    return P - x if x % 2 != sign else x


BY = 4 * pow(5, P - 2, P) % P
B = (recover_x(BY, 0), BY, 1, recover_x(BY, 0) * BY % P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = add(q, p)
        p, s = add(p, p), s >> 1
    return q


def compress(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], 'little') & ((1 << 254) - 8) | 1 << 254
    return a, h[32:]


def public_of(seed):
    return compress(times(expand(seed)[0], B))


def sign(seed, message):
    a, prefix = expand(seed)
    public = compress(times(a, B))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), 'little') % L
    big_r = compress(times(r, B))
    h = int.from_bytes(hashlib.sha512(big_r + public + message).digest(), 'little') % L
    return big_r + ((r + h * a) % L).to_bytes(32, 'little')


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.status = int(lines[0].split()[1])
        self.headers = {k.lower(): v.strip() for k, _, v in (x.partition(':') for x in lines[1:])}

    def json(self):
        return json.loads(self.body)

    @property
    def fault(self):
        try:
            return ((self.json() or {}).get('fault') or {}).get('id')
        except ValueError:
            return None

    def __repr__(self):
        return f'{self.status} {self.fault} {self.body[:400]!r}'


class Machine:
    """One program on one host. where: the path of nginx's socket, or (address, port, the office's certificate)."""

    def __init__(self, where, program='netd', host='barrier1', seed=None):
        self.where, self.program, self.host, self.name = where, program, host, 'enrol'
        self.seed = seed or os.urandom(32)
        self.ahead = 0
        self.certificate_seed = self.seed

    @property
    def key(self):
        return b64(public_of(self.seed))

    def context(self):
        """Self-made certificate over the key, by openssl."""
        c = ssl.create_default_context(cafile=self.where[2])
        c.check_hostname = False
        if self.certificate_seed is None:
            return c
        with tempfile.TemporaryDirectory() as d:
            der = bytes.fromhex('302e020100300506032b657004220420') + self.certificate_seed
            pem = '-----BEGIN PRIVATE KEY-----\n' + base64.b64encode(der).decode() + '\n-----END PRIVATE KEY-----\n'
            with open(f'{d}/key', 'w', encoding='ascii') as f:
                f.write(pem)
            subprocess.run(['openssl', 'req', '-x509', '-key', f'{d}/key', '-out', f'{d}/cert', '-subj', '/CN=m',
                            '-days', '3650'], check=True, capture_output=True)
            c.load_cert_chain(f'{d}/cert', f'{d}/key')
        return c

    def connect(self):
        if isinstance(self.where, str):
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(30)
            s.connect(self.where)
            return s
        s = socket.create_connection(self.where[:2], timeout=30)
        return self.context().wrap_socket(s, server_hostname='localhost')

    def header(self, method, target, body, at=None, nonce=None, name=None, seed=None):
        at = int(time.time() * 1000) + self.ahead if at is None else at
        nonce, name = nonce or os.urandom(16), name or self.name
        text = '\n'.join(['sekimori-machine-request/1', method, target, hashlib.sha256(body).hexdigest(), name, str(at),
                          b64(nonce), ''])
        return f'v=1;name={name};at={at};nonce={b64(nonce)};sig={b64(sign(seed or self.seed, text.encode()))}'

    def raw(self, method, target, body=b'', header=None):
        lines = [f'{method} {target} HTTP/1.1', 'Host: localhost', 'Connection: close', f'Content-Length: {len(body)}',
                 f'User-Agent: test-{self.program}/1', f'Sekimori-Clock: {int(time.time() * 1000)}']
        if header is not None:
            lines.append(f'Sekimori-Signature: {header}')
        with self.connect() as s:
            s.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + body)
            got = b''
            while piece := s.recv(65536):
                got += piece
        return Answer(got)

    def ask(self, method, what, document=None, **how):
        """Signed; once more with the office's clock where ours is off, and after a while where it has just started."""
        target = f'/machines/v1/{what}'
        body = b'' if document is None else document if isinstance(document, bytes) else json.dumps(document).encode()
        for _ in range(60):
            a = self.raw(method, target, body, self.header(method, target, body, **how))
            if a.fault == 'machine.starting':
                time.sleep(0.2)
            elif a.fault == 'machine.clock' and 'at' not in how:
                self.ahead = int(a.headers['sekimori-time']) - int(time.time() * 1000)
            elif a.status == 503 and a.fault is None:
                time.sleep(0.2)
            else:
                return a
        return a

    def enrol(self, code, **more):
        a = self.ask('POST', 'enrol', {'document': 'sekimori/enrolment', 'v': 1, 'code': code, 'program': self.program,
                                       'host': self.host, 'version': 'test', 'key': self.key, **more}, name='enrol')
        if a.status == 200:
            self.name = a.json()['name']
        return a

    def evidence(self, ident, items, revision=0):
        document = {'document': 'sekimori/evidence', 'v': 1, 'id': ident, 'program': self.program, 'host': self.host,
                    'at': int(time.time() * 1000), 'items': items}
        if revision:
            document['revision'] = revision
        return self.ask('POST', 'evidence', document)
