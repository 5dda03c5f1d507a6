#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files as C strings: embed.py OUT.c NAME=FILE...  Each becomes `const char NAME[]`, NUL-terminated."""
import sys


def literal(text):
    out = []
    for line in text.splitlines(keepends=True):
        escaped = ''.join(
            c if ' ' <= c <= '~' and c not in '\\"?' else f'\\{b:03o}' if len(c.encode()) == 1 else ''.join(
                f'\\{x:03o}' for x in c.encode())
            for c in line for b in [c.encode()[0]])
        out.append(f'    "{escaped}"')
    return '\n'.join(out) or '    ""'


def main():
    parts = ['/* Made at build by tools/embed.py. */\n']
    for pair in sys.argv[2:]:
        name, _, path = pair.partition('=')
        with open(path, encoding='utf-8') as f:
            parts.append(f'extern const char {name}[];\nconst char {name}[] =\n{literal(f.read())};\n')
    with open(sys.argv[1], 'w', encoding='ascii') as f:
        f.write('\n'.join(parts))


main()
