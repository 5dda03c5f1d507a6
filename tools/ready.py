# SPDX-License-Identifier: Apache-2.0
"""Is a socket answering, is a port free? The front door asks, since a bare Debian has no other tool.

  ready.py socket PATH PID SECONDS   0 when PATH accepts; 1 when PID has ended or time ran out
  ready.py free HOST PORT SECONDS    0 when HOST:PORT can be bound, at the latest then
  ready.py answers HOST PORT SECONDS 0 when HOST:PORT accepts, at the latest then
"""
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


def can_bind(where):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(where)


def accepts(where):
    socket.create_connection(where, timeout=2).close()


def within(seconds, attempt, where):
    end = time.monotonic() + seconds
    while True:
        try:
            attempt(where)
            return 0
        except PermissionError:
            return 1
        except OSError:
            if time.monotonic() > end:
                return 1
        time.sleep(0.02)


def main():
    what, *words = sys.argv[1:]
    if what == 'socket':
        return wait_socket(words[0], int(words[1]), float(words[2]))
    return within(float(words[2]), can_bind if what == 'free' else accepts, (words[0], int(words[1])))


sys.exit(main())
