# SPDX-License-Identifier: Apache-2.0
"""A small SCGI server that answers with what it was told, as JSON: variables in order, the length
and the digest of the body. What nginx passed on is thereby seen exactly."""
import hashlib
import json
import os
import socketserver
import threading


def read_request(f):
    """SCGI: netstring of NUL-separated names and values, then CONTENT_LENGTH bytes."""
    digits = b''
    while (c := f.read(1)) != b':':
        if not c.isdigit() or len(digits) > 8:
            raise ValueError('no netstring')
        digits += c
    head = f.read(int(digits))
    if f.read(1) != b',':
        raise ValueError('netstring without comma')
    words = head.split(b'\0')[:-1]
    pairs = [(words[i].decode('latin-1'), words[i + 1].decode('latin-1')) for i in range(0, len(words), 2)]
    if pairs[0][0] != 'CONTENT_LENGTH':
        raise ValueError('CONTENT_LENGTH does not come first')
    body = f.read(int(pairs[0][1]))
    return pairs, body, f.read(1) == b''


class Handler(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self):
        self.server.seen += 1
        try:
            pairs, body, ended = read_request(self.rfile_exact())
        except (ValueError, IndexError, OSError) as why:
            self.server.broken.append(str(why))
            return
        answer = json.dumps({'params': pairs, 'length': len(body), 'ended': ended,
                             'sha256': hashlib.sha256(body).hexdigest(), 'where': self.server.name}).encode()
        self.wfile.write(b'Status: 200 OK\r\nContent-Type: application/json\r\n'
                         b"Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
                         b'X-Accel-Redirect: /secret\r\nStrict-Transport-Security: max-age=1\r\n'
                         b'Content-Length: %d\r\n\r\n' % len(answer) + answer)

    def rfile_exact(self):
        # nginx keeps its side open while it waits for the answer: what follows the body is looked
        # for only as far as it is there already.
        connection, f = self.connection, self.rfile

        class Exact:
            def read(self, n):
                if n != 1:
                    return f.read(n)
                connection.settimeout(0.05)
                try:
                    return f.read(1)
                except OSError:
                    return b''
                finally:
                    connection.settimeout(10)

        return Exact()


class Echo(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path, name):
        if os.path.exists(path):
            os.unlink(path)
        super().__init__(path, Handler)
        self.name, self.seen, self.broken = name, 0, []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()
        os.unlink(self.server_address)
