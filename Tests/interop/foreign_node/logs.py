"""The audit log of the node, the witness of others' logs, and what is due between them."""
from . import transparency, witness
from .documents import DocumentFault, PublicIdentity, Problem, b64u, unb64u


class Logs:
    @property
    def origin(self):
        return f"samenloop/{self.region}/{self.instance}"

    def audit(self, *words):
        self.state.leaves.append(transparency.leaf_hash(" ".join(words).encode()))

    def log_member(self):
        """What the card says of log and witness: nothing on the card of an older node."""
        return {"log": {"instance": self.instance, "witnessKey": self.witness.jwk}} if self.witness else {}

    @staticmethod
    def origin_of(peer):
        """The log that a peer's card names, or None."""
        log = peer.card.get("log")
        return f"samenloop/{peer.region}/{log['instance']}" if log else None

    def known_logs(self):
        return {self.origin_of(x): x.identity for x in self._accepted() if self.origin_of(x)}

    # As a log

    def sign_checkpoint(self, leaves=None):
        """The note over these leaves, or all there are."""
        leaves = self.state.leaves if leaves is None else leaves
        self.state.checkpoints.add(len(leaves))
        return transparency.checkpoint(self.origin, len(leaves), transparency.root(leaves), self.identity)

    def send_checkpoint(self, region, leaves=None, old=None, proof=None):
        """The peer's witness must cosign our log. `leaves`: another past or future; `old`, `proof`: wrong ones."""
        with self.lock:
            peer, leaves = self.state.peers[region], list(self.state.leaves if leaves is None else leaves)
            note = self.sign_checkpoint(leaves)
            old = peer.cosigned if old is None else old
            if proof is None:
                proof = transparency.consistency(leaves, old) if old <= len(leaves) else []
        response = self.post_checkpoint(region, witness.request(old, proof, note))
        if response.ok:
            checkpoint, name = transparency.Checkpoint(note), self.origin_of(peer) + "/witness"
            key = PublicIdentity(unb64u(peer.card["log"]["witnessKey"]["x"], 32))
            try:
                good = transparency.cosigned_at(response.raw.decode(), checkpoint.text, name, key)
            except (DocumentFault, UnicodeDecodeError):
                good = None
            if good:
                peer.cosigned = len(leaves)
            else:
                self.violation("checkpoint: the answer is not a cosignature of the peer's witness")
        return response

    def post_checkpoint(self, region, body):
        return self.call(region, "POST", "/v1/witness/add-checkpoint", body,
                         {"Content-Type": "text/plain; charset=utf-8"})

    def fetch_witnessed(self, region, origin):
        """What a peer's witness cosigned last of a log."""
        return self.call(region, "GET", f"/v1/witness/{witness.path_name(origin)}/checkpoint")

    def fetch_consistency(self, region, old, new):
        """The peer's proof between two sizes of its log, as hashes; or the answer that holds none."""
        response = self.call(region, "GET", f"/v1/log/consistency/{old}/{new}")
        return [unb64u(x, 32) for x in response.json["proof"]] if response.ok else response

    def on_consistency(self, request, old, new):
        old, new = int(old), int(new)
        if not {old, new} <= self.state.checkpoints or not old <= new <= len(self.state.leaves):
            raise Problem(404, "not-found", "Ask between two sizes that were signed.")
        return {"proof": [b64u(x) for x in transparency.consistency(self.state.leaves[:new], old)]}

    # As a witness

    def on_add_checkpoint(self, request):
        self.witness.know(self.known_logs())
        return self.witness.add_checkpoint(request.raw)

    def on_witnessed(self, request, path):
        return self.witness.checkpoint(path)
