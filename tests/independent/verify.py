# SPDX-License-Identifier: Apache-2.0
"""Verifies ledgers of Sekimori without any code of Sekimori.

  verify.py checkpoint VKEYFILE FILE     a signed note that is a checkpoint
  verify.py receipt    VKEYFILE FILE
  verify.py bundle     VKEYFILE FILE     the whole ledger, or an extract of it

Written from the specifications (RFC 6962, RFC 8785, C2SP signed-note, tlog-checkpoint, tlog-proof
and tlog-cosignature, docs/ledger-format.md), with Python's standard library and, for Ed25519, the
openssl command. Exit code 0: genuine, with one line that says what; 1: not, with one that says why.
"""
import base64
import hashlib
import json
import subprocess
import sys
import tempfile

SPKI = bytes.fromhex('302a300506032b6570032100')  # RFC 8410: an Ed25519 public key follows


class Wrong(Exception):
    pass


def need(good, why):
    if not good:
        raise Wrong(why)


def strict_b64(text, url=False):
    raw = text.encode('ascii', 'strict')
    if url:
        data = base64.urlsafe_b64decode(raw + b'=' * (-len(raw) % 4))
        need(base64.urlsafe_b64encode(data).rstrip(b'=') == raw, 'base64url is not canonical')
    else:
        data = base64.b64decode(raw, validate=True)
        need(base64.b64encode(data) == raw, 'base64 is not canonical')
    return data


def number(text):
    need(text.isascii() and text.isdigit() and str(int(text)) == text, f'not a number: {text!r}')
    return int(text)


# --- Ed25519 and notes ---

