# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that a machine can read: layers, banned functions, texts, traces of machines."""
import json
import os
import re
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import tap
from layers import C_LIBRARY, C_LIBRARY_FOLDERS, MAY_INCLUDE, VENDOR
from project import ROOT, blank, lines_with, none, read, walk

SOURCES = walk('.c', '.h', under='src')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<[^>]+>|"[^"]+")', re.M)


def includes():
    """(path, line, layer, header without its brackets, is ours)"""
    for path in SOURCES:
        for line, hit in lines_with(INCLUDE, blank(read(path), strings=False)):
            word = hit.group(1)
            yield path, line, path.split('/')[1], word[1:-1], word[0] == '"'


def test_layers_include_only_what_they_may():
    faults = []
    for path, line, layer, header, ours in includes():
        where = f'{path}:{line}: '
        if layer not in MAY_INCLUDE:
            faults.append(f'{where}the layer {layer} is not in tests/house/layers.py')
        elif ours and '/' not in header and os.path.exists(f'{ROOT}/src/{layer}/{header}'):
            faults.append(f'{where}write "{layer}/{header}", from src')
        elif ours and '/' in header:
            other = header.split('/')[0]
            if other != layer and other not in MAY_INCLUDE[layer]:
                faults.append(f'{where}{layer} must not include {other} ({header})')
    none(faults)


def test_includes_between_layers_make_no_circle():
    for layer, others in MAY_INCLUDE.items():
        for other in others:
            assert layer == other or layer not in MAY_INCLUDE[other] or layer == other == 'programs', (layer, other)


def vendor_rule(header):
    for name, layers in VENDOR.items():
        if header == name or (name.endswith('/') and header.startswith(name)):
            return layers
    if header in C_LIBRARY or header.startswith(C_LIBRARY_FOLDERS):
        return None
    return ()


def test_libraries_are_known_only_where_listed():
    faults = []
    for path, line, layer, header, ours in includes():
        if ours:
            continue
        rule = vendor_rule(header)
        if rule is not None and layer not in rule:
            faults.append(f'{path}:{line}: {layer} must not know <{header}> (tests/house/layers.py lists who may)')
    none(faults)


# What to use instead stands beside each.
BANNED = {
    'strcpy': 'sb', 'strcat': 'sb', 'sprintf': 'sb_addf', 'vsprintf': 'sb_addf', 'strncpy': 'sb or memcpy',
    'strncat': 'sb', 'stpcpy': 'sb', 'gets': 'fgets', 'strtok': 'str_cut', 'strtok_r': 'str_cut', 'atoi': 'str_to_i64',
    'atol': 'str_to_i64', 'atoll': 'str_to_i64', 'atof': 'nothing', 'sscanf': 'str_cut', 'scanf': 'str_cut', 'fscanf': 'str_cut',
    'system': 'base/process.h', 'popen': 'base/process.h', 'alloca': 'arena', 'tmpnam': 'mkstemp', 'tempnam': 'mkstemp',
    'mktemp': 'mkstemp', 'rand': 'libsodium', 'srand': 'libsodium', 'random': 'libsodium', 'drand48': 'libsodium',
    'setlocale': 'nothing: programs have no locale', 'vfork': 'base/process.h', 'bcopy': 'memcpy', 'bzero': 'memset',
}
NOW = {'time', 'gettimeofday', 'clock_gettime', 'localtime', 'localtime_r', 'gmtime', 'gmtime_r', 'mktime', 'strftime', 'ctime', 'asctime'}
NOW_ALLOWED = re.compile(r'^src/base/[a-z_]*(clock|time|mono)[a-z_]*\.c$')
# Not preceded by a member access, nor a declaration of ours.
CALL = r'(?<![\w.>])(%s)\s*\('


def test_banned_functions_are_not_called():
    faults = []
    pattern = re.compile(CALL % '|'.join(BANNED))
    for path in walk('.c', '.h', under='src') + walk('.c', '.h', under='fuzz'):
        for line, hit in lines_with(pattern, blank(read(path))):
            faults.append(f'{path}:{line}: {hit.group(1)} is banned; use {BANNED[hit.group(1)]}')
    none(faults)


