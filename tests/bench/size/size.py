# SPDX-License-Identifier: Apache-2.0
"""The office at the size of a prefecture, on one back end, in one run beside the least that can stand
behind nginx.

  size.py sqlite|postgres SOURCE BUILD [--people N] [--matters N] [--rate N] [--seconds N]

Makes (once; kept in BUILD/size/) an office of 20,000 people and 200,000 matters by real acts. Each run then
opens as many applications as it will decide, and measures: pages and acts in an open loop, the dearest
pages of somebody who sees everything, the transfer of 1 April on the running office, the memory of the
server, and, with nobody there, an extract, `store check` and `store rebuild`. Every figure stands with the
load of the machine at that time, and those of pages beside hello behind the same nginx. The environment
may set SEKIMORI_SIZE_PEOPLE, _MATTERS, _RATE, _SECONDS, and _OFFICE: an SQLite office made earlier, of which
a copy is used. Everything is on 127.0.0.1.
"""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse

PASSWORD = 'takai-yama-ni-noboru-77'


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument('store', choices=['sqlite', 'postgres'])
    p.add_argument('source')
    p.add_argument('build')
    for name, default in (('people', 20000), ('matters', 200000), ('rate', 200), ('seconds', 20)):
        p.add_argument('--' + name, type=int, default=int(os.environ.get(f'SEKIMORI_SIZE_{name.upper()}', default)))
    return p.parse_args()


