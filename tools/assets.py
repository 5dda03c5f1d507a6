#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assets.py OUT.h ASSET...: a header with the hash of all assets.

The hash stands in their addresses (/assets/<hash>/site.css), so that browsers
keep them for ever and see a new one at once.
"""
import hashlib
import pathlib
import sys

whole = hashlib.sha256()
for name in sorted(sys.argv[2:]):
    data = pathlib.Path(name).read_bytes()
    whole.update(f"{pathlib.Path(name).name}\n{len(data)}\n".encode() + data)
pathlib.Path(sys.argv[1]).write_text(
    "/* Made by tools/assets.py; do not edit. */\n#pragma once\n"
    f'#define ASSETS_HASH "{whole.hexdigest()[:16]}"\n')
