# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. ARCHITECTURE.md says why; this table is what holds."""

# Layer: the layers whose headers it may include besides its own.
MAY_INCLUDE = {
    'base': set(),
    'wire': {'base'},
    'contract': {'base', 'wire'},
    'store': {'base'},
    'ledger': {'base', 'store'},
    'standard': {'base'},
    'kernel': {'base', 'store', 'ledger'},
    'catalogue': {'base', 'wire', 'store', 'ledger', 'kernel', 'standard'},
    'office': {'base', 'wire', 'contract', 'store', 'ledger', 'kernel', 'standard', 'catalogue'},
    'front': {'base'},
    'web': {'base', 'wire', 'contract', 'store', 'ledger', 'kernel', 'standard', 'catalogue', 'office'},
    'link': {'base', 'wire', 'contract'},
    'net': {'base', 'wire', 'contract', 'link'},
    'gate': {'base', 'wire', 'contract', 'link'},
    'logs': {'base', 'wire', 'contract', 'link'},
    'agent': {'base', 'wire', 'contract', 'link'},
}
MAY_INCLUDE['programs'] = set(MAY_INCLUDE)

# Header of a library: the layers that may know it. A library enters a layer here, on purpose.
VENDOR = {
    'cmocka.h': set(),
    'curl/curl.h': {'link'},
    'fido.h': {'web'},
    'jansson.h': {'base', 'wire', 'contract', 'ledger', 'kernel', 'catalogue', 'standard', 'office', 'web', 'link', 'programs'},
    'libfyaml.h': {'wire'},
    'libmnl/': {'net'},
    'libpq-fe.h': {'store'},
    'liboath/oath.h': {'web'},
    'openssl/': {'base', 'ledger', 'link'},
    'qrencode.h': {'web'},
    'seccomp.h': {'base'},
    'sodium.h': {'base', 'ledger', 'office', 'web', 'programs'},
    'sqlite3.h': {'store'},
    'utf8proc.h': {'base'},
    'zxcvbn.h': {'office', 'web'},
    # Not of a library, but just as telling: wire and contract take bytes and give structs.
    'termios.h': {'base'},
    'unistd.h': {'base', 'store', 'ledger', 'office', 'web', 'link', 'net', 'gate', 'logs', 'agent', 'programs'},
    'fcntl.h': {'base', 'store', 'ledger', 'office', 'web', 'link', 'net', 'gate', 'logs', 'agent', 'programs'},
    'pthread.h': {'base', 'store', 'ledger', 'web', 'link', 'net', 'gate', 'logs', 'agent', 'programs'},
    'sys/socket.h': {'base', 'ledger', 'web', 'link', 'net', 'gate', 'logs', 'agent', 'programs'},
    'sys/un.h': {'base', 'ledger', 'web', 'link', 'net', 'gate', 'logs', 'agent', 'programs'},
    'syslog.h': {'base'},
}

# Headers of the C library that say nothing about a layer.
C_LIBRARY = {
    'arpa/inet.h', 'assert.h', 'byteswap.h', 'ctype.h', 'dirent.h', 'endian.h', 'errno.h', 'fnmatch.h', 'ftw.h',
    'getopt.h', 'glob.h', 'grp.h', 'iconv.h', 'inttypes.h', 'langinfo.h', 'libgen.h', 'limits.h', 'locale.h', 'math.h', 'netdb.h',
    'net/if.h', 'netinet/in.h', 'netinet/tcp.h', 'poll.h', 'pwd.h', 'regex.h', 'sched.h', 'search.h', 'semaphore.h', 'setjmp.h',
    'signal.h', 'spawn.h', 'stdalign.h', 'stdarg.h', 'stdatomic.h', 'stdbit.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'stdio.h',
    'stdlib.h', 'string.h', 'strings.h', 'threads.h', 'time.h', 'uchar.h', 'wchar.h', 'sanitizer/lsan_interface.h',
}
C_LIBRARY_FOLDERS = ('sys/', 'linux/')
