# SPDX-License-Identifier: Apache-2.0
"""TAP for tests in Python: functions named test_* of a module, in the order they are written."""
import sys
import traceback


class Skip(Exception):
    """The test cannot be done here; the text says why."""


def run(module):
    tests = [(name, f) for name, f in vars(module).items() if name.startswith('test_') and callable(f)]
    print(f'1..{len(tests)}', flush=True)
    bad = 0
    for number, (name, f) in enumerate(tests, 1):
        title = name.removeprefix('test_')
        try:
            f()
            print(f'ok {number} - {title}', flush=True)
        except Skip as why:
            print(f'ok {number} - {title} # SKIP {why}', flush=True)
        except Exception:
            bad += 1
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
            print(f'not ok {number} - {title}', flush=True)
    return 1 if bad else 0


def main():
    return run(sys.modules['__main__'])
