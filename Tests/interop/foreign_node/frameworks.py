"""Frameworks: one set of terms that many regions sign, each for itself."""
import secrets
from datetime import timedelta

from .documents import DAY, DocumentFault, Problem, b64u, document_id, read, rfc3339, sign, verify

TYPE = "samenloop-framework"
TAKEN = ("purpose", "legalBasis", "kinds", "contactRelease", "history", "followUpDays", "silenceDays", "environment",
         "validFrom", "validUntil")


class Frameworks:
    def make_framework(self, **changes):
        """The payload of a framework with two classes."""
        start = self.now() - timedelta(minutes=1)
        return {"name": "Framework", "purpose": "Finding each other early", "legalBasis": "Jeugdwet",
                "criterion": "every region", "kinds": ["youth"], "contactRelease": "automatic", "history": False,
                "followUpDays": 14, "silenceDays": 90,
                "classes": {"small": {"active": 500, "perDay": 500, "perYear": 1500},
                            "large": {"active": 5000, "perDay": 5000, "perYear": 15000}},
                "environment": self.environment, "validFrom": rfc3339(start), "validUntil": rfc3339(start + 365 * DAY),
                "createdAt": rfc3339(self.now()), "nonce": b64u(secrets.token_bytes(16)), **changes}

    def sign_framework(self, payload, name):
        """Signs a framework under a class and keeps it; its id."""
        jws = sign(payload, TYPE, self.identity, **{"class": name})
        identifier = document_id(jws)
        self.state.frameworks.setdefault(identifier, {})[self.region] = jws
        return identifier

    def put_framework(self, region, identifier):
        """Brings this region's signature; keeps the peer's where the answer has one."""
        response = self.call(region, "PUT", f"/v1/frameworks/{identifier}", self.state.frameworks[identifier][self.region])
        if response.ok and response.json["signatures"]:
            self._take_framework(self.state.peers[region], response.json, identifier)
        return response

    def _take_framework(self, peer, jws, identifier):
        headers = verify(jws, TYPE, [peer.identity], 1)
        content = read(jws)
        if document_id(jws) != identifier or headers[peer.identity.thumbprint].get("class") not in content["classes"]:
            raise DocumentFault("the id is not the documentId, or the class is none of the framework")
        self.state.frameworks.setdefault(identifier, {}).setdefault(peer.region, jws)

    def on_framework(self, request, identifier):
        try:
            self._take_framework(request.peer, request.object(), identifier)
        except (DocumentFault, KeyError) as fault:
            self.violation(f"framework of {request.peer.region}: {fault}")
            raise Problem(400, "malformed", f"Send a framework with your signature: {fault}.") from fault
        own = self.state.frameworks[identifier].get(self.region)
        return own or {"payload": request.object()["payload"], "signatures": []}

    def framework_class(self, identifier, region):
        """The class under which a region signed; none where its signature is not held."""
        jws = self.state.frameworks.get(identifier, {}).get(region)
        if jws is None:
            return None
        identity = self.identity.public if region == self.region else self.state.peers[region].identity
        return verify(jws, TYPE, [identity], 1)[identity.thumbprint]["class"]

    def terms_under(self, identifier, region):
        """What an agreement with a region under the framework takes from it."""
        content = read(self.state.frameworks[identifier][self.region])
        limits = {x: content["classes"][self.framework_class(identifier, x)] for x in (self.region, region)}
        return {"framework": identifier, "limits": limits, **{x: content[x] for x in TAKEN}}
