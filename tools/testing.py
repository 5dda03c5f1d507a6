# SPDX-License-Identifier: Apache-2.0
"""Runs the tests that meson knows, several at once, and counts their TAP subtests.

  testing.py [--jobs N] [--full] [--results FILE] LABEL=BUILDDIR:SELECTION... [-- NAME...]

SELECTION is `release` (only suites release and browser) or `sanitized` (everything else). The last
line of ./test comes from here: `N passed, N failed` and `, N skipped` when there are any.
A test is named by its program (`test_sb`, `sb`), its suite (`store`) or `suite/name`.
"""
import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

RELEASE_SUITES = {'release', 'browser'}
TAP_LINE = re.compile(r'^(not )?ok\b[ \t]*(\d+)?[ \t]*(?:-[ \t]*)?(.*)$')
PLAN = re.compile(r'^1\.\.(\d+)(?:[ \t]*#[ \t]*[Ss][Kk][Ii][Pp]\S*[ \t]*(.*))?[ \t]*$')
TAIL_LINES = 40


class Outcome:
    """What one test program did."""

    def __init__(self):
        self.passed = 0
        self.failed = []   # names of subtests, or what was wrong with the whole
        self.skipped = []  # (name, reason)


def read_tap(text, code, outcome):
    planned, seen = 0, 0
    for line in text.splitlines():
        plan = PLAN.match(line)
        if plan:
            planned += int(plan.group(1))
            if plan.group(1) == '0':
                outcome.skipped.append(('all', plan.group(2) or ''))
            continue
        hit = TAP_LINE.match(line)
        if not hit:
            if line.startswith('Bail out!'):
                outcome.failed.append(line)
            continue
        seen += 1
        name, _, directive = hit.group(3).partition('#')
        name, directive = name.strip() or f'number {seen}', directive.strip()
        if directive.upper().startswith('SKIP'):
            outcome.skipped.append((name, directive[4:].strip()))
        elif hit.group(1):
            outcome.failed.append(name)
        else:
            outcome.passed += 1
    if seen != planned:
        outcome.failed.append(f'planned {planned} subtests, ran {seen}')
    if code != 0 and not outcome.failed:
        outcome.failed.append(f'ended with {describe(code)} though every subtest passed')


def describe(code):
    if code < 0:
        return f'signal {signal.Signals(-code).name}'
    return f'exit code {code}'


def judge(test, text, code):
    outcome = Outcome()
    if test['protocol'] == 'tap':
        read_tap(text, code, outcome)
    elif code == 77:
        last = text.strip().splitlines()[-1:] or ['']
        outcome.skipped.append((test['name'], last[0]))
    elif code == 0:
        outcome.passed = 1
    else:
        outcome.failed.append(describe(code))
    return outcome


def environment(test, sanitized):
    env = dict(os.environ)
    if sanitized:
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', 'detect_leaks=1:abort_on_error=0:exitcode=99')
        env['UBSAN_OPTIONS'] = env.get('UBSAN_OPTIONS', 'halt_on_error=1:print_stacktrace=1')
    env['LC_ALL'] = 'C.UTF-8'
    env.update(test['env'])
    return env


def run_one(test, build, log_path, sanitized, factor):
    limit = test['timeout'] * factor if test['timeout'] > 0 else None
    began = time.monotonic()
    with open(log_path, 'wb') as log:
        process = subprocess.Popen(test['cmd'], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   cwd=test['workdir'] or build, env=environment(test, sanitized),
                                   start_new_session=True)
        try:
            code, late = process.wait(limit), False
        except subprocess.TimeoutExpired:
            late = True
            # Its own process group only: what it started and left behind ends with it.
            os.killpg(process.pid, signal.SIGTERM)
            time.sleep(0.5)
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            code = process.wait()
    with open(log_path, encoding='utf-8', errors='replace') as log:
        text = log.read()
    outcome = judge(test, text, code)
    if late:
        outcome.failed.append(f'not finished after {limit:.0f} s')
    return outcome, text, time.monotonic() - began


def wanted(test, selection, full, names):
    suites = {s.split(':')[-1] for s in test['suite']}
    if bool(suites & RELEASE_SUITES) != (selection == 'release'):
        return False
    name = test['name']
    if names:
        keys = {name, 'test_' + name} | suites | {f'{s}/{name}' for s in suites}
        return any(n in keys for n in names)
    return full or 'long' not in suites


def tests_of(build):
    with open(os.path.join(build, 'meson-info', 'intro-tests.json'), encoding='utf-8') as f:
        return json.load(f)