def test_the_time_comes_from_the_clock():
    faults = []
    pattern = re.compile(CALL % '|'.join(NOW))
    for path in SOURCES:
        if NOW_ALLOWED.match(path):
            continue
        for line, hit in lines_with(pattern, blank(read(path))):
            faults.append(f'{path}:{line}: {hit.group(1)}: now comes from struct clock (base/clock.h)')
    none(faults)


def test_libraries_do_not_print():
    faults = []
    pattern = re.compile(CALL % 'printf|puts|putchar|perror|vprintf|syslog')
    for path in SOURCES:
        if path.startswith('src/programs/') or re.search(r'/(tplc|log)[a-z_]*\.c$', path):
            continue
        for line, hit in lines_with(pattern, blank(read(path))):
            faults.append(f'{path}:{line}: {hit.group(1)}: library code never logs; return a fault')
    none(faults)


def po_ids(lang):
    ids = {}
    for path in walk('.po', under=f'web/locale/{lang}'):
        for line, hit in lines_with(re.compile(r'^msgid "([^"]+)"', re.M), read(path)):
            ids[hit.group(1)] = f'{path}:{line}'
    return ids


ID = r'[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+'
# Where a literal can only be the id of a text.
TEXT_CALL = re.compile(
    r'\b(?:tr|tr_find|tr_format|fault_set|refuse|say|sb_tr|html_tr)\s*\((?:[^()"]|\([^()"]*\))*?"(%s)"' % ID)
LITERAL = re.compile(r'"(%s)"' % ID)
FILES = re.compile(r'\.(c|h|po|sql|sqlite|conf|yaml|html|json|txt|sock|pem|key|vkey|log|csv|py|js|css|svg|org|example|tmp|new|db|wal|md|pid)$')


# First words that only texts have: a literal that begins so is one wherever it stands. Others are
# also kinds of records ("ledger.open"), so only calls count.
ONLY_TEXTS = {'cli', 'conf', 'csv', 'err', 'fault', 'field', 'front', 'setup', 'signer', 'time'}
TEMPLATE_TEXT = re.compile(r'\{\{t\s+"(%s)"' % ID)


def test_both_languages_have_every_text():
    ja, en = po_ids('ja'), po_ids('en')
    none([f'{ja[i]}: {i} has no English' for i in ja.keys() - en.keys()]
         + [f'{en[i]}: {i} has no Japanese' for i in en.keys() - ja.keys()])


def test_every_text_used_exists():
    known = po_ids('ja')
    faults = []
    for path in SOURCES:
        text = blank(read(path), strings=False)
        used = {(line, hit.group(1)) for line, hit in lines_with(TEXT_CALL, text)}
        # Tables of ids: a literal whose first word is that of texts.
        used |= {(line, hit.group(1)) for line, hit in lines_with(LITERAL, text)
                 if hit.group(1).split('.')[0] in ONLY_TEXTS and not FILES.search(hit.group(1))}
        faults += [f'{path}:{line}: there is no text {i}' for line, i in sorted(used)
                   if i not in known]
    for path in walk('.html', under='web/templates'):
        faults += [f'{path}:{line}: there is no text {hit.group(1)}'
                   for line, hit in lines_with(TEMPLATE_TEXT, read(path)) if hit.group(1) not in known]
    none(faults)


def test_japanese_texts_are_japanese():
    """A text of letters only, the same in both languages, was forgotten."""
    def texts(lang):
        out = {}
        for path in walk('.po', under=f'web/locale/{lang}'):
            for i, t in re.findall(r'^msgid "([^"]+)"\nmsgstr ((?:"(?:[^"\\]|\\.)*"\n?)+)', read(path), re.M):
                out[i] = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', t))
        return out
    ja, en = texts('ja'), texts('en')
    none([f'{i}: {t}' for i, t in ja.items() if t == en.get(i) and len(re.findall(r'[A-Za-z]{3,}', re.sub(r'\{\d\}', '', t))) > 2])


# Put together here, or this file would find itself.
TRACES = [re.compile(re.escape(a + b)) for a, b in (
    ('/wo', 'rk/'), ('/tm', 'p/wt'), ('/ro', 'ot/'), ('/ho', 'me/'), ('registry.npm', 'js.org'), ('deb.debian', '.org'),
    ('snapshot.debian', '.org'), ('npmmirror', '.com'), ('yarnpkg', '.com'), ('proxy.golang', '.org'), ('files.python', 'hosted'))]
