# SPDX-License-Identifier: Apache-2.0
"""A small prefecture in network namespaces: hosts of the zones, switches, the barrier between them.

Names bear the test's process number; everything is removed at the end, whatever happened. Nothing of
the machine's own network is touched.

    lgwan      host-a, host-b    10.10.0.11, .12   fd00:10::11, ::12     routed, behind lg0
    internet   server, other     10.20.0.21, .22   fd00:20::21, ::22     routed, behind in0
    mynumber   my                10.30.0.31        fd00:30::31           routed, behind my0
    bridge     left, right       10.40.0.41, .42   fd00:40::41, ::42     ports bp0 and bp1 of br0
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import tap

HERE = pathlib.Path(__file__).resolve().parent
PEER = HERE / 'peer.py'
TAG = f'skm{os.getpid()}'
HOSTS = {  # name: (switch, last number)
    'host-a': ('lg', 11), 'host-b': ('lg', 12), 'server': ('in', 21), 'other': ('in', 22), 'my': ('my', 31),
    'left': ('bp0', 41), 'right': ('bp1', 42),
}
NETS = {'lg': 10, 'in': 20, 'my': 30, 'bp0': 40, 'bp1': 40}


def v4(host):
    switch, n = HOSTS[host]
    return f'10.{NETS[switch]}.0.{n}'


def v6(host):
    switch, n = HOSTS[host]
    return f'fd00:{NETS[switch]}::{n}'


def address(host, family):
    return v4(host) if family == 4 else v6(host)


def mac(host):
    return f'02:5e:00:00:00:{HOSTS[host][1]:02x}'


def sh(*args, check=True, **more):
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True, timeout=60, check=False, **more)
    assert not check or done.returncode == 0, (args, done.stdout[-2000:], done.stderr[-2000:])
    return done


def needed():
    """Why this cannot be done here, or None."""
    if os.geteuid() != 0:
        return 'needs root: network namespaces with names'
    for tool in ('ip', 'nft', 'tc'):
        if not shutil.which(tool):
            return f'{tool} is not installed'
    probe = f'{TAG}-try'
    if sh('ip', 'netns', 'add', probe, check=False).returncode != 0:
        return 'this kernel lets us make no network namespace'
    try:
        for what in (['link', 'add', 'p1', 'type', 'veth', 'peer', 'name', 'p2'], ['link', 'add', 'p3', 'type', 'bridge']):
            if sh('ip', '-n', probe, *what, check=False).returncode != 0:
                return f'this kernel has no {what[4]}'
        if sh('ip', 'netns', 'exec', probe, 'nft', 'add', 'table', 'inet', 'x', check=False).returncode != 0:
            return 'this kernel has no nf_tables'
    finally:
        sh('ip', 'netns', 'del', probe)
    return None


class World:
    """The namespaces; `fw` is the barrier."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='skm'))
        self.spaces = []
        self.children = []

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            child.wait()
        self.children.clear()
        for name in self.spaces:
            sh('ip', 'netns', 'del', name, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def space(name):
        return f'{TAG}-{name}'

    def add(self, name):
        sh('ip', 'netns', 'add', self.space(name))
        self.spaces.append(self.space(name))
        self.ip(name, 'link', 'set', 'lo', 'up')
        self.run(name, 'sysctl', '-qw', 'net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0',
                 'net.ipv6.conf.default.accept_ra=0')

    def ip(self, name, *args, **more):
        return sh('ip', '-n', self.space(name), *args, **more)

    def run(self, name, *args, **more):
        return sh('ip', 'netns', 'exec', self.space(name), *args, **more)

    def wire(self, one, dev_one, two, dev_two):
        sh('ip', 'link', 'add', dev_one, 'netns', self.space(one), 'type', 'veth', 'peer', 'name', dev_two, 'netns',
           self.space(two))
        self.ip(one, 'link', 'set', dev_one, 'up')
        self.ip(two, 'link', 'set', dev_two, 'up')

    def build(self):
        for name in ('fw', 'sw', *HOSTS):
            self.add(name)
        for switch in ('lg', 'in', 'my'):
            net = NETS[switch]
            self.ip('sw', 'link', 'add', switch, 'type', 'bridge')
            self.ip('sw', 'link', 'set', switch, 'up')
            self.wire('fw', f'{switch}0', 'sw', f'{switch}-up')
            self.ip('sw', 'link', 'set', f'{switch}-up', 'master', switch)
            self.ip('fw', 'address', 'add', f'10.{net}.0.1/24', 'dev', f'{switch}0')
            self.ip('fw', 'address', 'add', f'fd00:{net}::1/64', 'dev', f'{switch}0', 'nodad')
        self.ip('fw', 'link', 'add', 'br0', 'type', 'bridge')
        self.ip('fw', 'link', 'set', 'br0', 'up')
        for host, (switch, _) in HOSTS.items():
            routed = switch in ('lg', 'in', 'my')
            self.wire(host, 'eth0', 'sw' if routed else 'fw', f'{switch}-{host}'[:15] if routed else switch)
            self.ip('sw' if routed else 'fw', 'link', 'set', f'{switch}-{host}'[:15] if routed else switch, 'master',
                    switch if routed else 'br0')
            self.ip(host, 'link', 'set', 'eth0', 'address', mac(host))
            self.ip(host, 'address', 'add', f'{v4(host)}/24', 'dev', 'eth0')
            self.ip(host, 'address', 'add', f'{v6(host)}/64', 'dev', 'eth0', 'nodad')
            if routed:
                self.ip(host, 'route', 'add', 'default', 'via', f'10.{NETS[switch]}.0.1')
                self.ip(host, '-6', 'route', 'add', 'default', 'via', f'fd00:{NETS[switch]}::1')

    def start(self, name, *args, **more):
        child = subprocess.Popen(['ip', 'netns', 'exec', self.space(name), *map(str, args)], **more)
        self.children.append(child)
        return child

    def stop(self, child, how=signal.SIGTERM):
        child.send_signal(how)
        child.wait(20)
        self.children.remove(child)

    # --- packets ---

    def listen(self, host, family, proto, port):
        """A service that answers whatever it gets; returns when it listens."""
        child = self.start(host, 'python3', PEER, 'serve', family, proto, port, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == 'ready\n', (host, proto, port)
        return child

    def asks(self, host, family, proto, to, port, wait=1.0, source=None, source_port=0):
        """Does an answer come?"""
        done = self.run(host, 'python3', PEER, 'ask', family, proto, to, port, wait, source or '-', source_port,
                        check=False)
        assert done.returncode in (0, 1), (done.stdout, done.stderr)
        return done.returncode == 0

    def ping(self, host, to, wait=1):
        return self.run(host, 'python3', PEER, 'ping', 6 if ':' in to else 4, to, wait, check=False).returncode == 0


def wait_for(what, seconds=10.0, every=0.05):
    """The first true value of what(), or the last false one."""
    until = time.monotonic() + seconds
    while True:
        value = what()
        if value or time.monotonic() >= until:
            return value
        time.sleep(every)
