# SPDX-License-Identifier: Apache-2.0
"""./run from the outside: start, again, stop, and whatever people do to it in between.

  test_run.py BUILDDIR     (a release build: BUILDDIR is .../release)
"""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
TEMP = tempfile.TemporaryDirectory(prefix='skr')
OFFICE = pathlib.Path(TEMP.name) / 'office'

if BUILD.name != 'release' or not (BUILD / 'src/programs/sekimori-server').exists():
    print('1..0 # SKIP this is not the release build of the front door')
    sys.exit(0)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


PORT = free_port()


def environment(**more):
    return {**os.environ, 'SEKIMORI_BUILT': '1', 'SEKIMORI_BUILD': str(BUILD.parent), 'SEKIMORI_LANG': 'en', **more}


def run(*words, office=OFFICE, code=0, **more):
    done = subprocess.run([ROOT / 'run', '--instance', str(office), *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=environment(**more), timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == code, f'exit code {done.returncode}\n{said}'
    return said


def page(path='/', port=None):
    with urllib.request.urlopen(f'http://127.0.0.1:{port or PORT}{path}', timeout=10) as answer:
        return answer.status, answer.read().decode('utf-8')


def pid(name):
    return int((OFFICE / 'run' / f'{name}.pid').read_text())


def kill(name):
    """Only what this test has started, by its own number."""
    number = pid(name)
    os.kill(number, signal.SIGKILL)
    for _ in range(100):
        if not running(number):
            return
        time.sleep(0.02)


def running(number):
    try:
        return ') Z ' not in pathlib.Path(f'/proc/{number}/stat').read_text()
    except OSError:
        return False


def test_the_first_start_ends_at_the_sign_in_page():
    said = run('--port', str(PORT))
    assert f'http://127.0.0.1:{PORT}/' in said, said
    status, text = page()
    assert status == 200 and 'type="password"' in text


def test_assets_of_the_page_come_from_nginx():
    _, text = page()
    found = re.findall(r'(?:href|src)="(/assets/[^"]+)"', text)
    assert found, text
    for path in found:
        assert page(path)[0] == 200, path


def test_again_while_it_runs_only_tells_the_address():
    before = [pid(n) for n in ('signer', 'server', 'nginx')]
    began = time.monotonic()
    assert f':{PORT}/' in run()
    assert time.monotonic() - began < 2
    assert [pid(n) for n in ('signer', 'server', 'nginx')] == before


def test_status_says_what_runs():
    said = run('--status')
    assert said.count('running') == 3 and f':{PORT}/' in said, said


def test_a_killed_program_is_started_again():
    for name in ('server', 'signer', 'nginx'):
        kill(name)
        assert f'{name}: stopped' in run('--status', code=3)
        run()
        assert page()[0] == 200, name


def test_a_pid_file_that_names_a_stranger_is_not_believed():
    kill('server')
    stranger = subprocess.Popen(['sleep', '60'])
    (OFFICE / 'run/server.pid').write_text(f'{stranger.pid}\n')
    assert 'server: stopped' in run('--status', code=3)
    run()
    assert stranger.poll() is None, 'a stranger was ended'
    (OFFICE / 'run/server.pid.kept').write_text(str(pid('server')))
    stranger.kill()
    stranger.wait()
    assert page()[0] == 200


def test_another_port_is_taken_up_while_it_runs():
    global PORT
    before = pid('server')
    PORT = free_port()
    run('--port', str(PORT))
    assert page()[0] == 200 and pid('server') == before
    assert f':{PORT}/' in run(), 'and kept'


def test_two_at_once_start_one_office():
    run('--stop')
    both = [subprocess.Popen([ROOT / 'run', '--instance', str(OFFICE)], env=environment(), stdout=subprocess.DEVNULL)
            for _ in range(2)]
    assert [p.wait(60) for p in both] == [0, 0]
    assert run('--status').count('running') == 3
    assert page()[0] == 200


def test_stopping_keeps_everything_and_starting_is_quick():
    (OFFICE / 'files/mark').write_text('kept')
    run('--stop')
    assert run('--status', code=3).count('stopped') == 3
    assert 'not running' in run('--stop')
    began = time.monotonic()
    run()
    print(f'# started in {time.monotonic() - began:.2f} s')
    assert time.monotonic() - began < 2
    assert page()[0] == 200 and (OFFICE / 'files/mark').read_text() == 'kept'


def test_nothing_of_it_stays_when_it_is_stopped():
    numbers = [pid(n) for n in ('signer', 'server', 'nginx')]
    run('--stop')
    assert not [n for n in numbers if running(n)]


def test_a_port_in_use_is_told():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        s.listen()
        taken = s.getsockname()[1]
        said = run('--port', str(taken), code=1)
    assert str(taken) in said and '--port' in said, said
    run('--port', str(PORT))
    run('--stop')


def test_wrong_words_are_told():
    for words in (['--port', '0'], ['--port', '65536'], ['--port', 'x'], ['--port', ''], ['--nonsense'], ['--port']):
        said = run(*words, code=2)
        assert '--help' in said, said
    assert '使い方' in run('--help', SEKIMORI_LANG='ja')


def test_folders_that_cannot_be():
    assert 'too long' in run(office=f'{TEMP.name}/{"x" * 100}', code=1)
    assert 'letters' in run(office=f'{TEMP.name}/a b', code=1)
    (OFFICE.parent / 'file').write_text('')
    assert 'Cannot write' in run(office=OFFICE.parent / 'file', code=1)
    assert '書き込めません' in run(office='/proc/office', code=1, SEKIMORI_LANG='ja')


def test_fresh_deletes_only_a_sample_and_only_when_sure():
    said = run('--fresh', code=1)
    assert str(OFFICE) in said and '--yes' in said and (OFFICE / 'files/mark').exists()
    mine = OFFICE.parent / 'mine'
    (mine / 'db').mkdir(parents=True)
    (mine / 'office.conf').write_text('office_name = ours\n')
    assert 'left alone' in run('--fresh', '--yes', office=mine, code=1) and (mine / 'office.conf').exists()
    run('--fresh', '--yes')
    assert not (OFFICE / 'files/mark').exists() and page()[0] == 200
    run('--stop')


def test_an_interrupted_first_start_is_mended():
    (OFFICE / 'made').unlink()
    (OFFICE / 'db/office.sqlite').write_text('half')
    run()
    assert page()[0] == 200
    run('--stop')


def test_a_broken_setting_is_shown():
    conf = OFFICE / 'office.conf'
    kept = conf.read_text()
    conf.write_text(kept + 'nonsense = 1\n')
    said = run(code=1)
    assert 'nonsense' in said and 'server.log' in said, said
    conf.write_text(kept)
    run()
    run('--stop')


def test_in_the_foreground_until_ctrl_c():
    # Whoever runs the tests in the background ignores SIGINT, and a shell cannot trap what is ignored.
    p = subprocess.Popen([ROOT / 'run', '--instance', str(OFFICE), '--foreground'], env=environment(),
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    for _ in range(200):
        try:
            if page()[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    assert p.poll() is None
    numbers = [pid(n) for n in ('signer', 'server', 'nginx')]
    os.killpg(p.pid, signal.SIGINT)
    said, _ = p.communicate(timeout=30)
    assert p.returncode == 0, said
    assert not [n for n in numbers if running(n)], said


def test_a_full_disk_is_told():
    small = OFFICE.parent / 'small'
    small.mkdir()
    if os.getuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=8m', 'none', small], capture_output=True).returncode:
        raise tap.Skip('only root can make a small disk')
    try:
        said = run(office=small, code=1)
        assert 'too full' in said, said
    finally:
        subprocess.run(['umount', '-l', small], check=True)


try:
    code = tap.main()
finally:
    subprocess.run([ROOT / 'run', '--instance', str(OFFICE), '--stop'], env=environment(), capture_output=True)
sys.exit(code)
