#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sekimori barrier check, compile, prove, sheet: exit codes, what goes where, both languages, the way back from a vendor."""
import html.parser
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('SEKIMORI_SOURCE', '.')).resolve()
sys.path.insert(0, str(SOURCE / 'tests'))
import tap  # noqa: E402

PROGRAM = os.environ['SEKIMORI']
SAMPLE = SOURCE / 'sample/barrier.yaml'
TEMP = tempfile.TemporaryDirectory(prefix='skb')
FOLDER = pathlib.Path(TEMP.name)
NOW = '2026-11-28T09:00:00+09:00'
START = 1795824000000 # the same in milliseconds
HOSTS = {'tax': ('02:00:5e:10:00:11', '10.10.0.11', 'mynumber'), 'records': ('02:00:5e:20:00:30', '10.20.0.30', 'lgwan'),
         'sanitiser': ('02:00:5e:20:00:40', '10.20.0.40', 'dmz'), 'policy': ('02:00:5e:40:00:11', '10.40.0.11', 'internet')}


def run(*args, lang='en'):
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'SEKIMORI_LANG': lang})


def item(matter, source, destination, protocol, port=None, until=None, number=None):
    payload = {'source_mac': HOSTS[source][0], 'source_ip': HOSTS[source][1], 'destination_ip': HOSTS[destination][1],
               'protocol': protocol, 'port': port, 'source_zone': HOSTS[source][2], 'destination_zone': HOSTS[destination][2],
               'permit': number}
    one = {'matter': matter, 'no': 1, 'what': 'want', 'kind': 'specified_flow',
           'payload': [{'name': n, 'value': v} for n, v in payload.items() if v]}
    if until:
        one['until'] = START + until * 1000
    return one


def permits(name, *items):
    path = FOLDER / name
    path.write_text(json.dumps({'document': 'sekimori/desired-state', 'v': 1, 'enforcer': 'netd', 'snapshot': 1, 'revision': 1,
                                'made': START, **({'items': list(items)} if items else {})}))
    return path


FIRST = [item(1, 'tax', 'records', 'tcp', '443', 86400, '情政第12号'), item(2, 'policy', 'sanitiser', 'tcp', '8443'),
         item(3, 'sanitiser', 'records', 'udp', '5000-5010'), item(4, 'records', 'sanitiser', 'icmp')]


def test_the_sample_and_the_example_of_the_manual_are_right():
    done = run('barrier', 'check', SAMPLE)
    assert done.returncode == 0 and 'SHA-256' in done.stdout, done
    text = (SOURCE / 'docs/barrier.md').read_text()
    (FOLDER / 'doc.yaml').write_text(text.split('```yaml\n')[1].split('```')[0])
    done = run('barrier', 'check', FOLDER / 'doc.yaml')
    assert done.returncode == 0, done.stdout


def test_every_fault_has_its_line_in_either_language():
    bad = FOLDER / 'bad.yaml'
    bad.write_text(SAMPLE.read_text().replace('model: beta', 'model: alpha').replace('on: eth1}', 'on: eth7}', 1) + 'nat: [eth4]\n')
    for lang, word in (('en', 'Address translation'), ('ja', 'アドレス変換')):
        done = run('barrier', 'check', bad, '--lang', lang)
        assert done.returncode == 1
        lines = done.stdout.splitlines()
        assert len(lines) >= 4 and all(line.startswith(f'{bad}:') and line.split(':')[1].isdigit() for line in lines), done.stdout
        assert word in lines[-1]
        numbers = [int(line.split(':')[1]) for line in lines]
        assert numbers == sorted(numbers)
    for text in ('', '[]', 'a: [', '\t'):
        bad.write_text(text)
        assert run('barrier', 'check', bad).returncode == 1


def test_wrong_use_is_told():
    for args in ((), (SAMPLE, SAMPLE), (SAMPLE, '--what')):
        assert run('barrier', 'check', *args).returncode == 2, args
    for args in ((SAMPLE,), (SAMPLE, '--permits', permits('none.json'), '--lease', 'x'),
                 (SAMPLE, '--permits', permits('none.json'), '--at', 'yesterday')):
        assert run('barrier', 'compile', *args).returncode == 2, args
    assert run('barrier', 'prove', SAMPLE, '--permits', permits('none.json')).returncode == 2
    assert run('barrier', 'sheet', SAMPLE, '--permits', permits('none.json'), '--form', 'pdf').returncode == 2
    done = run('barrier', 'check', FOLDER / 'nowhere.yaml')
    assert done.returncode == 1 and 'nowhere.yaml' in done.stderr


