"""Cards, invitations, joining, acceptance and health."""
import secrets
from datetime import timedelta

from .documents import (DocumentFault, PrivateIdentity, Problem, b64u, document_id, fingerprint, invitation_code,
                        join_proof, parse_time, read_card, read_invitation, rfc3339, sign, unb64u)
from .state import Invitation, Peer, PeeringRequest
from .wire import Client

HOLD = timedelta(hours=48)


class Peering:
    def make_card(self, version, identity: PrivateIdentity | None = None, **changes):
        identity = identity or self.identity
        card = {"region": self.region, "name": f"Region {self.region}", "endpoint": f"https://{self.address}",
                "identityKey": identity.public.jwk, "tlsKeys": [b64u(self.spki)], "environment": self.environment,
                "operator": {"name": "Operator", "email": f"operator@{self.region}.example", "phone": "0100000000"},
                "version": version, "issuedAt": rfc3339(self.now()), **self.log_member(), **changes}
        return sign(card, "samenloop-card", identity)

    # The inviter's side

    def create_invitation(self):
        code, secret = secrets.token_bytes(8), secrets.token_bytes(16)
        with self.lock:
            self.state.invitations[b64u(code)] = Invitation(b64u(code), secret, self.now() + HOLD)
        return invitation_code(self.address, code, secret, self.spki)

    def _invitation_open(self):
        return any(x.request is None and self.now() < x.expires for x in self.state.invitations.values())

    def on_peering_request(self, request):
        body = request.object()
        try:
            invitation, jws = body.get("invitation"), body.get("card")
            unb64u(invitation, 8)
            card, identity = read_card(jws)
        except DocumentFault as fault:
            raise Problem(400, "invalid-request", f"Send invitation, proof and card: {fault}.") from fault
        card_id, held = document_id(jws), self.state.invitations.get(invitation)
        wanted = join_proof(held.secret, invitation, card_id) if held else ""
        if not held or self.now() >= held.expires or not secrets.compare_digest(wanted, str(body.get("proof"))):
            raise Problem(403, "invitation-invalid", "Ask the inviter for a new invitation.")
        if held.request:
            earlier = self.state.requests[held.request]
            if earlier.card_id == card_id and request.spki in earlier.pins:
                return 201, earlier.answer
            raise Problem(403, "invitation-invalid", "This invitation was used. Ask for a new one.")
        if request.spki not in {unb64u(x) for x in card["tlsKeys"]}:
            raise Problem(403, "card-mismatch", "Connect with a key that stands in the card.")
        known = self.state.peers.get(card["region"])
        if card["region"] == self.region or known and known.identity != identity:
            raise Problem(403, "card-mismatch", "This region name belongs to another identity key.")
        peer = Peer(card["region"], card, jws, card_id, identity, "requested")
        peer.nonce, peer.request = secrets.token_bytes(16), b64u(secrets.token_bytes(12))
        if known and known.status == "accepted":
            peer.status, peer.additions = "accepted", known.additions
        answer = {"id": peer.request, "status": "pending", "card": self.card, "nonce": b64u(peer.nonce)}
        held.request = peer.request
        self.state.requests[peer.request] = PeeringRequest(
            peer.request, peer.region, peer.pins, card_id, invitation, answer)
        self.state.peers[peer.region] = peer
        return 201, answer

    def on_peering_status(self, request, identifier):
        held = self.state.requests.get(identifier)
        if not held or request.spki not in held.pins or held.closed and self.now() > held.closed + HOLD:
            raise Problem(403, "unknown-peer", "Ask with the key of the request.")
        return {"status": held.status, **({"reason": held.reason} if held.reason else {})}

    def accept(self, region):
        """Consent as the inviter, after the fingerprints were compared; tells the joiner at once."""
        with self.lock:
            peer = self.state.peers[region]
            self._close_request(peer, "accepted")
            peer.status, peer.tell = "accepted", True
        return self._tell_accepted(peer)

    def reject_peer(self, region, reason="not-agreed"):
        with self.lock:
            peer = self.state.peers[region]
            self._close_request(peer, "rejected", reason)
            peer.status = "rejected"

    def _close_request(self, peer, status, reason=None):
        held = self.state.requests.get(peer.request)
        if held:
            held.status, held.reason, held.closed = status, reason, self.now()

    def _tell_accepted(self, peer):
        response = self.call(peer.region, "PUT", "/v1/card", self.card)
        peer.tell = not response.ok
        return response

    # The joiner's side

    def join(self, code):
        """Sends the request; the fingerprint to read out."""
        host, port, invitation, secret, spki = read_invitation(code)
        client = Client(self.client_context, host, port, {spki}, self.timeout)
        body = {"invitation": b64u(invitation), "card": self.card,
                "proof": join_proof(secret, b64u(invitation), document_id(self.card))}
        try:
            response = self.checked(None, "POST", "/v1/peering-requests", client, body)
        finally:
            client.close()
        if response.status != 201:
            raise Problem(response.status, response.code or "unexpected", "The request to join was refused.")
        answer = response.json
        try:
            card, identity = read_card(answer.get("card"))
            nonce = unb64u(answer.get("nonce"), 16)
        except DocumentFault as fault:
            self.violation(f"join: the answer's card or nonce is not good: {fault}")
            raise
        if b64u(spki) not in card["tlsKeys"] or card["region"] == self.region or answer.get("status") != "pending":
            self.violation("join: the answer's card or status does not fit")
            raise Problem(403, "card-mismatch", "The inviter's key must stand in its card.")
        with self.lock:
            known = self.state.peers.get(card["region"])
            if known and known.identity != identity:
                raise Problem(403, "card-mismatch", "This region name belongs to another identity key.")
            self.state.peers[card["region"]] = Peer(
                card["region"], card, answer["card"], document_id(answer["card"]), identity, "invited", nonce,
                answer.get("id"))
        return self.fingerprint(card["region"])

    def peering_status(self, region):
        """Asks the inviter how the request stands."""
        peer = self.state.peers[region]
        response = self.call(region, "GET", f"/v1/peering-requests/{peer.request}")
        status = response.json.get("status") if response.ok else None
        if status == "accepted" and peer.status == "invited":
            peer.status = "accepted"
        elif status not in ("pending", "accepted", "rejected"):
            self.violation(f"peering request: status {status}, answer {response}")
        return status

    def fingerprint(self, region):
        peer = self.state.peers[region]
        return fingerprint(self.identity.public.raw, peer.identity.raw, peer.nonce)

    def suspend(self, region, suspended=True):
        self.state.peers[region].status = "suspended" if suspended else "accepted"

    # Cards and health

    def on_get_card(self, request):
        return self.card

    def on_put_card(self, request):
        peer, jws = request.peer, request.object()
        try:
            card, identity = read_card(jws)
        except DocumentFault as fault:
            self.violation(f"card of {peer.region}: {fault}")
            raise Problem(400, "invalid-document", f"Send a signed region card: {fault}.") from fault
        if card["region"] != peer.region or identity != peer.identity:
            raise Problem(403, "card-mismatch", "A card must keep its region and identity key.")
        self._replace_card(peer, jws, card)
        return {"status": "accepted", "version": peer.card["version"]}

    def _replace_card(self, peer, jws, card):
        held = peer.card["version"]
        if document_id(jws) == peer.card_id:
            return
        if card["version"] <= held:
            raise Problem(409, "stale-card", "Send a higher version.", version=held)
        peer.card, peer.card_jws, peer.card_id = card, jws, document_id(jws)
        self._forget_client(peer.region)

    def import_card(self, jws):
        """From a file: an operator's act, after a lost TLS key."""
        card, identity = read_card(jws)
        with self.lock:
            peer = self.state.peers[card["region"]]
            if peer.identity != identity:
                raise Problem(403, "card-mismatch", "A card must keep its region and identity key.")
            self._replace_card(peer, jws, card)

    def renew_card(self, **changes):
        """A new version under the same identity key, to all peers."""
        with self.lock:
            self.card_version += 1
            self.card = self.make_card(self.card_version, **changes)
        return {x.region: self.call(x.region, "PUT", "/v1/card", self.card) for x in self._accepted()}

    def put_card(self, region, jws):
        """Sends any card, for tests of stale and foreign ones."""
        return self.call(region, "PUT", "/v1/card", jws)

    def fetch_card(self, region):
        response = self.call(region, "GET", "/v1/card")
        if response.ok:
            try:
                card, identity = read_card(response.json)
                if identity != self.state.peers[region].identity or card["region"] != region:
                    self.violation("GET card: another region or identity key")
            except DocumentFault as fault:
                self.violation(f"GET card: {fault}")
        return response

    def on_health(self, request):
        return {"time": rfc3339(self.now()), "version": "1.0.0", "region": self.region}

    def health(self, region):
        response = self.call(region, "GET", "/v1/health")
        body = response.json or {}
        try:
            parse_time(body.get("time"))
            good = response.ok and body.get("region") == region and isinstance(body.get("version"), str)
        except DocumentFault:
            good = False
        if not good:
            self.violation(f"health: {response} {sorted(body)}")
        return body
