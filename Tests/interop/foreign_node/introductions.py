"""Introductions: a region vouches for the key of another, which it compared, to a third one."""
from .documents import PrivateIdentity, Problem, b64u, document_id, rfc3339, sha256, sign

TYPE = "samenloop-introduction"


class Introductions:
    def make_introduction(self, peer, framework, region, identity=None, signer=None, **changes):
        """The introduction of a made-up region, whose key is `identity` (else a new one), with that region's card."""
        identity = identity or PrivateIdentity.generate()
        payload = {"introducer": self.region, "region": region, "identityKey": identity.public.jwk,
                   "comparedOn": rfc3339(self.now())[:10], "framework": framework, "to": peer, "at": rfc3339(self.now()),
                   **changes}
        card = sign({"region": region, "name": f"Region {region}", "endpoint": f"https://{region}.example:8443",
                     "identityKey": identity.public.jwk, "tlsKeys": [b64u(sha256(region.encode()))],
                     "environment": self.environment, "version": 1, "issuedAt": rfc3339(self.now())},
                    "samenloop-card", identity)
        return {"introduction": sign(payload, TYPE, signer or self.identity), "card": card}

    def put_introduction(self, peer, framework, region, identity=None, **changes):
        """Vouches for a made-up region at a peer; gives the answer."""
        return self.deliver_introduction(peer, self.make_introduction(peer, framework, region, identity, **changes))

    def deliver_introduction(self, peer, body):
        """Brings one that was made; gives the answer."""
        return self.call(peer, "PUT", f"/v1/introductions/{document_id(body['introduction'])}", body)

    def ask_introductions(self, via, framework, to="all"):
        """Asks a peer to introduce this region."""
        return self.call(via, "POST", "/v1/introduction-requests", {"framework": framework, "to": to})

    def on_introduction_request(self, request):
        """A peer asks to be introduced; this node only notes it."""
        wish = request.object()
        to = wish.get("to")
        if not isinstance(wish.get("framework"), str) or not (to == "all" or isinstance(to, list) and to):
            self.violation(f"introduction request of {request.peer.region}: {sorted(wish)}")
            raise Problem(400, "malformed", "Name a framework, and regions or all.")
        self.state.introductions_asked[request.peer.region] = wish
        return {"status": "pending"}