def ed25519(public, message, signature):
    with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as msg, \
            tempfile.NamedTemporaryFile() as sig:
        for f, data in ((key, SPKI + public), (msg, message), (sig, signature)):
            f.write(data)
            f.flush()
        return subprocess.run(
            ['openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', key.name, '-keyform', 'DER',
             '-rawin', '-in', msg.name, '-sigfile', sig.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b'\n' + bytes([kind]) + public).digest()[:4]


def read_keys(text):
    """Names and public keys, one a line."""
    return dict(read_vkey(line) for line in text.rstrip('\n').split('\n'))


def read_vkey(text):
    name, told, key = text.rstrip('\n').split('+', 2)
    raw = strict_b64(key)
    need(len(raw) == 33 and raw[0] == 1, 'not an Ed25519 verifier key')
    need(key_id(name, 1, raw[1:]).hex() == told, 'the key id does not fit the key')
    return name, raw[1:]


def open_note(data, name, public):
    """The text of a note and the time of its cosignature, both signed by the key."""
    text = data.decode('utf-8')
    need(all(c >= ' ' or c == '\n' for c in text), 'control characters in the note')
    at = text.rfind('\n\n')
    need(at >= 0 and text.endswith('\n'), 'not a signed note')
    body, lines = text[:at + 1], text[at + 2:].split('\n')[:-1]
    need(lines, 'no signatures')
    signed, time = False, None
    for line in lines:
        parts = line.split(' ')
        need(len(parts) == 3 and parts[0] == '\u2014' and parts[1] and '+' not in parts[1],
             'not a signature line')
        raw = strict_b64(parts[2])
        need(len(raw) > 4, 'a signature is too short')
        if parts[1] != name:
            continue
        if raw[:4] == key_id(name, 1, public):
            need(ed25519(public, body.encode(), raw[4:]), 'the signature does not verify')
            signed = True
        elif raw[:4] == key_id(name, 4, public):
            need(len(raw) == 4 + 8 + 64, 'a cosignature has a wrong length')
            stamp = int.from_bytes(raw[4:12], 'big')
            message = f'cosignature/v1\ntime {stamp}\n{body}'.encode()
            need(ed25519(public, message, raw[12:]), 'the cosignature does not verify')
            time = stamp
    need(signed, 'not signed with this key')
    return body, time


def open_checkpoint(data, name, public):
    body, time = open_note(data, name, public)
    lines = body.split('\n')
    need(len(lines) >= 4 and lines[-1] == '' and all(lines[:-1]), 'not a checkpoint')
    need(lines[0] == name, 'the checkpoint of another log')
    root = strict_b64(lines[2])
    need(len(root) == 32, 'the root is not a SHA-256')
    return number(lines[1]), root, time


# --- RFC 6962 ---

def leaf_hash(data):
    return hashlib.sha256(b'\x00' + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b'\x01' + left + right).digest()


class Tree:
    """Roots of a tree that grows, from its peaks."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, leaf):
        self.size += 1
        self.peaks.append(leaf)
        n = self.size
        while n % 2 == 0:
            right = self.peaks.pop()
            self.peaks.append(node_hash(self.peaks.pop(), right))
            n //= 2

    def add_subtree(self, height, root):
        """2^height leaves at once, of which only the root is known."""
        need(self.size % (1 << height) == 0, 'a subtree is not in its place')
        self.peaks.append(root)
        self.size += 1 << height
        n = self.size >> height
        while n % 2 == 0:
            right = self.peaks.pop()
            self.peaks.append(node_hash(self.peaks.pop(), right))
            n //= 2

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b'').digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of_path(index, size, leaf, path):
    """The root that an inclusion path leads to (recursion of RFC 6962, 2.1.1)."""
    if size == 1:
        need(not path, 'the inclusion proof is too long')
        return leaf
    need(path, 'the inclusion proof is too short')
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        return node_hash(root_of_path(index, k, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], root_of_path(index - k, size - k, leaf, path[:-1]))


# --- records ---

def no_floats(text):
    raise Wrong(f'not an integer: {text}')


def no_doubles(pairs):
    need(len({name for name, _ in pairs}) == len(pairs), 'a member stands twice')
    return dict(pairs)


def canonical(value):
    """RFC 8785, for values without floats."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda s: s.encode('utf-16-be'))
        return '{' + ','.join(canonical(n) + ':' + canonical(value[n]) for n in names) + '}'
    if isinstance(value, list):
        return '[' + ','.join(map(canonical, value)) + ']'
    if isinstance(value, int) and not isinstance(value, bool):
        need(abs(value) < 1 << 53, 'an integer is too large')
    return json.dumps(value, ensure_ascii=False)


def read_json(data, what):
    text = data.decode('utf-8')
    value = json.loads(text, parse_float=no_floats, parse_constant=no_floats,
                       object_pairs_hook=no_doubles)
    need(canonical(value).encode() == data, f'{what} is not canonical')
    return value


def check_record(index, envelope, salt, content, origin):
    """The envelope as a value, and whether its content was checked (None: it has none)."""
    record = read_json(envelope, f'record {index}')
    need(isinstance(record, dict) and isinstance(record.get('kind'), str),
         f'record {index} says no kind')
    need((record['kind'] == 'ledger.open') == (index == 0), f'record {index} opens the ledger')
    if index == 0:
        need(record.get('origin') == origin, 'opened for another origin')
    if 'c' not in record:
        need(content is None, f'record {index} does not bind its content')
        return record, None
    if content is None:
        return record, False
    c = hashlib.sha256(b'sekimori/content/v1\n' + salt + content).digest()
    need(strict_b64(record['c'], url=True) == c, f'the content of record {index} was changed')
    read_json(content, f'the content of record {index}')
    return record, True


def content_words(rest):
    salt, _, content = rest.partition(b' ')
    raw = strict_b64(salt.decode(), url=True)
    need(len(raw) == 32, 'the salt is not 32 bytes')
    return raw, content


# --- the three kinds of file ---

def receipt(data, keys):
    lines = data.split(b'\n')
    while lines and lines[0].startswith(b'#'):
        lines.pop(0)
    need(len(lines) > 6 and lines[0] == b'sekimori-receipt/1', 'not a receipt')
    need(lines[1].startswith(b'envelope ') and lines[2].startswith(b'content '), 'not a receipt')
    envelope, salt, content = lines[1][9:], None, None
    if lines[2] != b'content none':
        salt, content = content_words(lines[2][8:])
    need(lines[3] == b'c2sp.org/tlog-proof@v1' and lines[4].startswith(b'index '), 'no proof')
    index, blank = number(lines[4][6:].decode()), lines.index(b'', 5)
    path = [strict_b64(h.decode()) for h in lines[5:blank]]
    need(all(len(h) == 32 for h in path), 'a hash in the proof is not a SHA-256')
    note = b'\n'.join(lines[blank + 1:])
    name = key_for(note.split(b'\n')[0].decode(), keys)
    size, root, _ = open_checkpoint(note, name, keys[name])
    need(index < size, 'the leaf lies beyond the checkpoint')
    check_record(index, envelope, salt, content, name)
    need(root_of_path(index, size, leaf_hash(envelope), path) == root,
         'the record does not stand in the signed tree')
    return f'receipt of leaf {index} of {size}'


def key_for(origin, keys):
    need(origin in keys, f'no key of {origin} was given')
    return origin


class Log:
    """One log of a bundle: its tree, and how its leaves are numbered through all logs."""

    def __init__(self, name, public, given, base):
        self.name, self.public, self.given, self.base = name, public, given, base
        self.tree, self.sealed, self.carried, self.checkpoints = Tree(), 0, 0, 0
        self.last = None

    def number(self, index):
        if index == 0:
            return self.base + self.carried
        return self.base + index - 1 if index <= self.carried else self.base + index

    def begin(self, record, before):
        """Leaf 0 against the end of the log before."""
        if before is None:
            need('before' not in record, 'the log before this one is missing')
            return
        b = record.get('before')
        need(isinstance(b, dict), 'the new log does not say what came before')
        need(b['origin'] == before.name and read_vkey(b['vkey']) == (before.name, before.public),
             'the new log names another log or key before it')
        size, root, _ = open_checkpoint(b['checkpoint'].encode(), before.name, before.public)
        need((size, root) == before.last, 'the new log names another end of the log before it')
        need(b['records'] == self.base, 'the new log counts the records before it otherwise')
        self.carried = b['carried']

    def end(self):
        need(self.checkpoints > 0, 'nothing is signed')
        need(self.sealed == self.tree.size, 'unsigned records stand at the end of a log')


def bundle(f, keys):
    def line():
        text = f.readline()
        need(text.endswith(b'\n'), 'the bundle is cut short')
        return text[:-1]

    head = line()
    extract = head == b'sekimori-ledger-extract/1'
    need(extract or head in (b'sekimori-ledger-bundle/1', b'sekimori-ledger-bundle/2'), 'not a bundle')
    several = not head.endswith(b'bundle/1')
    log, logs, records, checkpoints, hidden = None, 0, 0, 0, 0
    if extract:
        asked = line()
        need(asked.startswith(b'asked '), 'it does not say what was asked')
        need(isinstance(read_json(asked[6:], 'what was asked'), dict), 'it does not say what was asked')
    gone, erased = set(), set()
    words = line().split(b' ')
    while True:
        following = None
        if words[0] == b'origin' and len(words) == 2:
            need(logs == 0 or several, 'several logs in a bundle of one')
            before, name = log, words[1].decode()
            following = line().split(b' ')
            told = None
            if several and following[0] == b'key':
                told, following = read_vkey(b' '.join(following[1:]).decode()), None
            need(name in keys or (told and told[0] == name), f'no key of {name} was given')
            need(not told or name not in keys or told[1] == keys[name], 'another key than the given one')
            if before:
                before.end()
            log = Log(name, keys.get(name) or told[1], name in keys, before.base + before.sealed if before else 0)
            log.first, logs = before, logs + 1
        elif log and words[0] == b'leaf' and len(words) == 2:
            index, envelope, how = number(words[1].decode()), line(), line()
            need(index == log.tree.size, f'leaf {log.tree.size} is not in its place')
            salt = content = None
            if how.startswith(b'content '):
                salt, content = content_words(how[8:] + b' ' + line())
            else:
                need(how in (b'none', b'withheld'), 'not a bundle')
            record, checked = check_record(index, envelope, salt, content, log.name)
            need(how != b'withheld' or checked is False, f'record {index} has no content')
            if index == 0:
                log.begin(record, log.first)
            if how == b'none' and checked is False:
                gone.add(log.number(index))
            if record['kind'] == 'ledger.erase':
                erased.add(record['leaf'])
            log.tree.add(leaf_hash(envelope))
            records += 1
        elif log and extract and words[0] == b'skip' and len(words) == 3:
            height, root = number(words[1].decode()), strict_b64(words[2].decode())
            need(height <= 62 and len(root) == 32 and log.tree.size > 0, 'not a subtree')
            log.tree.add_subtree(height, root)
            hidden += 1 << height
        elif log and words[0] == b'checkpoint' and len(words) == 3:
            told, n = (number(w.decode()) for w in words[1:])
            size, root, _ = open_checkpoint(f.read(n), log.name, log.public)
            need(size == told == log.tree.size, 'a checkpoint is not in its place')
            need(root == log.tree.root(), f'the first {size} records are not those that were signed')
            log.sealed, log.checkpoints, checkpoints = size, log.checkpoints + 1, checkpoints + 1
            log.last = (size, root)
        else:
            need(log and words == [b'end', b'%d' % records, b'%d' % checkpoints], 'not a bundle')
            need(f.read(1) == b'', 'something follows the end')
            break
        words = following or line().split(b' ')
    need(log.checkpoints > 0, 'nothing is signed')
    need(log.given, 'the key of the last log was not given')
    need(gone <= erased, 'a content is gone that no record erased')
    what = f'extract of {records} records, {hidden} hidden' if extract else f'bundle of {records} records'
    return f'{what} in {logs} logs, {log.base + log.sealed} sealed, {checkpoints} checkpoints'


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ('checkpoint', 'receipt', 'bundle'):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(sys.argv[2], encoding='utf-8') as f:
            keys = read_keys(f.read())
        with open(sys.argv[3], 'rb') as f:
            if sys.argv[1] == 'bundle':
                print('genuine:', bundle(f, keys))
            elif sys.argv[1] == 'receipt':
                print('genuine:', receipt(f.read(), keys))
            else:
                data = f.read()
                name = key_for(data.split(b'\n')[0].decode(), keys)
                print('genuine: checkpoint of', open_checkpoint(data, name, keys[name])[0])
        return 0
    except (Wrong, ValueError, KeyError, IndexError, TypeError, RecursionError) as why:
        print(f'not genuine: {why}')
        return 1


if __name__ == '__main__':
    sys.exit(main())
