# SPDX-License-Identifier: Apache-2.0
"""A witness without any code of Sekimori, and a check of cosignatures.

  witness.py init DIR NAME                  makes a key; prints the vkey (of note type 4)
  witness.py sign DIR LOGVKEYFILE REQUEST   prints a signature line; exit code 3: stale, size on stdout
  witness.py check WITNESSVKEYFILE LOGVKEYFILE NOTE   a checkpoint that the witness has co-signed
  witness.py join REQUEST LINES             the note of the request with the lines added

Written from C2SP tlog-witness, tlog-cosignature and signed-note, and RFC 6962; Ed25519 is OpenSSL's.
"""
import base64
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.argv, ARGS = [sys.argv[0]], sys.argv[1:]
import verify  # noqa: E402
from verify import Wrong, ed25519, key_id, need, node_hash, number, strict_b64  # noqa: E402


def openssl(*args):
    return subprocess.run(['openssl', *args], capture_output=True, check=True).stdout


def init(folder, name):
    os.makedirs(folder, mode=0o700, exist_ok=True)
    key = os.path.join(folder, 'key.pem')
    openssl('genpkey', '-algorithm', 'ed25519', '-out', key)
    public = openssl('pkey', '-in', key, '-pubout', '-outform', 'DER')[-32:]
    with open(os.path.join(folder, 'name'), 'w', encoding='utf-8') as f:
        f.write(name)
    print(f'{name}+{key_id(name, 4, public).hex()}+{base64.b64encode(bytes([4]) + public).decode()}')


def split_request(data):
    """The old size, the proof, the note: the body of add-checkpoint."""
    head, blank, note = data.partition(b'\n\n')
    need(blank, 'no empty line')
    lines = head.decode().split('\n')
    need(lines[0].startswith('old '), 'no old size')
    proof = [strict_b64(h) for h in lines[1:]]
    need(len(proof) <= 63 and all(len(h) == 32 for h in proof), 'not a proof')
    return number(lines[0][4:]), proof, note


def consistent(m, n, old_root, proof):
    """The root of n leaves that the proof leads to from m (RFC 6962, 2.1.2, by recursion)."""
    rest = list(proof)

    def sub(m, n, complete):
        # pairs (root of the old part, root of the whole)
        if m == n:
            if complete:
                return old_root, old_root
            h = rest.pop(0)
            return h, h
        k = 1 << (n - 1).bit_length() - 1
        if m <= k:
            old, new = sub(m, k, complete)
            return old, node_hash(new, rest.pop(0))
        old, new = sub(m - k, n - k, False)
        left = rest.pop(0)
        return node_hash(left, old), node_hash(left, new)

    old, new = sub(m, n, True)
    need(not rest, 'the proof is too long')
    need(old == old_root, 'the proof does not hold')
    return new


def read_state(folder, origin):
    try:
        with open(os.path.join(folder, base64.urlsafe_b64encode(origin.encode()).decode()), 'rb') as f:
            size, root = f.read().split(b' ')
            return int(size), bytes.fromhex(root.decode())
    except FileNotFoundError:
        return 0, None


def sign(folder, vkey_file, request_file):
    with open(vkey_file, encoding='utf-8') as f:
        name, public = verify.read_vkey(f.readline())
    with open(request_file, 'rb') as f:
        old, proof, note = split_request(f.read())
    size, root, _ = verify.open_checkpoint(note, name, public)
    known, known_root = read_state(folder, name)
    need(old <= size, 'the old size is the larger one')
    if old != known:
        print(known)
        return 3
    if old == 0 or old == size:
        need(not proof, 'a proof where none belongs')
        need(old == 0 or root == known_root, 'another root of the same size')
    else:
        need(consistent(old, size, known_root, proof) == root, 'not consistent')
    with open(os.path.join(folder, base64.urlsafe_b64encode(name.encode()).decode()), 'wb') as f:
        f.write(b'%d %s' % (size, root.hex().encode()))
        f.flush()
        os.fsync(f.fileno())
    with open(os.path.join(folder, 'name'), encoding='utf-8') as f:
        own = f.read()
    key = os.path.join(folder, 'key.pem')
    mine = openssl('pkey', '-in', key, '-pubout', '-outform', 'DER')[-32:]
    stamp = int(time.time())
    body = note[:note.rindex(b'\n\n') + 1]
    message = os.path.join(folder, 'message')
    with open(message, 'wb') as f:
        f.write(b'cosignature/v1\ntime %d\n' % stamp + body)
    signature = openssl('pkeyutl', '-sign', '-inkey', key, '-rawin', '-in', message)
    raw = key_id(own, 4, mine) + stamp.to_bytes(8, 'big') + signature
    print(f'\u2014 {own} {base64.b64encode(raw).decode()}')
    return 0


def check(witness_file, vkey_file, note_file):
    with open(witness_file, encoding='utf-8') as f:
        name, told, key = f.read().strip().split('+', 2)
    raw = strict_b64(key)
    need(len(raw) == 33 and raw[0] == 4 and key_id(name, 4, raw[1:]).hex() == told, 'not a witness key')
    with open(vkey_file, encoding='utf-8') as f:
        log, public = verify.read_vkey(f.readline())
    with open(note_file, 'rb') as f:
        data = f.read()
    size, _, _ = verify.open_checkpoint(data, log, public)
    at = data.rindex(b'\n\n')
    found = None
    for line in data[at + 2:].decode().splitlines():
        _, who, sig = line.split(' ')
        raw_sig = strict_b64(sig)
        if who != name or raw_sig[:4] != key_id(name, 4, raw[1:]):
            continue
        need(len(raw_sig) == 4 + 8 + 64, 'a cosignature has a wrong length')
        stamp = int.from_bytes(raw_sig[4:12], 'big')
        need(ed25519(raw[1:], b'cosignature/v1\ntime %d\n' % stamp + data[:at + 1], raw_sig[12:]),
             'the cosignature does not verify')
        found = stamp
    need(found is not None, 'no cosignature of this witness')
    print(f'co-signed: {size} leaves at {found}')
    return 0


def join(request_file, lines_file):
    with open(request_file, 'rb') as f:
        note = split_request(f.read())[2]
    with open(lines_file, 'rb') as f:
        sys.stdout.buffer.write(note + f.read())
    return 0


def main():
    try:
        return {'init': init, 'sign': sign, 'check': check, 'join': join}[ARGS[0]](*ARGS[1:]) or 0
    except (Wrong, ValueError, IndexError) as why:
        print(f'refused: {why}', file=sys.stderr)
        return 1


sys.exit(main())