class Office:
    """The programs of one instance; ends only what it started."""

    def __init__(self, a):
        self.a = a
        self.dir = os.path.join(a.build, 'size', f'{a.store}-{a.people}-{a.matters}')
        self.port = 18700 + (os.getpid() % 1000)
        self.running = []

    def program(self, name):
        return os.path.join(self.a.build, 'src/programs', name)

    def tool(self, name):
        return os.path.join(self.a.build, 'tests/bench/size', name)

    def sekimori(self, *words, **more):
        return subprocess.run([self.program('sekimori'), *words, '--instance', self.dir], check=True,
                              stdout=subprocess.PIPE, text=True, **more).stdout

    def pg(self, what):
        folder = os.path.join(self.dir + '-pg')
        os.makedirs(folder, exist_ok=True)
        room = {'SEKIMORI_TEST_PG_BUFFERS': '256MB', 'SEKIMORI_TEST_PG_WAL': '2GB'}  # a small server's
        subprocess.run(['sh', os.path.join(self.a.source, 'tests/support/pg.sh'), what, folder], check=True,
                       env={**os.environ, **room})
        return folder

    def make(self):
        done = os.path.join(self.dir, 'made')
        earlier = os.environ.get('SEKIMORI_SIZE_OFFICE')
        if earlier and self.a.store == 'sqlite' and not os.path.exists(done):
            self.copy(earlier)
            return
        if self.a.store == 'postgres' and os.path.exists(self.dir + '-pg/data'):
            if os.path.exists(done):
                self.pg('start')
                return
        elif os.path.exists(done):
            return
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.rmtree(self.dir + '-pg', ignore_errors=True)
        os.makedirs(os.path.join(self.dir, 'keys'), mode=0o700)
        os.chmod(self.dir, 0o700)
        subprocess.run([self.program('sekimori-signer'), '--init', '--instance', self.dir, '--origin',
                        'size.example/office'], check=True, stdout=subprocess.DEVNULL)
        self.sekimori('init', '--name', '大県', '--catalogue', os.path.join(self.a.source, 'catalogue/hokkaido'))
        if self.a.store == 'postgres':
            folder = self.pg('make')
            with open(os.path.join(self.dir, 'office.conf'), 'a', encoding='utf-8') as f:
                f.write(f'\nstore = postgres\nstore_conninfo = host={folder}/socket user=postgres dbname=postgres\n')
        subprocess.run([self.tool('size_make'), self.dir, str(self.a.people), str(self.a.matters)], check=True)
        open(done, 'w', encoding='utf-8').close()

    def copy(self, office):
        """One that was made elsewhere takes the place of ours."""
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.copytree(office, self.dir, symlinks=True)
        self.sekimori('store', 'migrate')
        self.sekimori('store', 'rebuild')  # columns newer than the copy are empty until then
        open(os.path.join(self.dir, 'made'), 'w', encoding='utf-8').close()

    def run_number(self):
        """How many times this office has been measured, with this time."""
        path = os.path.join(self.dir, 'runs')
        n = 1
        if os.path.exists(path):
            with open(path, encoding='utf-8') as f:
                n += int(f.read())
        with open(path, 'w', encoding='utf-8') as f:
            f.write(str(n))
        return n

    def start(self):
        for name in ('sekimori-signer', 'sekimori-server'):
            self.running.append(subprocess.Popen([self.program(name), '--instance', self.dir],
                                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self.server = self.running[-1]
        for folder in ('nginx', 'log'):
            os.makedirs(os.path.join(self.dir, folder), exist_ok=True)
        options = ['nginx', 'config', '--listen', f'127.0.0.1:{self.port}', '--workers', '1', '--assets',
                   os.path.join(self.a.build, 'web/assets')]
        if os.getuid() == 0:
            options += ['--user', 'root']
        conf = self.sekimori(*options)
        # One address asks for everybody here: the limits on requests and connections of an address are lifted.
        conf = re.sub(r'^\s*limit_(req|conn) .*$', '', conf, flags=re.M)
        with open(os.path.join(self.dir, 'nginx/nginx.conf'), 'w', encoding='utf-8') as f:
            f.write(conf)
        self.wait(os.path.join(self.dir, 'run/people.sock'))
        self.nginx(self.dir)

    def nginx(self, folder):
        subprocess.run(['/usr/sbin/nginx', '-p', os.path.join(folder, 'nginx'), '-c', 'nginx.conf', '-e',
                        os.path.join(folder, 'log/nginx.log')], check=True)

    def wait(self, path, seconds=120):
        for _ in range(seconds * 10):
            if os.path.exists(path):
                return
            if self.running and self.running[-1].poll() is not None:
                raise SystemExit('size: the server ended by itself')
            time.sleep(0.1)
        raise SystemExit(f'size: {path} does not come')

    def stop(self):
        pid = os.path.join(self.dir, 'run/nginx.pid')
        if os.path.exists(pid):
            with open(pid, encoding='utf-8') as f:
                os.kill(int(f.read()), signal.SIGQUIT)
        for one in reversed(self.running):
            one.terminate()
            one.wait()
        self.running = []

    def memory(self):
        with open(f'/proc/{self.server.pid}/status', encoding='utf-8') as f:
            return {k: int(v.split()[0]) / 1024 for k, v in
                    (line.split(':', 1) for line in f) if k in ('VmRSS', 'VmHWM')}


class Visitor:
    """One person signed in, over http.client."""

    def __init__(self, port, number, role):
        self.port, self.number, self.role, self.cookie = port, number, role, ''
        page = self.get('/sign-in')
        token = re.search(r'name="_token" value="([^"]*)"', page)[1]
        self.ask('POST', '/sign-in', urllib.parse.urlencode(
            {'_token': token, 'number': number, 'password': PASSWORD, 'next': '/'}))
        if 'sekimori=' not in self.cookie:
            raise SystemExit(f'size: {number} cannot sign in')

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        head = {'Cookie': self.cookie}
        if body is not None:
            head['Content-Type'] = 'application/x-www-form-urlencoded'
        c.request(method, path, body, head)
        r = c.getresponse()
        text = r.read().decode()
        for name, value in r.getheaders():
            if name.lower() == 'set-cookie':
                pair = value.split(';')[0]
                kept = [p for p in self.cookie.split('; ') if p and p.split('=')[0] != pair.split('=')[0]]
                self.cookie = '; '.join(kept + [pair])
        c.close()
        return r.status, text

    def get(self, path):
        status, text = self.ask('GET', path)
        if status != 200:
            raise SystemExit(f'size: {path} answers {status}')
        return text

    def data(self, path):
        return json.loads(self.get('/api/v1' + path))


KINDS = ['inbox', 'article', 'matter', 'search-book', 'apply', 'hand-in', 'search', 'decide']
PERIOD = [time.strftime('%Y-%m-%dT%H:%M', time.localtime(time.time() + 86400 * d)) for d in (1, 2)]


def token_of(page):
    return re.search(r'name="_token" value="([^"]*)"', page)[1]


def waiting(visitors):
    return [(v, d) for v in visitors if v.role == 'head' for d in v.data('/inbox')['duties']
            if d['procedure'] == 'media-take-out']


class Requests:
    """One in eight of each kind, by somebody of those who sign in; each decision only once."""

    def __init__(self, visitors, n):
        self.rng = random.Random(7)
        self.visitors = visitors
        self.staff = [v for v in visitors if v.role == 'staff']
        self.mine = {v: [m['id'] for m in v.data('/matters?filter=' + ('mine' if v.role == 'staff' else 'acted'))
                         ['matters']] for v in visitors}
        self.tokens = {}
        self.open = waiting(visitors)
        self.rng.shuffle(self.open)
        if len(self.open) < n // len(KINDS):
            raise SystemExit(f'size: only {len(self.open)} decisions wait')
        self.lines = [self.one(i, KINDS[i % len(KINDS)]) for i in range(n)]

    def token(self, v):
        if v not in self.tokens:
            self.tokens[v] = token_of(v.get('/apply/media-take-out'))
        return self.tokens[v]

    def one(self, i, kind):
        v, body = self.rng.choice(self.visitors), None
        key = f'size-{time.time_ns()}-{i}'
        if kind == 'hand-in':
            v = self.rng.choice(self.staff)
            path, body = '/apply/media-take-out', self.hand_in(v, key)
        elif kind == 'decide':
            v, duty = self.open.pop()
            path, body = f"/matters/{duty['id']}/act", self.decide(v, duty, key)
        else:
            path = self.page(kind, v)
        cookie = v.cookie.replace('; ', ';')
        return f'{kind} {"POST" if body else "GET"} {path} {cookie}' + (f' {body}' if body else '')

    def page(self, kind, v):
        words = ['媒体', '持ち出し', '47(2)', '第10条の2', '会議で資料']
        return {'inbox': lambda: '/inbox', 'article': lambda: f'/articles/{self.rng.randint(1, 199)}',
                'matter': lambda: f'/matters/{self.rng.choice(self.mine[v])}' if self.mine[v] else '/matters',
                'apply': lambda: '/apply/media-take-out',
                'search-book': lambda: f'/books/media?search=M{self.rng.randint(0, 500):04d}',
                'search': lambda: '/search?q=' + urllib.parse.quote(self.rng.choice(words))}[kind]()

    def hand_in(self, v, key):
        division = int(v.number) - 300000
        return urllib.parse.urlencode(
            {'_token': self.token(v), '_key': key, 'media': f'M{division:04d}-{self.rng.randint(0, 32):02d}',
             'perimeter': 'outside_office', 'exemption': 'none', 'reason': '会議で資料を配るため', 'content': '資料',
             'destination': '三階の会議室', 'from': PERIOD[0], 'until': PERIOD[1]})

    def decide(self, v, duty, key):
        return urllib.parse.urlencode(
            {'_token': self.token(v), '_key': key, 'duty': duty['duty'], 'act': 'decide', 'verdict': 'grant',
             'remark': ''})


def load(office, port, lines, rate, seconds):
    out = subprocess.run([office.tool('size_load'), str(port), str(rate), str(seconds)], input=lines, check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    return {w[0]: [int(w[1]), int(w[2])] + [float(x) for x in w[3:]] for w in map(str.split, out.splitlines())}


def hello(office):
    """nginx before a program that says hello, on a port of its own."""
    folder = os.path.join(office.a.build, 'size/hello')
    shutil.rmtree(folder, ignore_errors=True)
    for part in ('nginx', 'log'):
        os.makedirs(os.path.join(folder, part))
    sock, port = os.path.join(folder, 's'), office.port + 1000
    peer = subprocess.Popen([office.tool('size_hello'), sock])
    user = 'user root;' if os.getuid() == 0 else ''
    with open(os.path.join(folder, 'nginx/nginx.conf'), 'w', encoding='utf-8') as f:
        f.write(f'''{user} worker_processes 1; pid {folder}/nginx.pid; events {{ worker_connections 1024; }}
http {{ access_log off; server {{ listen 127.0.0.1:{port}; location / {{ scgi_pass unix:{sock};
scgi_param REQUEST_METHOD $request_method; scgi_param REQUEST_URI $request_uri; scgi_param CONTENT_LENGTH $content_length; }} }} }}
''')
    office.wait(sock)
    office.nginx(folder)
    found = load(office, port, 'hello GET / -\n', office.a.rate, max(5, office.a.seconds // 2))
    with open(os.path.join(folder, 'nginx.pid'), encoding='utf-8') as f:
        os.kill(int(f.read()), signal.SIGQUIT)
    peer.terminate()
    peer.wait()
    return found['hello']


def row(name, v, peer=None):
    ratio = f'  {v[4] / peer[4]:6.1f} x hello' if peer else ''
    print(f'  {name:<12} {v[0]:>6} requests {v[1]:>3} failed   p50 {v[2]:>7.2f}  p95 {v[3]:>7.2f}  p99 {v[4]:>7.2f} ms{ratio}',
          flush=True)


def busy():
    with open('/proc/loadavg', encoding='utf-8') as f:
        return 'load ' + f.read().split()[0]


def say(text):
    print(f'  {text}   [{busy()}]', flush=True)


def dear_pages(chief):
    """Pages of the head security officer, who sees everything, one after another."""
    for path in ('/', '/inbox', '/articles/47', '/matters', '/books/media', '/search?q=' + urllib.parse.quote('媒体')):
        took = []
        for _ in range(20):
            begun = time.monotonic()
            chief.get(path)
            took.append((time.monotonic() - begun) * 1000)
        took.sort()
        say(f'who sees everything: {urllib.parse.unquote(path):<14} p50 {took[10]:6.1f}  longest {took[-1]:6.1f} ms')


def transfer(office, run):
    year = time.localtime().tm_year + (time.localtime().tm_mon >= 4)
    n = min(3000, office.a.people // 4)
    path = os.path.join(office.dir, 'transfer.csv')
    with open(path, 'w', encoding='utf-8') as f:
        subprocess.run([office.tool('size_make'), 'transfer', str(n), str(office.a.people), f'{year}-04-01', str(run)],
                       check=True, stdout=f)
    begun = time.monotonic()
    office.sekimori('people', 'import', path, '--from', f'{year}-04-01')
    say(f'transfer of {n} people on {year}-04-01, on the running office: {time.monotonic() - begun:.2f} s (goal 10 s)')


def command(office, name, *words, goal=''):
    """A command with the office stopped: how long, and its own memory (of SQLite: all of it)."""
    begun = time.monotonic()
    p = subprocess.Popen([office.program('sekimori'), *words, '--instance', office.dir], stdout=subprocess.DEVNULL)
    usage = os.wait4(p.pid, 0)
    if usage[1] != 0:
        raise SystemExit(f'size: {name} ends with {os.waitstatus_to_exitcode(usage[1])}')
    cpu = usage[2].ru_utime + usage[2].ru_stime
    say(f'{name}: {time.monotonic() - begun:.1f} s, {cpu:.1f} s of them on the processor, '
        f'{usage[2].ru_maxrss / 1024:.0f} MB{goal}')


def alone(office):
    month = time.strftime('%Y-%m', time.localtime(time.time() - 86400 * 60))
    out = os.path.join(office.dir, 'extract.zip')
    for name, words in (('a month', ['--period', f'{month}-01..{month}-28']), ('article 47', ['--article', '47'])):
        if os.path.exists(out):
            os.remove(out)
        command(office, f'extract of {name}', 'ledger', 'export', out, *words)
        say(f'  it has {os.path.getsize(out) / 1e6:.0f} MB')
    os.remove(out)
    command(office, 'store check', 'store', 'check')
    command(office, 'store rebuild', 'store', 'rebuild', goal=' (goal 60 s)')


def loop(office, visitors):
    n = office.a.rate * (office.a.seconds + 5)
    requests = Requests(visitors, n)
    load(office, office.port, '\n'.join(x for x in requests.lines if ' GET ' in x) + '\n', 50, 3)  # warm
    peer = hello(office)
    row('hello', peer)
    before = len(waiting(visitors))
    found = load(office, office.port, '\n'.join(requests.lines) + '\n', office.a.rate, office.a.seconds)
    for name in sorted(found):
        row(name, found[name], peer)
    decided = before - len(waiting(visitors))
    if decided != found['decide'][0] - found['decide'][1]:
        raise SystemExit(f"size: {found['decide'][0]} decisions were sent and {decided} duties are done")


def memory(office, when):
    m = office.memory()
    say(f"server {when}: {m['VmRSS']:.0f} MB resident, {m['VmHWM']:.0f} MB at most (goal 200 MB)")


def main():
    a = arguments()
    office = Office(a)
    print(f'{a.store}: {a.people} people, {a.matters} matters, {a.rate} requests a second for {a.seconds} s', flush=True)
    office.make()
    run = office.run_number()
    subprocess.run([office.tool('size_make'), 'open', office.dir, str(a.rate * (a.seconds + 6) // len(KINDS))], check=True)
    try:
        begun = time.monotonic()
        office.start()
        with open(os.path.join(office.dir, 'sign-ins.txt'), encoding='utf-8') as f:
            visitors = [Visitor(office.port, *line.split()) for line in f]
        chief = visitors[-1]
        newest = max(d['id'] for _, d in waiting(visitors))  # the ledger is read from its beginning
        while f'/matters/{newest}"' not in chief.get('/search?q=' + urllib.parse.quote('会議で資料')):
            time.sleep(0.2)
        say(f'started, and the search filled: {time.monotonic() - begun:.1f} s')
        memory(office, 'then')
        loop(office, visitors)
        memory(office, 'after the load')
        dear_pages(chief)
        transfer(office, run)
        memory(office, 'after it')
    finally:
        office.stop()
    try:
        alone(office)
    finally:
        if a.store == 'postgres':
            office.pg('stop')
    return 0


sys.exit(main())
