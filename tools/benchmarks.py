# SPDX-License-Identifier: Apache-2.0
"""Runs what tests/bench declares with meson's benchmark(), one at a time, and prints what it prints.

  benchmarks.py [--list] BUILDDIR [NAME...]
"""
import json
import os
import subprocess
import sys


def main():
    words = [w for w in sys.argv[1:] if w != '--list']
    build, names = words[0], words[1:]
    with open(os.path.join(build, 'meson-info', 'intro-benchmarks.json'), encoding='utf-8') as f:
        known = json.load(f)
    chosen = [b for b in known if not names or b['name'] in names]
    if '--list' in sys.argv:
        print('\n'.join(b['name'] for b in known))
        return 0
    unknown = set(names) - {b['name'] for b in known}
    if unknown:
        print(f'no benchmark is called {" or ".join(sorted(unknown))}', file=sys.stderr)
        return 2
    bad = 0
    for bench in chosen:
        print(f'== {bench["name"]}', flush=True)
        limit = bench['timeout'] if bench['timeout'] > 0 else None
        try:
            code = subprocess.run(bench['cmd'], cwd=bench['workdir'] or build, check=False,
                                  env={**os.environ, **bench['env']}, timeout=limit).returncode
        except subprocess.TimeoutExpired:
            code = f'no end after {limit} s'
        if code:
            print(f'== {bench["name"]} failed: {code}', flush=True)
            bad += 1
    print(f'{len(chosen) - bad} of {len(chosen)} benchmarks ran')
    return 1 if bad else 0


sys.exit(main())
