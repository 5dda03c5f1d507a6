# SPDX-License-Identifier: Apache-2.0
"""Is a socket answering, is a port free? The front door asks, since a bare Debian has no other tool.

  ready.py socket PATH PID SECONDS   0 when PATH accepts; 1 when PID has ended or time ran out
  ready.py free HOST PORT            0 when HOST:PORT can be bound
"""
import os
import socket
import sys
import time


def wait_socket(path, pid, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(path)
                return 0
            except OSError:
                pass
        if not alive(pid):
            return 1
        time.sleep(0.02)
    return 1


def alive(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as f:
            return f.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def can_bind(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return 1
    return 0


if sys.argv[1] == 'socket':
    sys.exit(wait_socket(os.fspath(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
sys.exit(can_bind(sys.argv[2], int(sys.argv[3])))
