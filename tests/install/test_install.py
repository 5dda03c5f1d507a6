# SPDX-License-Identifier: Apache-2.0
"""`meson install` into a folder, and what systemd thinks of the units there.

  test_install.py BUILDDIR
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

BUILD = sys.argv[1]
TEMP = tempfile.TemporaryDirectory(prefix='ski')
DEST = pathlib.Path(TEMP.name)
UNITS = ['sekimori-server.service', 'sekimori-signer.service', 'sekimori-nginx.service', 'sekimori.target',
         'sekimori-barrier-closed.service', 'sekimori-netd.service']


def installed(pattern):
    return sorted(DEST.rglob(pattern))


def one(pattern):
    found = [p for p in installed(pattern) if p.is_file() and not p.is_relative_to(DEST / 'root')]
    assert len(found) == 1, (pattern, found)
    return found[0]


def tool(name):
    if not shutil.which(name):
        raise tap.Skip(f'{name} is not installed')
    return name


def test_everything_is_installed():
    # --no-rebuild: the build is the caller's.
    subprocess.run(['meson', 'install', '-C', BUILD, '--destdir', TEMP.name, '--no-rebuild', '--quiet'], check=True,
                   capture_output=True)
    for name in ('sekimori', 'sekimori-signer', *UNITS):
        one(name)
    for name in ('sekimori.1', 'sekimori-server.8', 'office.conf.5', 'catalogue/hokkaido/roles.yaml'):
        one(name)
    assert installed('sysusers.d/sekimori.conf') and installed('tmpfiles.d/sekimori.conf')


def test_nothing_names_the_build_folder():
    for path in filter(pathlib.Path.is_file, installed('*')):
        data = path.read_bytes()
        assert DEST.as_posix().encode() not in data, path
        if path.suffix in ('.service', '.conf', '.target'):
            assert b'@' not in data.replace(b'@system-service', b'').replace(b'@privileged', b'').replace(b'@resources', b''), path


def test_modes_let_everybody_read_and_nobody_else_write():
    for path in filter(pathlib.Path.is_file, installed('*')):
        mode = path.stat().st_mode & 0o7777
        assert mode in (0o644, 0o755), (path, oct(mode))


def test_every_program_of_a_unit_is_installed():
    for name in UNITS[:3]:
        for line in re.findall(r'^Exec\w+=[+-]?(?:/bin/sh -c .*exec )?(\S+)', one(name).read_text(), re.M):
            if '/sekimori' in line and name != 'sekimori-server.service':
                assert (DEST / line.lstrip('/')).exists(), line


def test_the_barrier_has_the_network_and_nothing_else():
    text = one('sekimori-netd.service').read_text()
    assert re.search(r'^CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW$', text, re.M), text
    assert re.search(r'^AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW$', text, re.M), text
    assert re.search(r'^User=sekimori-netd$', text, re.M) and 'ProtectSystem=strict' in text and 'Restart=always' in text
    closed = one('sekimori-barrier-closed.service').read_text()
    assert re.search(r'^Before=.*network-pre.target', closed, re.M) and 'DefaultDependencies=no' in closed, closed
    for unit in (text, closed):
        for line in re.findall(r'^ExecStart=(\S+)', unit, re.M):
            assert (DEST / line.lstrip('/')).exists(), line


def test_programs_are_separate_users_without_rights():
    users = set()
    for name in UNITS[:3]:
        text = one(name).read_text()
        users.add(re.search(r'^User=(\S+)', text, re.M).group(1))
        for want in ('NoNewPrivileges=yes', 'ProtectSystem=strict', 'MemoryDenyWriteExecute=yes', 'LimitCORE=0'):
            assert want in text, (name, want)
        rights = re.search(r'^CapabilityBoundingSet=(.*)', text, re.M).group(1)
        assert rights == ('CAP_NET_BIND_SERVICE' if 'nginx' in name else ''), (name, rights)
    assert len(users) == 3
    assert 'PrivateNetwork=yes' in one('sekimori-signer.service').read_text()


def verify_tree():
    """The installed tree as systemd would see it, with stand-ins for programs that are not ours."""
    root = DEST / 'root'
    if not root.exists():
        for name in installed('*.service') + installed('*.target'):
            to = root / 'etc/systemd/system' / name.name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, to)
    return root


def test_systemd_accepts_the_units():
    tool('systemd-analyze')
    root = verify_tree()
    for unit in UNITS:
        text = (root / 'etc/systemd/system' / unit).read_text()
        for program in re.findall(r'^Exec\w+=[+-]?(\S+)', text, re.M):
            to = root / program.lstrip('/')
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text('#!/bin/sh\n')
            to.chmod(0o755)
    done = subprocess.run(['systemd-analyze', 'verify', '--man=no', '--recursive-errors=no', f'--root={root}', *UNITS],
                          capture_output=True, text=True)
    said = [x for x in done.stderr.splitlines() if 'sekimori' in x]
    assert done.returncode == 0 and not said, done.stderr


def test_systemd_finds_little_exposure():
    tool('systemd-analyze')
    for unit in UNITS[:3]:
        done = subprocess.run(['systemd-analyze', 'security', '--offline=true', '--no-pager', '--threshold=25', str(one(unit))],
                              capture_output=True, text=True)
        said = re.search(r'Overall exposure level.*', done.stdout)
        print('#', said.group(0) if said else done.stderr)
        assert done.returncode == 0, unit


def test_users_and_folders_can_be_made():
    if os.getuid() != 0:
        raise tap.Skip('only root can make users, even in a folder')
    root = DEST / 'users'
    (root / 'etc').mkdir(parents=True)
    for kind in ('sysusers.d', 'tmpfiles.d'):
        (root / 'usr/lib' / kind).mkdir(parents=True)
        shutil.copy(one(f'{kind}/sekimori.conf'), root / 'usr/lib' / kind)
    done = subprocess.run([tool('systemd-sysusers'), f'--root={root}'], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    group = (root / 'etc/group').read_text()
    assert re.search(r'^sekimori:.*sekimori-nginx', group, re.M), group
    assert re.search(r'^sekimori-server:[^:]*:[^:]*:.*sekimori-nginx', group, re.M), group
    assert not re.search(r'^sekimori-signer:.*sekimori-(nginx|server)', group, re.M), group
    done = subprocess.run([tool('systemd-tmpfiles'), f'--root={root}', '--create'],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name, mode in (('db', 0o700), ('keys', 0o700), ('files', 0o700), ('run', 0o1770), ('log', 0o1770), ('nginx', 0o750)):
        assert (root / 'var/lib/sekimori' / name).stat().st_mode & 0o7777 == mode, name


sys.exit(tap.main())