HOUSEKEEPING = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')


def is_text(path):
    return not path.endswith(('.png', '.ico', '.woff2', '.gz', '.sqlite', '.jpg', '.pdf'))


def test_no_traces_of_the_machines_it_was_made_on():
    faults = []
    for path in filter(is_text, walk()):
        text = read(path)
        for pattern in TRACES:
            faults += [f'{path}:{line}: {hit.group(0)}' for line, hit in lines_with(pattern, text)]
    none(faults)


def test_nothing_is_left_for_later():
    faults = []
    for path in walk('.c', '.h', '.py', '.sh', '.sql', '.html', '.yaml', '.po', '.md', 'meson.build', 'run', 'test', 'bench'):
        faults += [f'{path}:{line}: {hit.group(0)}' for line, hit in lines_with(HOUSEKEEPING, read(path))]
    none(faults)


def test_the_lock_file_names_no_addresses():
    lock = json.loads(read('package-lock.json'))
    for name, entry in lock['packages'].items():
        assert 'resolved' not in entry, name
        assert not name or entry.get('integrity', '').startswith('sha512-'), name
    assert 'omit-lockfile-registry-resolved=true' in read('.npmrc')
    # Exact versions only: what was tested is what is fetched.
    wanted = json.loads(read('package.json'))
    for version in {**wanted.get('dependencies', {}), **wanted.get('devDependencies', {})}.values():
        assert re.fullmatch(r'\d+\.\d+\.\d+', version), version
    assert not wanted.get('dependencies'), './run needs no npm: everything here is of the tests'


def test_sources_name_their_licence_and_stay_small():
    faults = []
    for path in SOURCES:
        text = read(path)
        if 'SPDX-License-Identifier: Apache-2.0' not in text[:200]:
            faults.append(f'{path}:1: no SPDX line')
        if text.count('\n') > 550:
            faults.append(f'{path}: {text.count(chr(10))} lines; split it (about 500 at most)')
        if '\t' in text or '\r' in text:
            faults.append(f'{path}: tabs or carriage returns')
    none(faults)


def test_headers_are_guarded_and_stand_alone():
    faults = []
    for path in walk('.h', under='src'):
        guard = 'SEKIMORI_' + re.sub(r'[^A-Z0-9]', '_', path[4:].upper())
        if f'#ifndef {guard}\n#define {guard}\n' not in read(path):
            faults.append(f'{path}: its guard is not {guard}')
    none(faults)


def test_every_source_is_built():
    faults = []
    builds = {}
    for path in walk('meson.build', under='src'):
        builds[os.path.dirname(path)] = read(path)
    for path in walk('.c', under='src'):
        folder, name = os.path.split(path)
        while folder and folder not in builds:
            folder, part = os.path.split(folder)
            name = f'{part}/{name}'
        if folder and name not in builds[folder] and os.path.splitext(name)[0] not in builds[folder]:
            faults.append(f'{path}: {folder}/meson.build does not name it')
    none(faults)


FRONT_DOOR = ['run', 'test', 'bench', '.ci/run', *walk('.sh')]


def tool(name):
    from shutil import which
    if not which(name):
        raise tap.Skip(f'{name} is not installed')
    return name


def test_the_front_door_is_plain_sh():
    for path in FRONT_DOOR:
        subprocess.run([tool('dash'), '-n', os.path.join(ROOT, path)], check=True)
        assert os.access(os.path.join(ROOT, path), os.X_OK) or path.endswith('.sh'), path
        assert 'bash' not in read(path).split('\n')[0], path


def test_the_front_door_passes_shellcheck():
    done = subprocess.run([tool('shellcheck'), '-x', '--severity=warning', '-e', 'SC1091', *FRONT_DOOR], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0, '\n' + done.stdout


def test_every_package_has_its_reason():
    faults = []
    for path in walk('.txt', under='tools/packages'):
        for number, line in enumerate(read(path).splitlines(), 1):
            if line and not line.startswith('#') and not re.match(r'^[a-z0-9][a-z0-9+.|/_-]+\s+\S.{8,}$', line):
                faults.append(f'{path}:{number}: package, blanks, reason: {line}')
    none(faults)


sys.exit(tap.main())
