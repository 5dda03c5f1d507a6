#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A running server changes over to another version of the catalogue, by the acts of two people and nothing else."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import scgi  # noqa: E402
import tap  # noqa: E402

PROGRAM, SIGNER, SERVER = os.environ['SEKIMORI'], os.environ['SEKIMORI_SIGNER'], os.environ['SEKIMORI_SERVER']
STANDARD = SOURCE / 'catalogue/hokkaido'
TOKYO = timezone(timedelta(hours=9))
HEAD, CISO, CLERK = ('101003', 'mihon-kyokucho-3'), ('100002', 'mihon-fukuchiji-4'), ('103004', 'mihon-shokuin-1')


def run(*args):
    return subprocess.run([*map(str, args)], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'SEKIMORI_LANG': 'en'})


class Office:
    """Signer and server of the sample office in a folder of their own."""

    def __init__(self):
        self.temp = tempfile.TemporaryDirectory(prefix='sk')
        self.folder = pathlib.Path(self.temp.name) / 'o'
        self.standard = pathlib.Path(self.temp.name) / 'standard'
        shutil.copytree(STANDARD, self.standard)
        (self.folder / 'keys').mkdir(parents=True, mode=0o700)
        self.started = []

    def __enter__(self):
        made = run(SIGNER, '--init', '--instance', self.folder, '--origin', 'test.example/office')
        assert made.returncode == 0, made.stderr
        made = run(PROGRAM, 'init', '--instance', self.folder, '--catalogue', self.standard)
        assert made.returncode == 0, made.stderr
        made = run(PROGRAM, 'sample', '--instance', self.folder)
        assert made.returncode == 0, made.stderr
        self.start()
        return self

    def start(self):
        self.log = open(self.folder / 'server.log', 'ab')
        self.started = [subprocess.Popen([SIGNER, '--instance', self.folder], stderr=self.log),
                        subprocess.Popen([SERVER, '--instance', self.folder], stderr=self.log)]
        for _ in range(200):
            if (self.folder / 'run/people.sock').exists():
                try:
                    if self.ask('GET', '/about')[0] == 200:
                        return
                except OSError:
                    pass
            time.sleep(0.1)
        raise AssertionError((self.folder / 'server.log').read_text(encoding='utf-8'))

    def stop(self):
        for p in reversed(self.started):
            p.send_signal(signal.SIGTERM)
            assert p.wait(30) in (0, -signal.SIGTERM), (self.folder / 'server.log').read_text(encoding='utf-8')
        self.started = []
        self.log.close()

    def __exit__(self, *_):
        for p in self.started:
            p.kill()
            p.wait(30)
        self.temp.cleanup()

    def ask(self, method, uri, cookie='', form=None):
        """Status, head, body of one request as nginx passes it on."""
        return scgi.ask(self.folder / 'run/people.sock', method, uri, cookie, form)

    def sign_in(self, who):
        number, password = who
        _, top, page = self.ask('GET', '/sign-in')
        token = re.search(r'name="_token" value="([^"]*)"', page)
        form = {'number': number, 'password': password}
        if token:
            form['_token'] = token[1]
        cookie = '; '.join(re.findall(r'Set-Cookie: ([^;\r\n]+)', top))
        status, top, page = self.ask('POST', '/sign-in', cookie, form)
        assert status == 303, (status, page)
        return '; '.join(re.findall(r'Set-Cookie: ([^;\r\n]+)', top))

    def post(self, uri, cookie, page, **form):
        """Send the form of a page; where it led."""
        for name in ('_token', '_key'):
            form[name] = re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        status, top, answer = self.ask('POST', uri, cookie, form)
        assert status == 303, (status, re.sub(r'<[^>]+>', ' ', answer)[:2000])
        return re.search(r'Location: (\S+)', top)[1].split('?')[0]

    def data(self, uri, cookie):
        status, _, body = self.ask('GET', '/api/v1' + uri, cookie)
        assert status == 200, (status, body)
        return json.loads(body)


