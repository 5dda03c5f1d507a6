# SPDX-License-Identifier: Apache-2.0
"""localize.py CC... -- OBJCOPY ARCHIVE OUTPUT PATTERN

Links an archive with libbdd into one object and hides every name but PATTERN."""
import os
import subprocess
import sys

at = sys.argv.index('--')
cc, (objcopy, archive, output, pattern) = sys.argv[1:at], sys.argv[at + 1:]
whole = output + '.whole'
subprocess.run([*cc, '-r', '-nostdlib', '-o', whole, '-Wl,--whole-archive', archive, '-Wl,--no-whole-archive', '-lbdd'],
               check=True)
subprocess.run([objcopy, '--wildcard', '--keep-global-symbol=' + pattern, whole, output], check=True)
os.unlink(whole)