class Report:
    """Counts, one progress line on a terminal, and every failure in full as it happens."""

    def __init__(self, total):
        self.total, self.done = total, 0
        self.passed, self.failed, self.skipped = 0, [], []
        self.lock = threading.Lock()
        self.live = sys.stdout.isatty()

    def add(self, label, test, outcome, text, seconds, log_path):
        with self.lock:
            self.done += 1
            self.passed += outcome.passed
            name = f'{label}: {test["suite"][-1].split(":")[-1]}/{test["name"]}'
            self.skipped += [(name, sub, why) for sub, why in outcome.skipped]
            self.failed += [(name, sub) for sub in outcome.failed]
            if outcome.failed:
                self.show_failure(name, outcome, text, log_path)
            elif not self.live and seconds > 30:
                print(f'  {name}: {seconds:.0f} s', flush=True)
            if self.live:
                print(f'\r\033[K[{self.done}/{self.total}] {self.passed} passed, '
                      f'{len(self.failed)} failed  {name}', end='', flush=True)

    def show_failure(self, name, outcome, text, log_path):
        clear = '\r\033[K' if self.live else ''
        print(f'{clear}FAILED {name}')
        for sub in outcome.failed:
            print(f'  not ok: {sub}')
        lines = text.rstrip().splitlines()
        if len(lines) > TAIL_LINES:
            print(f'  ... {len(lines) - TAIL_LINES} lines before, all in {log_path}')
        for line in lines[-TAIL_LINES:]:
            print(f'  | {line}')
        sys.stdout.flush()

    def close(self):
        if self.live:
            print('\r\033[K', end='')
        seen = {}
        for name, sub, why in self.skipped:
            seen.setdefault((name, why), []).append(sub)
        for (name, why), subs in seen.items():
            print(f'SKIPPED {name}: {", ".join(subs[:3])}{" ..." if len(subs) > 3 else ""}'
                  f'{" (" + why + ")" if why else ""}')


def gather(options):
    plan = []
    for spec in options.builds:
        label, _, rest = spec.partition('=')
        build, _, selection = rest.rpartition(':')
        logs = os.path.join(build, 'logs')
        os.makedirs(logs, exist_ok=True)
        for test in tests_of(build):
            if wanted(test, selection, options.full, options.names):
                suite = test['suite'][-1].split(':')[-1]
                path = os.path.join(logs, re.sub(r'[^\w.-]', '_', f'{suite}-{test["name"]}') + '.log')
                plan.append((label, selection == 'sanitized', test, path, build))
    # Slow ones first, so that the end is not one long test on one processor.
    plan.sort(key=lambda p: (-p[2]['priority'], -p[2]['timeout']))
    return plan


def run_all(plan, options, report):
    def work(item):
        label, sanitized, test, path, build = item
        outcome, text, seconds = run_one(test, build, path, sanitized, options.slow)
        report.add(label, test, outcome, text, seconds, path)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(work, [p for p in plan if p[2]['is_parallel']]))
    for item in plan:
        if not item[2]['is_parallel']:
            work(item)


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--slow', type=float, default=1.0, help='factor on every time limit')
    parser.add_argument('--counts', help='write {"passed","failed","skipped"} here as JSON')
    parser.add_argument('--add', action='append', default=[],
                        help='passed:NAME, failed:NAME or skipped:NAME of something run elsewhere')
    parser.add_argument('builds', nargs='*')
    argv = sys.argv[1:]
    names = []
    if '--' in argv:
        at = argv.index('--')
        argv, names = argv[:at], argv[at + 1:]
    options = parser.parse_args(argv)
    options.names = names
    return options


def main():
    options = parse_arguments()
    plan = gather(options)
    report = Report(len(plan))
    if options.names and not plan:
        print(f'no test is called {" or ".join(options.names)}')
        report.failed.append(('./test', 'unknown name'))
    run_all(plan, options, report)
    for extra in options.add:
        kind, _, name = extra.partition(':')
        if kind == 'passed':
            report.passed += 1
        elif kind == 'failed':
            report.failed.append(('./test', name))
        else:
            report.skipped.append(('./test', name, ''))
    report.close()
    for name, sub in report.failed:
        print(f'not ok: {name}: {sub}')
    end = f'{report.passed} passed, {len(report.failed)} failed'
    if report.skipped:
        end += f', {len(report.skipped)} skipped'
    print(end)
    return 1 if report.failed else 0


sys.exit(main())
