"""A witness of others' audit logs (C2SP tlog-witness), in memory."""
import base64
import hashlib
import re
import time

from . import transparency
from .documents import DocumentFault, PrivateIdentity

TEXT, SIZE = {"Content-Type": "text/plain; charset=utf-8"}, {"Content-Type": "text/x.tlog.size"}


def path_name(origin):
    """How a log is named in paths."""
    return hashlib.sha256(origin.encode()).hexdigest()


def request(old, proof, note):
    """The body of add-checkpoint."""
    lines = "".join(base64.b64encode(x).decode() + "\n" for x in proof)
    return f"old {old}\n{lines}\n{note}".encode()


def read_request(raw):
    """(old size, proof, checkpoint) of such a body."""
    head, gap, note = raw.decode("utf-8", "strict").partition("\n\n")
    first, *lines = head.split("\n")
    old = re.fullmatch("old (0|[1-9][0-9]{0,18})", first)
    if not gap or not old or len(lines) > 63:
        raise DocumentFault("not a request of add-checkpoint")
    proof = [base64.b64decode(x, validate=True) for x in lines]
    if any(len(x) != 32 for x in proof):
        raise DocumentFault("a hash of another length")
    return int(old[1]), proof, transparency.Checkpoint(note)


class Witness:
    """Answers are (status, body, headers). `know` says which logs there are: their origins and identities."""

    def __init__(self, name):
        self.name, self.identity = name, PrivateIdentity.generate()
        self.jwk = self.identity.public.jwk
        self.logs, self.seen = {}, {}  # of each log what was cosigned last

    def know(self, logs):
        self.logs = logs

    def add_checkpoint(self, raw):
        try:
            old, proof, checkpoint = read_request(raw)
        except (ValueError, UnicodeDecodeError) as fault:
            return 400, f"{fault}\n".encode(), TEXT
        seen = self.seen.get(checkpoint.origin)
        size = seen.size if seen else 0
        if checkpoint.origin not in self.logs:
            return 404, b"no such log\n", TEXT
        if not checkpoint.is_signed(self.logs[checkpoint.origin]):
            return 403, b"not signed by the log\n", TEXT
        if checkpoint.extensions or old > checkpoint.size:
            return 400, b"extension lines, or an old size above the checkpoint's\n", TEXT
        if old != size:
            return 409, f"{size}\n".encode(), SIZE
        if not transparency.extends(old, seen.root if seen else b"", checkpoint.size, checkpoint.root, proof):
            return 422, b"the proof does not lead there\n", TEXT
        line = transparency.cosignature(checkpoint.text, self.name, self.identity, int(time.time()))
        self.seen[checkpoint.origin] = transparency.Checkpoint(checkpoint.note + line)
        return 200, line.encode(), TEXT

    def checkpoint(self, path):
        for origin, seen in self.seen.items():
            if path_name(origin) == path:
                return 200, seen.note.encode(), TEXT
        return 404, b"nothing cosigned\n", TEXT

    def close(self):
        pass
