# SPDX-License-Identifier: Apache-2.0
"""One end of a conversation, run inside a namespace.

    peer.py serve FAMILY PROTO PORT
    peer.py ask FAMILY PROTO ADDRESS PORT SECONDS SOURCE SOURCE_PORT     exit status 0: an answer came
    peer.py ping FAMILY ADDRESS SECONDS
    peer.py hold FAMILY ADDRESS PORT     a TCP session: each line of its input is sent, each answer printed
"""
import contextlib
import os
import socket
import struct
import sys
import threading


def kind(family, proto):
    return socket.socket(socket.AF_INET6 if family == '6' else socket.AF_INET,
                         socket.SOCK_STREAM if proto == 'tcp' else socket.SOCK_DGRAM)


def echo(connection):
    with connection, contextlib.suppress(OSError):
        while data := connection.recv(4096):
            connection.sendall(data)


def serve(family, proto, port):
    s = kind(family, proto)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == '6':
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(('::' if family == '6' else '0.0.0.0', int(port)))
    if proto == 'tcp':
        s.listen(50)
    print('ready', flush=True)
    while True:
        if proto == 'tcp':
            threading.Thread(target=echo, args=(s.accept()[0],), daemon=True).start()
        else:
            data, who = s.recvfrom(4096)
            s.sendto(data, who)


def ask(family, proto, to, port, seconds, source, source_port):
    s = kind(family, proto)
    s.settimeout(float(seconds))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if source != '-' or source_port != '0':
        s.bind((source if source != '-' else '::' if family == '6' else '0.0.0.0', int(source_port)))
    text = os.urandom(16)
    try:
        s.connect((to, int(port)))
        s.send(text)
        return 0 if s.recv(4096) == text else 1
    except OSError:
        return 1


def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ping(family, to, seconds):
    six = family == '6'
    s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW, 58 if six else 1)
    s.settimeout(float(seconds))
    text = os.urandom(16)
    head = struct.pack('!BBHHH', 128 if six else 8, 0, 0, os.getpid() & 0xffff, 1)
    if not six:
        head = struct.pack('!BBHHH', 8, 0, checksum(head + text), os.getpid() & 0xffff, 1)
    try:
        s.sendto(head + text, (to, 0))
        while True:
            data = s.recv(4096)
            if not six:
                data = data[20:]
            if data[0] == (129 if six else 0) and data.endswith(text):
                return 0
    except OSError:
        return 1


def hold(family, to, port):
    s = kind(family, 'tcp')
    s.settimeout(2)
    s.connect((to, int(port)))
    print('open', flush=True)
    for line in sys.stdin:
        try:
            s.sendall(line.encode())
            print(s.recv(4096).decode().strip() or 'closed', flush=True)
        except OSError as e:
            print(f'no answer: {type(e).__name__}', flush=True)


if __name__ == '__main__':
    sys.exit({'serve': serve, 'ask': ask, 'ping': ping, 'hold': hold}[sys.argv[1]](*sys.argv[2:]))
