"""Agreements: proposed, concluded, rejected, revoked, with limit exceptions."""
import secrets
from datetime import timedelta

from .documents import (DAY, DocumentFault, Problem, agreement_faults, b64u, document_id, overlap, parse_time, read,
                        rfc3339, sign, signature, payload_bytes, unb64u, verify, whole, within)
from .curve import derive_exponent, n as order
from .state import Agreement, InFeed, OutFeed


class Agreements:
    def terms(self, region, **changes):
        peer, start = self.state.peers[region], self.now() - timedelta(minutes=1)
        parties = sorted((self.region, region))
        keys = {self.region: self.identity.public.thumbprint, region: peer.identity.thumbprint}
        return {"parties": parties, "identityKeys": {x: keys[x] for x in parties},
                "purpose": "Finding each other early", "legalBasis": "Jeugdwet", "kinds": ["youth"],
                "limits": {x: {"active": 5000, "perDay": 5000, "perYear": 15000} for x in parties},
                "contactRelease": "automatic", "history": False, "followUpDays": 14, "silenceDays": 90,
                "environment": self.environment, "validFrom": rfc3339(start),
                "validUntil": rfc3339(start + 365 * DAY), "createdAt": rfc3339(self.now()),
                "nonce": b64u(secrets.token_bytes(16)), **changes}

    def propose_agreement(self, region, send=True, **terms):
        """Signs and sends a proposal; its id. Any member of the terms can be given."""
        content = self.terms(region, **terms)
        jws = sign(content, "samenloop-agreement", self.identity)
        with self.lock:
            agreement = self._hold(jws, content, region, "proposed")
            agreement.ours, agreement.deliver = True, send
            self.state.signed.add(agreement.id)
            self._settle_crossing()
        if send:
            self._deliver(agreement)
        return agreement.id

    def _hold(self, jws, terms, region, status):
        identifier = document_id(jws)
        raw = unb64u(identifier)
        x = {k: derive_exponent(self.secret, b"s", k.encode()) * derive_exponent(self.secret, b"k", k.encode(), raw)
             % order for k in terms["kinds"]}
        agreement = Agreement(identifier, raw, terms, jws, region, status, x,
                              {k: OutFeed(k) for k in terms["kinds"]}, {k: InFeed(k) for k in terms["kinds"]})
        self.state.agreements[identifier] = agreement
        return agreement

    def _settle_crossing(self):
        """Of two proposals that crossed the smaller id stands; a proposal lapses after 30 days."""
        open_ = sorted((x for x in self.state.agreements.values() if x.status == "proposed"), key=lambda x: x.raw)
        for i, agreement in enumerate(open_):
            if parse_time(agreement.terms["createdAt"]) + 30 * DAY < self.now() or any(
                    x.peer == agreement.peer and x.ours != agreement.ours for x in open_[:i]):
                agreement.status = "lapsed"

    def put_agreement(self, identifier):
        """Sends the document that this node holds, as often as it is called."""
        return self._deliver(self.state.agreements[identifier])

    def _deliver(self, agreement):
        response = self.call(agreement.peer, "PUT", f"/v1/agreements/{agreement.id}", agreement.jws)
        agreement.put_at = self.now()
        if response.ok:
            agreement.deliver = False
            if (response.json or {}).get("status") not in ("proposed", "concluded"):
                self.violation("PUT agreement: the answer has no status")
        return response

    def _identities(self, region):
        return [self.identity.public, self.state.peers[region].identity]

    def on_put_agreement(self, request, identifier):
        peer, jws = request.peer, request.object()
        try:
            terms = read(jws)
            faults = agreement_faults(terms)
            if document_id(jws) != identifier:
                faults.append("the id is not the documentId")
        except DocumentFault as fault:
            raise Problem(400, "invalid-document", f"Send a signed agreement: {fault}.") from fault
        if not faults and terms["parties"] != sorted((self.region, peer.region)):
            faults.append("parties")
        if not faults and terms["identityKeys"] != {
                self.region: self.identity.public.thumbprint, peer.region: peer.identity.thumbprint}:
            faults.append("identityKeys")
        if faults:
            self.violation(f"agreement of {peer.region}: {', '.join(faults)}")
            raise Problem(400, "invalid-document", "Mend: " + ", ".join(faults) + ".", faults=faults)
        try:
            headers = verify(jws, "samenloop-agreement", self._identities(peer.region))
        except DocumentFault as fault:
            self.violation(f"agreement of {peer.region}: {fault}")
            raise Problem(400, "invalid-document", f"Sign it with the pinned keys: {fault}.") from fault
        held = self.state.agreements.get(identifier)
        if self.identity.public.thumbprint in headers and identifier not in self.state.signed:
            self._noticed_restore("our signature on an agreement that we do not know")
            self.state.signed.add(identifier)
        if held and held.status not in ("proposed", "concluded"):
            raise Problem(403, "agreement-not-active", "This agreement ended. Propose a new one.")
        if len(headers) == 2:
            self._concluded(held or self._hold(jws, terms, peer.region, "proposed"), jws)
        elif peer.identity.thumbprint not in headers:
            raise Problem(400, "invalid-document", "A proposal carries the signature of its sender.")
        elif not held:
            self._hold(jws, terms, peer.region, "proposed")
            self._settle_crossing()
        status = self.state.agreements[identifier].status
        if status == "lapsed":
            raise Problem(403, "agreement-not-active", "Another proposal, with a smaller id, crossed this one.")
        return {"status": status}

    def conclude(self, identifier):
        """Two people approved it here: signs, and sends it with both signatures."""
        with self.lock:
            agreement = self.state.agreements[identifier]
            if agreement.status != "proposed" or agreement.ours:
                raise Problem(409, "invalid-request", "Only a received proposal can be concluded.")
            for other in self.state.agreements.values():
                if (other.status == "concluded" and other.peer == agreement.peer and other.ends is None
                        and overlap(other.terms, agreement.terms) and agreement.terms.get("replaces") != other.id):
                    raise Problem(409, "invalid-request", "It overlaps an agreement that it does not replace.")
            added = signature(payload_bytes(agreement.jws), "samenloop-agreement", self.identity)
            self.state.signed.add(identifier)
            jws = {**agreement.jws, "signatures": [*agreement.jws["signatures"], added]}
            self._concluded(agreement, jws)
            agreement.deliver = True
        return self._deliver(agreement)

    def _concluded(self, agreement, jws):
        if agreement.status == "concluded":
            return
        for other in list(self.state.agreements.values()):
            if other is agreement or other.peer != agreement.peer or other.status not in ("proposed", "concluded"):
                continue
            if other.status == "proposed":
                other.status = "lapsed"
            elif overlap(other.terms, agreement.terms) and agreement.terms.get("replaces") != other.id:
                if other.raw < agreement.raw:
                    agreement.status = "lapsed"
                    raise Problem(403, "agreement-not-active", "Another agreement with this peer stands.")
                other.status = "lapsed"
                self._erase(other)
        agreement.status, agreement.jws = "concluded", jws
        self.audit("agreement", agreement.id)

    def received_proposals(self):
        return [x.id for x in self.state.agreements.values() if x.status == "proposed" and not x.ours]

    def in_force(self, agreement):
        if agreement.status != "concluded" or not within(agreement.terms, self.now()):
            return False
        return agreement.ends is None or self.now() < agreement.ends

    def _note_succession(self, agreement):
        """The predecessor ends 24 hours after all feeds of its successor are complete."""
        old = self.state.agreements.get(agreement.terms.get("replaces"))
        if old and old.ends is None and all(
                x.complete for x in (*agreement.out.values(), *agreement.inbound.values())):
            old.ends = self.now() + DAY

    # How an agreement ends

    def revoke(self, identifier, reason="ended"):
        return self._end(identifier, "revocation", reason)

    def reject(self, identifier, reason="not-agreed"):
        return self._end(identifier, "rejection", reason)

    def _end(self, identifier, what, reason):
        with self.lock:
            agreement = self.state.agreements[identifier]
            content = {"agreement": identifier, "reason": reason, "at": rfc3339(self.now())}
            agreement.ending = sign(content, f"samenloop-{what}", self.identity)
            agreement.status, agreement.remind = {"revocation": "revoked", "rejection": "rejected"}[what], True
            self._erase(agreement)
        return self._send_ending(agreement)

    def _send_ending(self, agreement):
        what = "revocation" if agreement.status == "revoked" else "rejection"
        response = self.call(agreement.peer, "PUT", f"/v1/agreements/{agreement.id}/{what}", agreement.ending)
        agreement.remind = not response.ok
        return response

    def _erase(self, agreement):
        agreement.out = {k: OutFeed(k) for k in agreement.out}
        agreement.inbound = {k: InFeed(k) for k in agreement.inbound}
        agreement.matches.clear()

    def on_rejection(self, request, identifier):
        return self._on_ending(request, identifier, "rejection", "rejected")

    def on_revocation(self, request, identifier):
        return self._on_ending(request, identifier, "revocation", "revoked")

    def _on_ending(self, request, identifier, what, status):
        agreement, jws = self._known(request.peer, identifier), request.object()
        try:
            # a peer that is asked under an ended agreement puts what ended it again, our own document as well
            verify(jws, f"samenloop-{what}", self._identities(request.peer.region), count=1)
            content = read(jws)
            parse_time(content.get("at"))
            if content.get("agreement") != identifier or not isinstance(content.get("reason"), str):
                raise DocumentFault("agreement or reason")
        except DocumentFault as fault:
            self.violation(f"{what} of {request.peer.region}: {fault}")
            raise Problem(400, "invalid-document", f"Send a signed {what}: {fault}.") from fault
        if what == "revocation" and agreement.status in ("concluded", "revoked") or agreement.status in (
                "proposed", "lapsed", status):
            agreement.status, agreement.ending = status, jws
            self._erase(agreement)
            return {"status": status}
        raise Problem(409, "invalid-request", f"The agreement is {agreement.status}.")

    def _known(self, peer, identifier):
        agreement = self.state.agreements.get(identifier)
        if not agreement or agreement.peer != peer.region:
            raise Problem(403, "agreement-not-active", "Conclude an agreement first.")
        return agreement

    def _active(self, peer, identifier):
        agreement = self._known(peer, identifier)
        if not self.in_force(agreement):
            agreement.remind = agreement.remind or agreement.ending is not None
            raise Problem(403, "agreement-not-active", "Conclude an agreement that is in force.")
        return agreement

    # Limit exceptions

    def propose_exception(self, identifier, region, additions, hours=24, reason="announced"):
        """For a burst of the region's; its documentId. Counts once both signed."""
        agreement = self.state.agreements[identifier]
        content = {"agreement": identifier, "region": region, "additions": additions, "from": rfc3339(self.now()),
                   "until": rfc3339(self.now() + timedelta(hours=hours)), "reason": reason}
        jws = sign(content, "samenloop-limit-exception", self.identity)
        agreement.exceptions[document_id(jws)] = jws
        self._put_exception(agreement, document_id(jws))
        return document_id(jws)

    def sign_exception(self, identifier, document):
        agreement = self.state.agreements[identifier]
        jws = agreement.exceptions[document]
        added = signature(payload_bytes(jws), "samenloop-limit-exception", self.identity)
        agreement.exceptions[document] = {**jws, "signatures": [*jws["signatures"], added]}
        return self._put_exception(agreement, document)

    def _put_exception(self, agreement, document):
        path = f"/v1/agreements/{agreement.id}/limit-exceptions/{document}"
        return self.call(agreement.peer, "PUT", path, agreement.exceptions[document])

    def on_exception(self, request, identifier, document):
        agreement, jws = self._active(request.peer, identifier), request.object()
        try:
            content = read(jws)
            headers = verify(jws, "samenloop-limit-exception", self._identities(request.peer.region))
            parse_time(content.get("from")), parse_time(content.get("until"))
            if (document_id(jws) != document or content.get("agreement") != identifier
                    or content.get("region") not in agreement.terms["parties"]
                    or not whole(content.get("additions")) or not isinstance(content.get("reason"), str)):
                raise DocumentFault("its content does not fit")
        except DocumentFault as fault:
            self.violation(f"limit exception of {request.peer.region}: {fault}")
            raise Problem(400, "invalid-document", f"Send a signed limit exception: {fault}.") from fault
        held = agreement.exceptions.get(document)
        if not held or len(held["signatures"]) < len(headers):
            agreement.exceptions[document] = jws
        return {"status": "concluded" if len(agreement.exceptions[document]["signatures"]) == 2 else "proposed"}

    def _excepted(self, agreement, region):
        total = 0
        for jws in agreement.exceptions.values():
            content = read(jws)
            if (len(jws["signatures"]) == 2 and content["region"] == region
                    and parse_time(content["from"]) <= self.now() <= parse_time(content["until"])):
                total += content["additions"]
        return total
