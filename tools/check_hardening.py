# SPDX-License-Identifier: Apache-2.0
"""Reads back from built programs what tools/hardening asked of the compiler. TAP.

  check_hardening.py PROGRAM...
"""
import os
import re
import subprocess
import sys


def readelf(*words):
    return subprocess.run(['readelf', '-W', *words], check=True, capture_output=True, text=True,
                          env={**os.environ, 'LC_ALL': 'C'}).stdout


def checks(path):
    """(what, holds) of one program."""
    header, segments, dynamic = readelf('-h', path), readelf('-l', path), readelf('-d', path)
    symbols = readelf('--dyn-syms', path)
    yield 'is position independent (PIE)', re.search(r'Type:\s+DYN', header) and re.search(r'FLAGS_1.*\bPIE\b', dynamic)
    yield 'has read-only relocations (RELRO)', 'GNU_RELRO' in segments
    yield 'binds at start (BIND_NOW)', 'BIND_NOW' in dynamic or re.search(r'FLAGS_1.*\bNOW\b', dynamic)
    yield 'has no executable stack', re.search(r'GNU_STACK.*\sRW\s', segments)
    yield 'has no segment both writable and executable', not re.search(r'LOAD.*\sRWE\s', segments)
    if 'X86-64' in header:
        # The linker drops the note of CET when one object lacks it, and Debian's crt1.o does; so the
        # landing pads themselves are counted: about one a function.
        with open(path, 'rb') as f:
            yield 'has landing pads for indirect branches (CET)', f.read().count(b'\xf3\x0f\x1e\xfa') > 20
    yield 'has stack protectors', '__stack_chk_fail' in symbols
    yield 'uses fortified functions', re.search(r'__\w+_chk\b(?<!__stack_chk)', symbols.replace('__stack_chk_fail', ''))
    yield 'names no search path of its own (RPATH)', 'RPATH' not in dynamic and 'RUNPATH' not in dynamic
    for banned in ('strcpy', 'strcat', 'sprintf', 'gets', 'system', 'popen'):
        if re.search(rf'\bUND {banned}(@|$)', symbols, re.M):
            yield f'does not call {banned}', False


def main():
    results = [(os.path.basename(p), what, holds) for p in sys.argv[1:] for what, holds in checks(p)]
    print(f'1..{len(results)}')
    for number, (name, what, holds) in enumerate(results, 1):
        print(f'{"ok" if holds else "not ok"} {number} - {name} {what}')
    return 0 if all(holds for _, _, holds in results) else 1


sys.exit(main())
