"""Matches: found by tokens, proven both ways, and the views that follow."""
import secrets
from .curve import decode, match_id, prove, verify_proof
import secrets

from .documents import DocumentFault, Problem, b64u, rfc3339, unb64u, view_faults
from .state import Match
from .wire import Unreachable


class Matches:
    def _refresh_matches(self, agreement):
        """Matches live as long as both entries stand; new ones are found, others go with their views."""
        found = {}
        for kind, feed in agreement.out.items():
            wanted = self.state.entries[kind]
            own = {}
            for handle, entry in feed.entries.items():
                own.setdefault(entry.token, []).append(handle)
            for handle, entry in agreement.inbound[kind].entries.items():
                mine = own.get(entry.token, ())
                if len(mine) != 1 or feed.entries[mine[0]].identity not in wanted:
                    continue  # none, forged, or withdrawn
                pair = (mine[0], handle)
                if agreement.terms["parties"][0] != self.region:
                    pair = pair[::-1]
                found[b64u(match_id(agreement.raw, kind, *pair))] = (kind, mine[0], handle)
        for identifier in [x for x in agreement.matches if x not in found]:
            del agreement.matches[identifier]
        for identifier, (kind, own_handle, other) in found.items():
            if identifier not in agreement.matches:
                agreement.matches[identifier] = Match(identifier, kind, own_handle, other, rfc3339(self.now()))

    def matches(self, identifier=None):
        """All matches, or those of one agreement."""
        return [m for a in self.state.agreements.values() if identifier in (None, a.id) for m in a.matches.values()]

    def matched_identities(self, identifier=None, kind="youth", proven=True):
        result = set()
        for agreement in self.state.agreements.values():
            for match in agreement.matches.values() if identifier in (None, agreement.id) else ():
                if match.kind == kind and (match.proven or not proven):
                    result.add(agreement.out[kind].entries[match.own].identity)
        return result

    def find_match(self, identity, kind="youth"):
        for agreement in self.state.agreements.values():
            for match in agreement.matches.values():
                if match.kind == kind and agreement.out[kind].entries[match.own].identity == identity:
                    return match
        return None

    def update_match(self, match, **parts):
        """followUp, consent, coordination or handover of our own view; None takes a part back."""
        with self.lock:
            match.extra.update(parts)

    def release(self, match):
        """Contact details may go out, under an agreement with contactRelease approval."""
        match.released = True

    @staticmethod
    def coordination_agreed(match, own_view):
        """The holder that both views name, if they do."""
        holders = [(x.get("coordination") or {}).get("holder") for x in (own_view or {}, match.peer_view or {})]
        return holders[0] if holders[0] and holders[0] == holders[1] else None

    # Messages

    def _proof(self, agreement, match):
        bad, kind = self.misbehave, match.kind
        if bad.malformed_proof:
            return b64u(secrets.token_bytes(63))
        if bad.forged_proof:
            return b64u(b"\x00" + secrets.token_bytes(31) + b"\x00" + secrets.token_bytes(31))
        if bad.reflected_proof and match.last_proof:
            return match.last_proof
        theirs = decode(agreement.inbound[kind].entries[match.other].point)
        return b64u(prove(agreement.x[kind], agreement.raw, unb64u(match.id), theirs, self.region))

    def _verify(self, agreement, match, proof, where):
        kind = match.kind
        try:
            good = verify_proof(
                unb64u(proof, 64), agreement.x[kind], agreement.raw, unb64u(match.id),
                decode(agreement.inbound[kind].entries[match.other].point),
                decode(agreement.out[kind].entries[match.own].point), agreement.peer)
        except DocumentFault:
            good = False
        if good:
            match.proven, match.last_proof = True, proof
        else:
            match.failed = True
            match.last_proof = proof if isinstance(proof, str) else None
            self.alarm(f"unproven match ({where})")
            if not self.misbehave.any:
                self.violation(f"{where}: the proof fails")
        return good

    def _content(self, agreement, match):
        identity = agreement.out[match.kind].entries[match.own].identity
        involvements = []
        for item in self.state.entries[match.kind].get(identity, ()):
            item = dict(item)
            youth = item.pop("youth", None)
            named = sorted(unb64u(m.id) for m in agreement.matches.values() if m.kind == "youth" and m.proven
                           and agreement.out["youth"].entries[m.own].identity == youth)
            if named:
                item["youthMatch"] = b64u(named[0])
            if agreement.terms["contactRelease"] == "approval" and not match.released:
                if not named:
                    continue
                item.pop("organisation", None), item.pop("contact", None)
            involvements.append(item)
        content = {"involvements": involvements, "followUp": {"state": "notified", "at": match.created},
                   "coordination": {"state": "none", "at": match.created}, **match.extra}
        if self.misbehave.too_many_involvements:
            example = {"organisation": {"id": "o", "name": "O", "sector": "school"},
                       "contact": {"name": "N", "phone": "0200000000", "email": "n@o.example"},
                       "since": "2025-01", "involvement": "direct", "temporary": False}
            content["involvements"] = [example] * 51
        return {k: v for k, v in {**content, **self.misbehave.changed_view}.items() if v is not None}

    def own_view(self, agreement, match):
        content = self._content(agreement, match)
        if content != match.content or match.peer_seen > match.revision:
            match.content = content
            match.revision = max(match.revision + 1, match.peer_seen + 1, int(self.now().timestamp() * 1000))
            told = self.witness and any(any((x.get("contact") or {}).values()) for x in content["involvements"])
            match.disclosure = b64u(secrets.token_bytes(16)) if told else None
        if match.disclosure:
            self.note_exchange(agreement, "disclosure", "sent", match.disclosure)
        view = {"proof": self._proof(agreement, match), "revision": match.revision, "seen": match.peer_revision,
                **({"disclosure": match.disclosure} if match.disclosure else {}), **content}
        if self.misbehave.oversized_body:
            view["padding"] = "x" * (1 << 17)
        return view

    def exchange_matches(self, identifier=None):
        """Sends every proof and view that is due; the responses."""
        responses = []
        for agreement in list(self.state.agreements.values()):
            if identifier in (None, agreement.id) and self.in_force(agreement) and not self.state.restored:
                for match in sorted(agreement.matches.values(), key=lambda x: x.kind, reverse=True):
                    responses += self.send_match(agreement.id, match.id)
        return responses

    def send_match(self, identifier, match_identifier, again=False):
        """The proof if the other's is not known yet, then the view if it changed or was not seen."""
        agreement, responses = self.state.agreements[identifier], []
        with self.match_locks[match_identifier]:
            match = agreement.matches.get(match_identifier)
            if match is None or match.failed and not self.misbehave.any:
                return responses
            try:
                if not match.proven and not self.misbehave.view_before_proof:
                    with self.lock:
                        body = {"proof": self._proof(agreement, match)}
                    responses.append(self._send(agreement, match, body))
                    if not match.proven:
                        return responses
                with self.lock:
                    view = self.own_view(agreement, match)
                if again or match.resend or match.revision > max(match.sent, match.peer_seen):
                    responses.append(self._send(agreement, match, view))
            except (Unreachable, KeyError):  # a KeyError: an entry was withdrawn meanwhile, and with it the match
                responses.append(None)
        return responses

    def _send(self, agreement, match, body):
        match.shown = True  # before the answer is here the other side may have verified it, and send its view
        response = self.call(agreement.peer, "PUT", f"/v1/agreements/{agreement.id}/matches/{match.id}", body)
        with self.lock:
            if response.ok and body.get("disclosure"):
                self.note_exchange(agreement, "disclosure", "sent", body["disclosure"], confirmed=True)
            if response.ok and agreement.matches.get(match.id) is match:
                answer = response.json if isinstance(response.json, dict) else {}
                if self._verify(agreement, match, answer.get("proof"), f"answer of {agreement.peer} to a match"):
                    if "revision" not in body and len(answer) > 1:
                        self.violation("the answer to a first proof carries more than a proof")
                    if "revision" in body:
                        match.sent, match.resend = max(match.sent, body["revision"]), False
                        self._take_view(agreement, match, answer)
            elif response.code == "unproven-match" and not self.misbehave.any:
                self.violation("our proof was refused")
        return response

    def on_match(self, request, identifier, match_identifier):
        agreement, body = self._active(request.peer, identifier), request.object()
        match = agreement.matches.get(match_identifier)
        if match is None or self.state.restored:
            raise Problem(404, "unknown-match", "Try again while both entries stand.")
        if not self._verify(agreement, match, body.get("proof"), f"match of {agreement.peer}"):
            raise Problem(403, "unproven-match", "Prove the match from your own point.")
        if "revision" not in body:
            if len(body) > 1:
                self.violation("a first proof carries more than a proof")
            match.shown = True
            return {"proof": self._proof(agreement, match)}
        if not match.shown:
            self.violation("a view came before our proof")
        faults = view_faults(body, agreement.terms, match.kind)
        if faults and not self._tolerable(faults):
            self.violation(f"view of {agreement.peer}: {'; '.join(faults)}")
            raise Problem(400, "invalid-request", "Mend: " + "; ".join(faults) + ".", faults=faults)
        self._take_view(agreement, match, body)
        match.shown = True
        return self.own_view(agreement, match)

    @staticmethod
    def _tolerable(faults):
        """Unknown members are ignored on the wire; they are still noted as violations."""
        return all("unknown member" in x for x in faults)

    def _take_view(self, agreement, match, view):
        if "revision" not in view:
            self.violation("the answer to a view is not a view")
            return
        faults = view_faults(view, agreement.terms, match.kind)
        if faults:
            self.violation(f"view of {agreement.peer}: {'; '.join(faults)}")
            if not self._tolerable(faults):
                return
        if view["seen"] > match.revision and not self.state.confirmed:
            self._noticed_restore("the peer saw a later revision than ours")
        match.peer_seen = max(match.peer_seen, view["seen"])
        if match.disclosure and view["seen"] == match.revision:
            self.note_exchange(agreement, "disclosure", "sent", match.disclosure, confirmed=True)
        if view.get("disclosure"):
            self.note_exchange(agreement, "disclosure", "received", view["disclosure"], confirmed=True)
        if view["revision"] > match.peer_revision:
            match.peer_revision = view["revision"]
            match.peer_view = {k: v for k, v in view.items() if k not in ("proof", "revision", "seen")}
            self.arrived_views += 1
        elif view["revision"] == match.peer_revision:
            content = {k: v for k, v in view.items() if k not in ("proof", "revision", "seen")}
            if content != match.peer_view:
                self.violation("two views with one revision differ")
