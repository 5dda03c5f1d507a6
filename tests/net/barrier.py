# SPDX-License-Identifier: Apache-2.0
"""The barrier of spaces.World: its declaration, its daemon, and an office that is a folder of files."""
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import time

import spaces
from spaces import HOSTS, address, mac, v4, v6, wait_for

NETD = os.environ.get('SEKIMORI_NETD', 'sekimori-netd')
ZONES = {'lg': 'lgwan', 'in': 'internet', 'my': 'mynumber', 'bp0': 'lgwan', 'bp1': 'dmz'}


def declaration(warn_days=14):
    lines = ['barrier: b1', 'model: beta', f'warn_days: {warn_days}', 'zones:', '  - {zone: mynumber}',
             '  - {zone: lgwan}', '  - {zone: internet}', '  - {zone: dmz, kind: dmz}', 'bridges:', '  - {bridge: br0}',
             'interfaces:']
    for switch in ('lg', 'in', 'my'):
        net = spaces.NETS[switch]
        lines.append(f"  - {{interface: {switch}0, zone: {ZONES[switch]}, addresses: [10.{net}.0.1/24, 'fd00:{net}::1/64']}}")
    lines += ['  - {interface: bp0, zone: lgwan, bridge: br0}', '  - {interface: bp1, zone: dmz, bridge: br0}', 'subnets:']
    for switch in ('lg', 'in', 'my'):
        net = spaces.NETS[switch]
        lines += [f'  - {{subnet: {switch}4, prefix: 10.{net}.0.0/24, on: {switch}0}}',
                  f"  - {{subnet: {switch}6, prefix: 'fd00:{net}::/64', on: {switch}0}}"]
    lines += ['  - {subnet: br4, prefix: 10.40.0.0/24, on: br0}', "  - {subnet: br6, prefix: 'fd00:40::/64', on: br0}",
              'hosts:']
    for host, (switch, _) in HOSTS.items():
        port = f', port: {switch}' if switch.startswith('bp') else ''
        count = ', headcount: 3' if host == 'host-a' else ''
        lines.append(f"  - {{host: {host}, zone: {ZONES[switch]}, mac: '{mac(host)}', addresses: [{v4(host)}, '{v6(host)}']"
                     f'{port}{count}}}')
    lines += ['infrastructure:'] + [f'  - {{kind: nd, on: {d}}}' for d in ('lg0', 'in0', 'my0', 'br0')]
    return '\n'.join(lines) + '\n'


def now_ms():
    return int(time.time() * 1000)


def flow(source, destination, family=4, proto='tcp', port='443', **more):
    zone = {h: ZONES[s] for h, (s, _) in HOSTS.items()}
    payload = {'source_mac': mac(source), 'source_ip': address(source, family),
               'destination_ip': address(destination, family), 'protocol': proto, 'source_zone': zone[source],
               'destination_zone': zone[destination]}
    if proto != 'icmp':
        payload['port'] = port
    return {**payload, **more}


class Barrier:
    """netd in the namespace fw. The office: desired.json in, out/*.json out."""

    def __init__(self, world, lease=3, check=30, harvest=60):
        self.world = world
        self.folder = world.folder
        self.state = self.folder / 'state'
        self.office = self.folder / 'office'
        self.office.mkdir(exist_ok=True)
        self.control = self.folder / 'control.sock'
        self.file = self.folder / 'barrier.yaml'
        self.declare()
        self.times = [f'--lease={lease}', f'--check={check}', f'--harvest={harvest}']
        self.items = {}
        self.revision = 0
        self.child = None
        self.log = self.folder / 'netd.log'

    def declare(self, text=None):
        self.file.write_text(text or declaration())
        self.digest = hashlib.sha256(self.file.read_bytes()).hexdigest()

    def start(self):
        with open(self.log, 'ab') as log:
            args = [NETD, 'run', '--state', self.state, '--barrier', self.file, '--control', self.control, *self.arguments()]
            for t in self.times:
                args += t.split('=')
            self.child = self.world.start('fw', *args, stdout=log, stderr=log)
        assert wait_for(lambda: self.child.poll() is not None or self.tell('status').returncode == 0), self.tail()
        assert self.child.poll() is None, self.tail()

    def arguments(self):
        return ['--office', f'file:{self.office}', '--host', 'b1']

    def stop(self, how=signal.SIGTERM):
        self.world.stop(self.child, how)

    def tail(self):
        return self.log.read_text(errors='replace')[-4000:]

    def tell(self, *args):
        """The daemon's own command, as root on the machine."""
        return self.world.run('fw', NETD, *args, '--control', self.control, check=False,
                              env={**os.environ, 'SEKIMORI_LANG': 'en'})

    def status(self):
        return dict(line.split(': ', 1) for line in self.tell('status').stdout.splitlines() if ': ' in line)

    # --- the office as files ---

    def want(self, matter, kind, payload, since=None, until=None, no=1):
        item = {'matter': matter, 'no': no, 'what': 'want', 'kind': kind}
        if since:
            item['from'] = since
        if until:
            item['until'] = until
        item['payload'] = [{'name': k, 'value': v} for k, v in payload.items()]
        self.items[matter, no] = item

    def drop(self, matter, no=1):
        del self.items[matter, no]

    def publish(self):
        self.revision += 1
        doc = {'document': 'sekimori/desired-state', 'v': 1, 'enforcer': 'netd', 'snapshot': 1,
               'revision': self.revision, 'made': now_ms(), 'items': list(self.items.values())}
        new = self.office / 'desired.new'
        new.write_text(json.dumps(doc, ensure_ascii=False, separators=(',', ':')))
        new.rename(self.office / 'desired.json')

    def documents(self, kind):
        out = []
        for path in sorted((self.office / 'out').glob(f'*-{kind}.json'), key=lambda p: p.stat().st_mtime_ns):  # numbers begin anew with netd
            with contextlib.suppress(ValueError):
                out.append(json.loads(path.read_text()))
        return out

    def words(self):
        return [w for r in self.documents('report') for w in r.get('words', [])]

    def said(self, matter, no=1):
        """What was said of it last."""
        found = [w for w in self.words() if (int(w['matter']), w['no']) == (matter, no)]
        return found[-1]['said'] if found else None

    def word(self, matter, no=1):
        return [w for w in self.words() if (int(w['matter']), w['no']) == (matter, no)][-1]

    def evidence(self, kind):
        """(values, item), oldest first."""
        return [({v['name']: v['value'] for v in i.get('values', [])}, i) for e in self.documents('evidence')
                for i in e.get('items', []) if i['kind'] == kind]

    def counted(self, matter, name='packets', direction=None):
        return sum(int(v[name]) for v, i in self.evidence('counter') if int(i.get('matter', 0)) == matter and
                   direction in (None, v['direction']))

    def is_said(self, matter, what, seconds=10):
        got = wait_for(lambda: self.said(matter) == what, seconds)
        assert got, (matter, what, self.said(matter), self.words()[-3:], self.tail())