def test_what_is_compiled_is_proven_and_what_is_changed_is_not():
    wanted = permits('first.json', *FIRST)
    done = run('barrier', 'compile', SAMPLE, '--permits', wanted, '--at', NOW)
    assert done.returncode == 0, done.stderr
    rules = json.loads(done.stdout)
    tables = [c['add']['table']['family'] for c in rules['nftables'] if 'table' in c.get('add', {})]
    assert set(tables) == {'inet', 'arp', 'bridge'}
    held = FOLDER / 'held.json'
    held.write_text(done.stdout)
    done = run('barrier', 'prove', SAMPLE, '--permits', wanted, '--held', held, '--at', NOW)
    assert done.returncode == 0 and done.stdout.count('holds:') == 7, done.stdout
    # A day later the permit has ended: what is still loaded is a violation of the expiry.
    late = run('barrier', 'prove', SAMPLE, '--permits', wanted, '--held', held, '--at', '2026-11-29T09:00:01+09:00', '--json')
    assert late.returncode == 1
    laws = {v['law'] for v in json.loads(late.stdout)['violations']}
    assert {'permitted', 'expiry'} <= laws, laws
    held.write_text(done.stdout)
    assert run('barrier', 'prove', SAMPLE, '--permits', wanted, '--held', held, '--at', NOW).returncode == 1 # no JSON


def test_refused_permits_are_told_with_their_reason():
    wanted = permits('refused.json', FIRST[0], item(9, 'tax', 'policy', 'tcp', '443'))
    done = run('barrier', 'compile', SAMPLE, '--permits', wanted, '--at', NOW)
    assert done.returncode == 1 and json.loads(done.stdout)
    assert '9-1' in done.stderr and 'forbidden' in done.stderr and '第26条' in done.stderr, done.stderr


def sheet(form, *args, lang='ja', before=None):
    words = ['--before', before] if before else []
    done = run('barrier', 'sheet', SAMPLE, '--permits', *args, '--form', form, '--at', NOW, '--lang', lang,
               '--device', '本庁 FW <2>', *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_sheet_says_what_to_add_change_remove_and_keep():
    first = permits('first.json', *FIRST)
    made = FOLDER / 'sheet.json'
    made.write_text(sheet('json', first))
    said = json.loads(made.read_text())
    assert said['document'] == 'sekimori/request-sheet' and [r['action'] for r in said['rules']] == ['add'] * 4
    assert said['rules'][0]['permit'] == '情政第12号'
    second = permits('second.json', item(1, 'tax', 'records', 'tcp', '443', 2 * 86400, '情政第12号'), FIRST[3],
                     item(3, 'sanitiser', 'records', 'udp', '5000-5020'), item(5, 'records', 'sanitiser', 'tcp', '25'))
    said = json.loads(sheet('json', second, before=made))
    assert {(r['matter'], r['action']) for r in said['rules']} == {(5, 'add'), (1, 'change'), (3, 'change'), (2, 'remove'), (4, 'keep')}
    text = sheet('text', second, before=made)
    for word in ('追加する規則（1件）', '変更する規則（2件）', '削除する規則（1件）', 'そのまま残す規則（1件）', '情政第12号',
                 '令和8年（2026年）11月30日', '直ちに', 'udp/5000-5020', '税務課の端末'):
        assert word in text, word
    english = sheet('text', second, before=made, lang='en')
    assert 'Rules to remove (1)' in english and 'at once' in english
    # The sheet read back as permits asks for nothing more.
    again = json.loads(sheet('json', made, before=made))
    assert [r['action'] for r in again['rules']] == ['keep'] * 4


def test_the_page_is_well_formed_and_escapes():
    class Page(html.parser.HTMLParser):
        open_tags, rows = [], 0

        def handle_starttag(self, tag, attrs):
            if tag not in ('meta', 'br'):
                self.open_tags.append(tag)
            self.rows += tag == 'tr'

        def handle_endtag(self, tag):
            assert self.open_tags.pop() == tag, tag
    page = Page()
    text = sheet('html', permits('first.json', *FIRST))
    page.feed(text)
    assert not page.open_tags and page.rows > 8
    assert '本庁 FW &lt;2&gt;' in text and '<script' not in text and 'size:A4' in text


def test_what_comes_back_from_the_vendor_is_proved_against_the_same_permits():
    """The sheet as somebody would type it into an appliance, exported, examined."""
    first = permits('first.json', *FIRST[:3])
    rules = json.loads(sheet('json', first))['rules']

    def export(rows):
        lines = ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT DROP [0:0]']
        for r in rows:
            pair = f"-s {r['source_ip']}/32 -d {r['destination_ip']}/32 -p {r['protocol']}"
            ports = r['port'].replace('-', ':')
            lines.append(f'-A FORWARD {pair} -m {r["protocol"]} --dport {ports} -m conntrack --ctstate NEW,ESTABLISHED --ctdir ORIGINAL -j ACCEPT')
            back = f"-s {r['destination_ip']}/32 -d {r['source_ip']}/32 -p {r['protocol']}"
            lines.append(f'-A FORWARD {back} -m {r["protocol"]} --sport {ports} -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT')
        return '\n'.join([*lines, 'COMMIT', ''])
    returned = FOLDER / 'returned.rules'
    returned.write_text(export(rules))
    done = run('firewall', 'check', returned, '--permits', first, '--without-mac')
    assert done.returncode == 0, done.stdout
    returned.write_text(export([{**rules[0], 'port': '443-445'}, *rules[1:]]))
    done = run('firewall', 'check', returned, '--permits', first, '--without-mac')
    assert done.returncode == 1 and '444' in done.stdout, done.stdout
    returned.write_text(export(rules[1:]))
    done = run('firewall', 'check', returned, '--permits', first, '--without-mac')
    assert done.returncode == 1 and '10.10.0.11' in done.stdout, done.stdout


sys.exit(tap.main())
