"""An audit log: RFC 6962 tree, C2SP checkpoints and cosignatures."""
import base64
import hashlib
import re

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


def verifier_key(name, kind, raw):
    """A C2SP note key as text: of kind 1 for a log, 4 for a witness."""
    return f"{name}+{_key_id(name, kind, raw).hex()}+{base64.b64encode(bytes([kind]) + raw).decode()}"


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


class Checkpoint:
    """A checkpoint as it stands in a note; nothing is said of its signatures yet."""

    def __init__(self, note):
        text, gap, lines = note.partition("\n\n")
        parts = text.split("\n")
        if not gap or len(parts) < 3 or not re.fullmatch("0|[1-9][0-9]{0,18}", parts[1]):
            raise DocumentFault("not a checkpoint")
        try:
            self.root = base64.b64decode(parts[2], validate=True)
        except ValueError as error:
            raise DocumentFault("the root is not base64") from error
        self.note, self.text, self.origin, self.size, self.extensions = note, text + "\n", parts[0], int(parts[1]), parts[3:]
        self.signatures = list(_signatures(lines))

    def is_signed(self, identity):
        """Whether the identity signed it as its log, under the origin as the key's name."""
        key = _key_id(self.origin, 1, identity.raw)
        return any(name == self.origin and blob[:4] == key and identity.verifies(blob[4:], self.text.encode())
                   for name, blob in self.signatures)

    def cosigned_at(self, name, identity):
        """When the witness of this name cosigned it, in seconds since 1970; None where it did not."""
        return cosigned_at(self.signatures, self.text, name, identity)


def cosignature(text, name, identity, seconds):
    """The line with which a witness answers."""
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    blob = _key_id(name, 4, identity.public.raw) + seconds.to_bytes(8, "big") + identity.key.sign(message)
    return _line(name, blob)


def cosigned_at(signatures, text, name, identity):
    """As Checkpoint.cosigned_at, of a text and the signatures on it: pairs, or the lines of an answer."""
    if isinstance(signatures, str):
        signatures = list(_signatures(signatures))
    for signer, blob in signatures:
        seconds = int.from_bytes(blob[4:12], "big")
        message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        if signer == name and len(blob) == 76 and blob[:4] == _key_id(name, 4, identity.raw) and identity.verifies(
                blob[12:], message):
            return seconds
    return None
