# SPDX-License-Identifier: Apache-2.0
"""What the manual says, against the tables of the code: commands, options, settings, routes."""
import os
import re
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import tap
from project import ROOT, none, read, walk

PAGES = {os.path.basename(p): read(p) for p in walk(under='docs/man') if not p.endswith('meson.build')}
OPTION = re.compile(r'\{"([a-z][a-z-]*)", (?:NULL|&?[a-z_>.-]+), (?:NULL|&)')


def commands():
    rows = re.findall(r'^    \{"([a-z -]+)", "cli\.help\.', read('src/programs/sekimori.c'), re.M)
    assert len(rows) > 10, rows
    return rows


def source_of(command):
    first = command.split()[0]
    text = ''.join(read(p) for p in walk('.c', under='src/programs')
                   if os.path.basename(p) == f'command_{first}.c' or os.path.basename(p).startswith(f'command_{first}_'))
    if 'command_import(' in text:
        text += read('src/programs/command_import.c')
    return text


def options_of(command):
    text = source_of(command)
    names = re.findall(r'names\[\] = \{(.*?)\};', text, re.S)
    return set(OPTION.findall(text)) | {n for part in names for n in re.findall(r'"([^"]+)"', part)}


def page_of(command):
    """The page that has the command as a name of its own in its synopsis."""
    found = [name for name, text in PAGES.items() if re.search(rf'^\.Nm sekimori {command}$', text, re.M)]
    # With a single name of a command in NAME, the synopsis repeats it.
    return found[0] if len(found) == 1 else None


def says(text, option):
    return re.search(rf'\bFl -{option}(?![a-z-])', text) is not None


def test_every_command_has_a_page():
    none([f'src/programs/sekimori.c: no page of docs/man has the line ".Nm sekimori {c}"'
          for c in commands() if not page_of(c)])


def test_the_overview_names_every_command():
    listed = re.findall(r'^\.It Cm ([a-z -]+)$', PAGES['sekimori.1'], re.M)
    none([f'docs/man/sekimori.1: {c}' for c in sorted(set(commands()) ^ set(listed))])


def test_pages_name_every_option_and_no_other():
    faults = []
    for command in commands():
        page = page_of(command)
        if not page:
            continue
        options = options_of(command)
        faults += [f'docs/man/{page}: no --{o} of sekimori {command}' for o in sorted(options) if not says(PAGES[page], o)]
        said = set(re.findall(r'\bFl -([a-z][a-z-]*)', PAGES[page])) - {'init'} # the signer's
        faults += [f'docs/man/{page}: sekimori {command} has no --{o}' for o in sorted(said - options)]
    none(faults)


def test_the_other_programs_have_pages_with_their_options():
    faults = []
    for path in walk('.c', under='src/programs'):
        name = os.path.basename(path)[:-2]
        if not name.startswith('sekimori-'):
            continue
        page = f'{name}.8'
        if page not in PAGES:
            faults.append(f'{path}: there is no docs/man/{page}')
            continue
        for option in sorted(set(re.findall(r'"--([a-z-]+)"', read(path)))):
            if not says(PAGES[page], option):
                faults.append(f'docs/man/{page}: no --{option}')
    none(faults)


def settings():
    keys = set()
    for path in ('src/web/setup.c', 'src/web/config.c'):
        keys |= set(re.findall(r'str_eqz\(key, "([a-z_]+)"\)', read(path)))
    table = re.findall(r'^    \{"([a-z_]+)", [A-Z_]+, AT\(', read('src/front/nginx_values.c'), re.M)
    assert len(keys) > 5 and len(table) > 5
    return keys | {f'nginx_{k}' for k in table if k != 'instance'} # that is an option alone


def test_every_setting_stands_in_office_conf():
    said = set()
    for line in re.findall(r'^\.It (Ic .*)$', PAGES['office.conf.5'], re.M):
        said |= set(re.findall(r'Ic ([a-z_]+)', line))
    none([f'docs/man/office.conf.5: no {k}' for k in sorted(settings() - said)]
         + [f'docs/man/office.conf.5: nothing reads {k}' for k in sorted(said - settings())])


def test_every_setting_has_a_default():
    items = re.split(r'^\.It ', PAGES['office.conf.5'], flags=re.M)[1:]
    none([f'docs/man/office.conf.5: {i.splitlines()[0]}: no default' for i in items if 'Default:' not in i])


def test_pages_are_installed():
    build = read('docs/man/meson.build')
    none([f'docs/man/meson.build: {name}' for name in PAGES if f"'{name}'" not in build])
    assert "subdir('docs/man')" in read('meson.build') or "'docs/man'" in read('meson.build')


def test_pages_that_are_named_exist():
    ours = re.compile(r'^\.Xr ((?:sekimori[a-z-]*|office\.conf) \d)', re.M)
    none([f'docs/man/{name}: there is no {x}' for name, text in PAGES.items() for x in ours.findall(text)
          if x.replace(' ', '.') not in PAGES])


def test_every_route_stands_in_the_api():
    rows = re.findall(r'\{HTTP_([A-Z]+), +"([^"]+)",.*?, +(NULL|"[^"]+")\}', read('src/web/routes.c'))
    assert len(rows) > 10, rows
    parts = dict(re.findall(r'^### ([A-Z]+ /\S*)\n(.*?)(?=^##|\Z)', read('docs/api.md'), re.M | re.S))
    faults = [f'docs/api.md: no ### {m} {p}' for m, p, _ in rows if f'{m} {p}' not in parts]
    faults += [f'docs/api.md: there is no route {x}' for x in parts if x not in {f'{m} {p}' for m, p, _ in rows}]
    for method, path, data in rows:
        text = parts.get(f'{method} {path}', '')
        if method == 'GET' and data != 'NULL' and f'`{data.strip(chr(34))}`' not in text:
            faults.append(f'docs/api.md: {method} {path} does not name {data}')
        if text and not re.search(r'^    \S|`\{', text, re.M):
            faults.append(f'docs/api.md: {method} {path} has no example')
    none(faults)


# Words that are files only for whoever builds, runs or makes screenshots.
MADE = re.compile(r'^(build|var|docs/screenshots)/')


def test_files_that_documents_name_exist():
    faults = []
    for path in walk('.md', under=''):
        for name in re.findall(r'`((?:src|web|sql|docs|tests|tools|catalogue|fuzz|packaging|sample)/[A-Za-z0-9_./-]+)`', read(path)):
            if not MADE.match(name) and not os.path.exists(os.path.join(ROOT, name)) and not re.search(r'NAME|WORD|LAYER|NNNN', name):
                faults.append(f'{path}: there is no {name}')
    none(faults)


sys.exit(tap.main())