def now(**more):
    return (datetime.now(TOKYO) + timedelta(**more)).strftime('%Y-%m-%dT%H:%M')


def changed_title(o, title):
    path = o.standard / 'procedures/media-take-out.yaml'
    text = re.sub(r'en: [^}]+}', 'en: ' + title + '}', path.read_text(encoding='utf-8'), count=1)
    path.write_text(text, encoding='utf-8')


def test_a_version_is_issued_confirmed_and_in_force_without_a_restart():
    with Office() as o:
        head, ciso, clerk = o.sign_in(HEAD), o.sign_in(CISO), o.sign_in(CLERK)
        first = o.data('/catalogue', clerk)['digest']
        changed_title(o, 'Carrying media')
        r = run(PROGRAM, 'catalogue', 'stage', o.standard, '--instance', o.folder)
        assert r.returncode == 0 and 'as a candidate' in r.stdout, r.stdout + r.stderr
        # Nothing changes by handing it in, nor by starting again.
        assert o.data('/apply/media-take-out', clerk)['title'] == 'Taking external media out'
        o.stop()
        o.start()
        assert o.data('/catalogue', clerk)['digest'] == first
        one = o.data('/catalogue/2', clerk)
        assert one['version']['state'] == 'candidate'
        assert [(c['kind'], c['part'], c['name']) for c in one['changes']] == [('changed', 'procedure', 'media-take-out')]
        assert not one['may_decide'] and o.data('/catalogue', head)['may_decide']
        # The head security officer issues it, from now on.
        _, _, page = o.ask('GET', '/apply/catalogue-version', head)
        where = o.post('/apply/catalogue-version', head, page, version='2', ground='clearer', **{'from': now()})
        assert o.data(where, head)['state'] == 'to_confirm'
        assert o.data('/catalogue', clerk)['digest'] == first
        # The CISO confirms: the same server has it within seconds.
        duty = [c for c in o.data(where, ciso)['can'] if c.get('act') == 'confirm'][0]
        _, _, page = o.ask('GET', where, ciso)
        o.post(where + '/act', ciso, page, act='confirm', verdict='grant', duty=str(duty['duty']))
        assert o.data(where, head)['state'] == 'in_force'
        for _ in range(50):
            if o.data('/catalogue', clerk)['digest'] != first:
                break
            time.sleep(0.1)
        assert o.data('/catalogue', clerk)['versions'][0]['state'] == 'in_force'
        assert o.data('/apply/media-take-out', clerk)['title'] == 'Carrying media'
        o.stop()
        verified = run(PROGRAM, 'ledger', 'verify', '--instance', o.folder, '--key', o.folder / 'ledger.vkey')
        assert verified.returncode == 0, verified.stdout + verified.stderr
        log = (o.folder / 'server.log').read_text(encoding='utf-8')
        assert 'error' not in log.lower(), log


def test_the_folder_at_the_start_is_a_candidate_and_with_faults_nothing():
    with Office() as o:
        clerk = o.sign_in(CLERK)
        first = o.data('/catalogue', clerk)['digest']
        o.stop()
        changed_title(o, 'Carrying media')
        o.start()
        assert o.data('/catalogue', clerk)['digest'] == first
        assert [v['state'] for v in o.data('/catalogue', clerk)['versions']] == ['candidate', 'in_force']
        assert o.data('/catalogue', clerk)['versions'][0]['source'] == 'start'
        o.stop()
        (o.standard / 'roles.yaml').write_text('roles: {}\n', encoding='utf-8')
        o.start()
        assert o.data('/catalogue', clerk)['digest'] == first
        assert len(o.data('/catalogue', clerk)['versions']) == 2
        o.stop()
        assert 'left aside' in (o.folder / 'server.log').read_text(encoding='utf-8')
        shutil.rmtree(o.standard)
        o.start()
        assert o.data('/catalogue', clerk)['digest'] == first
        o.stop()


if __name__ == '__main__':
    sys.exit(tap.main())
