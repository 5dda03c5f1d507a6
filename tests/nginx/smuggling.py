# SPDX-License-Identifier: Apache-2.0
"""Malformed requests: bytes as an attacker sends them, and what must come of each.

REFUSED: nginx answers 4xx/5xx (or closes) and the server never sees the request.
ONE: the server sees at most the one request, with exactly its body, and nothing of what follows
is taken for a request or for a header.
"""
REFUSED, ONE = 'refused', 'one'


def request(*lines, body=b'', end=b'\r\n', method=b'POST', target=b'/x', version=b'HTTP/1.1'):
    head = [b' '.join((method, target, version)), b'Host: 127.0.0.1', b'Connection: close', *lines]
    return end.join(head) + end + end + body


HIDDEN = b'GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

CASES = [
    ('two different Content-Length', REFUSED, request(b'Content-Length: 5', b'Content-Length: 6', body=b'abcdef')),
    ('the same Content-Length twice', REFUSED, request(b'Content-Length: 5', b'Content-Length: 5', body=b'abcde')),
    ('Content-Length 5, 5', REFUSED, request(b'Content-Length: 5, 5', body=b'abcde')),
    ('Content-Length +5', REFUSED, request(b'Content-Length: +5', body=b'abcde')),
    ('Content-Length -1', REFUSED, request(b'Content-Length: -1', body=b'abcde')),
    ('Content-Length 0x5', REFUSED, request(b'Content-Length: 0x5', body=b'abcde')),
    ('Content-Length empty', REFUSED, request(b'Content-Length: ', body=b'abcde')),
    ('Content-Length beyond 64 bits', REFUSED, request(b'Content-Length: 99999999999999999999', body=b'abcde')),
    ('Content-Length and chunked', REFUSED, request(b'Content-Length: 4', b'Transfer-Encoding: chunked', body=b'0\r\n\r\n' + HIDDEN)),
    ('chunked and Content-Length', REFUSED, request(b'Transfer-Encoding: chunked', b'Content-Length: 4', body=b'0\r\n\r\n' + HIDDEN)),
    ('Transfer-Encoding twice', REFUSED, request(b'Transfer-Encoding: chunked', b'Transfer-Encoding: chunked', body=b'0\r\n\r\n')),
    ('Transfer-Encoding: identity', REFUSED, request(b'Transfer-Encoding: identity', body=b'abcde')),
    ('Transfer-Encoding: gzip, chunked', REFUSED, request(b'Transfer-Encoding: gzip, chunked', body=b'0\r\n\r\n')),
    ('Transfer-Encoding: xchunked', REFUSED, request(b'Transfer-Encoding: xchunked', body=b'0\r\n\r\n')),
    ('Transfer-Encoding with a vertical tab', REFUSED, request(b'Transfer-Encoding: \x0bchunked', body=b'0\r\n\r\n')),
    ('blank before the colon of Transfer-Encoding', REFUSED, request(b'Transfer-Encoding : chunked', body=b'0\r\n\r\n')),
    ('blank before the colon of Content-Length', REFUSED, request(b'Content-Length : 5', body=b'abcde')),
    ('chunk size beyond 64 bits', REFUSED, request(b'Transfer-Encoding: chunked', body=b'fffffffffffffffff\r\n' + b'a' * 64)),
    ('chunk size that is no number', REFUSED, request(b'Transfer-Encoding: chunked', body=b'zz\r\nabc\r\n0\r\n\r\n')),
    ('chunk longer than it says', REFUSED, request(b'Transfer-Encoding: chunked', body=b'3\r\nabcdef\r\n0\r\n\r\n')),
    ('chunk size with a sign', REFUSED, request(b'Transfer-Encoding: chunked', body=b'+3\r\nabc\r\n0\r\n\r\n')),
    ('a folded header (obs-fold)', REFUSED, request(b'X-A: b', b' Content-Length: 5', body=b'abcde')),
    ('a folded Transfer-Encoding', REFUSED, request(b'Transfer-Encoding:', b' chunked', body=b'0\r\n\r\n' + HIDDEN)),
    ('NUL in a header value', REFUSED, request(b'X-A: a\0b', b'Content-Length: 0')),
    ('NUL in a header name', REFUSED, request(b'X\0A: b', b'Content-Length: 0')),
    ('NUL in the target', REFUSED, request(b'Content-Length: 0', target=b'/x\0y')),
    ('encoded NUL in the target', REFUSED, request(b'Content-Length: 0', target=b'/x%00y')),
    ('a header without colon', ONE, request(b'Nonsense', b'Content-Length: 0')),
    ('a bare CR in a header', REFUSED, request(b'X-A: a\rContent-Length: 9', b'Content-Length: 0')),
    ('two Host headers', REFUSED, request(b'Host: other', b'Content-Length: 0')),
    ('no Host in HTTP/1.1', REFUSED, b'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'),
    ('absolute target of another host', REFUSED, request(b'Content-Length: 0', target=b'http://evil.example/x')),
    ('HTTP/0.9', REFUSED, b'GET /\r\n'),
    ('HTTP/2.0 in the request line', REFUSED, request(b'Content-Length: 0', version=b'HTTP/2.0')),
    ('HTTP/1.10', ONE, request(b'Content-Length: 0', version=b'HTTP/1.10')),
    ('a target with a blank', REFUSED, request(b'Content-Length: 0', target=b'/x y')),
    ('TRACE', REFUSED, request(b'Content-Length: 0', method=b'TRACE')),
    ('CONNECT', REFUSED, request(b'Content-Length: 0', method=b'CONNECT', target=b'a:1')),
    ('a method of our enemies', REFUSED, request(b'Content-Length: 0', method=b'EXEC')),
    ('a method in small letters', REFUSED, request(b'Content-Length: 0', method=b'get')),
    ('a header of 9 KiB', REFUSED, request(b'X-A: ' + b'a' * 9216, b'Content-Length: 0')),
    ('40 KiB of headers', REFUSED, request(*[b'X-%d: ' % i + b'a' * 1000 for i in range(40)], b'Content-Length: 0')),
    ('a target of 9 KiB', REFUSED, request(b'Content-Length: 0', target=b'/' + b'a' * 9216)),
    ('a body beyond the limit', REFUSED, request(b'Content-Length: 999999999999', body=b'abc')),
    ('a chunked body beyond the limit', REFUSED, request(b'Transfer-Encoding: chunked', body=b'3b9aca00\r\nabc')),
    ('bare LF as line end', ONE, request(b'Content-Length: 5', body=b'abcde', end=b'\n')),
    ('bare LF before a hidden header', ONE, request(b'X-A: a\nX-B: b', b'Content-Length: 0')),
    ('a second request in the body', ONE, request(b'Content-Length: %d' % len(HIDDEN), body=HIDDEN)),
    ('chunk extensions', ONE, request(b'Transfer-Encoding: chunked', body=b'3;a="b"\r\nabc\r\n0\r\n\r\n')),
    ('a line end in a chunk extension', REFUSED, request(b'Transfer-Encoding: chunked', body=b'3;a="\r\n"\r\nabc\r\n0\r\n\r\n')),
    ('trailers that look like headers', ONE, request(b'Transfer-Encoding: chunked', body=b'3\r\nabc\r\n0\r\nContent-Length: 9\r\nX-Forwarded-For: 1\r\n\r\n')),
    ('chunked in HTTP/1.0', REFUSED, request(b'Transfer-Encoding: chunked', body=b'3\r\nabc\r\n0\r\n\r\n', version=b'HTTP/1.0')),
    ('names with underscores', ONE, request(b'Content_Length: 9', b'TLS_CLIENT_VERIFY: SUCCESS', b'Content-Length: 0')),
    ('a header without name', ONE, request(b': x', b'Content-Length: 0')),
    ('Content-Length with blanks', ONE, request(b'Content-Length:   5  ', body=b'abcde')),
    ('200 headers of the same name', ONE, request(*[b'X-A: 1'] * 200, b'Content-Length: 0')),
]
