# SPDX-License-Identifier: Apache-2.0
"""One request to a server's socket, as nginx passes it on."""
import re
import socket
from urllib.parse import urlencode


def ask(path, method, uri, cookie='', form=None):
    """Status, head, body."""
    body = urlencode(form or {}, doseq=True).encode() if method == 'POST' else b''
    head = {'CONTENT_LENGTH': str(len(body)), 'SCGI': '1', 'REQUEST_METHOD': method, 'REQUEST_URI': uri,
            'HTTP_HOST': 'localhost', 'REMOTE_ADDR': '127.0.0.1', 'HTTP_COOKIE': cookie,
            'HTTP_ACCEPT_LANGUAGE': 'en', 'CONTENT_TYPE': 'application/x-www-form-urlencoded',
            'HTTP_ORIGIN': 'http://localhost'}
    block = b''.join(k.encode() + b'\0' + v.encode() + b'\0' for k, v in head.items() if v or k == 'CONTENT_LENGTH')
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(60)
        s.connect(str(path))
        s.sendall(str(len(block)).encode() + b':' + block + b',' + body)
        answer = b''
        while piece := s.recv(65536):
            answer += piece
    top, _, rest = answer.partition(b'\r\n\r\n')
    return int(re.search(rb'Status: (\d+)', top)[1]), top.decode(), rest.decode()
