"""An audit log: RFC 6962 tree, C2SP checkpoints and cosignatures."""
import base64
import hashlib

from .documents import DocumentFault


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size):
    return 1 << ((size - 1).bit_length() - 1)


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return _node(root(leaves[:k]), root(leaves[k:]))


def consistency(leaves, old, complete=True):
    """RFC 6962, 2.1.2: PROOF(old, leaves)."""
    if old == 0 or old == len(leaves):
        return [] if complete or old == 0 else [root(leaves)]
    k = _split(len(leaves))
    if old <= k:
        return consistency(leaves[:k], old, complete) + [root(leaves[k:])]
    return consistency(leaves[k:], old - k, False) + [root(leaves[:k])]


def extends(old, old_root, new, new_root, proof):
    """RFC 9162, 2.1.4.2."""
    if old == 0:
        return not proof
    if old == new:
        return old_root == new_root and not proof
    if old > new or not proof:
        return False
    path = ([old_root] if old & (old - 1) == 0 else []) + proof
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for item in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = _node(item, fr), _node(item, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = _node(sr, item)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def _key_id(name, kind, raw):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def _line(name, blob):
    return f"— {name} {base64.b64encode(blob).decode()}\n"


def checkpoint(origin, size, root_hash, identity):
    text = f"{origin}\n{size}\n{base64.b64encode(root_hash).decode()}\n"
    signed = _key_id(origin, 1, identity.public.raw) + identity.key.sign(text.encode())
    return text + "\n" + _line(origin, signed)


def _signatures(lines):
    for line in lines.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "—":
            raise DocumentFault("not a signature line")
        try:
            yield parts[1], base64.b64decode(parts[2], validate=True)
        except ValueError as error:
            raise DocumentFault("not base64") from error


def read_checkpoint(note, identity):
    """(text, origin, size, root) of a checkpoint that the identity signed under its origin as the key's name."""
    text, gap, lines = note.partition("\n\n")
    parts = text.split("\n")
    if not gap or len(parts) < 3 or not parts[1].isascii() or not parts[1].isdigit():
        raise DocumentFault("not a checkpoint")
    text += "\n"
    for name, blob in _signatures(lines):
        if name == parts[0] and blob[:4] == _key_id(name, 1, identity.raw) and identity.verifies(
                blob[4:], text.encode()):
            return text, parts[0], int(parts[1]), base64.b64decode(parts[2], validate=True)
    raise DocumentFault("no signature of the expected key")


def cosign(text, name, identity, seconds):
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    blob = _key_id(name, 4, identity.public.raw) + seconds.to_bytes(8, "big") + identity.key.sign(message)
    return _line(name, blob)


def verifies_cosignature(line, text, identity):
    for name, blob in _signatures(line):
        message = f"cosignature/v1\ntime {int.from_bytes(blob[4:12], 'big')}\n{text}".encode()
        if blob[:4] == _key_id(name, 4, identity.raw) and identity.verifies(blob[12:], message):
            return True
    return False
