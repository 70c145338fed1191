"""Feeds: sending batches, receiving and answering them, state and generations."""
import json
import secrets
from datetime import timedelta

from . import curve
from .documents import (DAY, DocumentFault, PrivateIdentity, Problem, batch_digest, b64u, document_id, dump,
                        payload_bytes, read_receipt, rfc3339, sha256, sign, signature, unb64u, verify, whole)
from .state import InEntry, OutEntry, OutFeed, Pending
from .wire import Unreachable

MAX_ITEMS = 5000
TYP = "samenloop-receipt"


def age(receipt):
    """Receipts of one feed by age; none is the oldest."""
    if receipt is None:
        return (0, 0)
    values = read_receipt(receipt)
    return (values["generation"], values["sequence"])


class Feeds:
    # What stands in the feeds

    def set_youths(self, youths):
        """{identity: [involvement…]}; everything that is not named any more is withdrawn with the next push."""
        self._set_entries("youth", youths)

    def set_guardians(self, guardians):
        """As set_youths; an involvement may carry "youth": the youth's identity, for `youthMatch`."""
        self._set_entries("guardian", guardians)

    def _set_entries(self, kind, entries):
        wrong = [x for x in entries if not curve.valid_identity(x)]
        if wrong:
            raise ValueError(f"not identities: {wrong}")
        with self.lock:
            self.state.entries[kind] = {x: list(items) for x, items in entries.items()}
            for agreement in self.state.agreements.values():
                self._refresh_matches(agreement)

    def _point(self, agreement, kind, identity):
        key = (agreement.id, kind, identity)
        if key not in self.points:
            if (kind, identity) not in self.hashed:
                self.hashed[kind, identity] = curve.identity_point(identity, kind)
            self.points[key] = curve.encode(curve.multiply(agreement.x[kind], self.hashed[kind, identity]))
        return self.points[key]

    # Sending

    def push(self, identifier=None, kind=None, most=100):
        """Sends batches until nothing is left to send; the responses. None in the list: no answer came."""
        responses = []
        for agreement in list(self.state.agreements.values()):
            if identifier not in (None, agreement.id):
                continue
            if not self.in_force(agreement) and not (self.misbehave.unapproved_agreement and identifier):
                continue
            for feed_kind in agreement.out:
                if kind in (None, feed_kind):
                    for _ in range(most):
                        response = self.push_once(agreement.id, feed_kind)
                        if response is not False:
                            responses.append(response)
                        if not response or not response.ok:
                            break
        return responses

    def push_once(self, identifier, kind):
        """One batch: the response, None when no answer came, False when there was nothing to send."""
        agreement = self.state.agreements[identifier]
        with self.feed_locks[identifier, kind]:
            feed = agreement.out[kind]
            with self.lock:
                self._give_up_erased(agreement, feed)
            if feed.repair and self._reconcile(agreement, feed) == "unknown":
                return None
            with self.lock:
                pending = self._pending(agreement, feed)
            if pending is None:
                return False
            path = f"/v1/agreements/{identifier}/feeds/{kind}/batches"
            try:
                response = self.call(agreement.peer, "POST", path, pending.raw)
            except Unreachable:
                pending.uncertain = True
                return None
            with self.lock:
                if agreement.out[kind] is feed and feed.pending is pending:
                    self._batch_answered(agreement, feed, pending, response)
            return response

    def _give_up_erased(self, agreement, feed):
        """A batch that waits and holds an item which must be erased meanwhile is given up."""
        if feed.pending:
            known = {self.points.get((agreement.id, feed.kind, x)) for x in self.state.entries[feed.kind]}
            if not all(point in known for point in feed.pending.add):
                feed.repair = feed.repair or feed.pending.uncertain
                feed.pending = None

    def _pending(self, agreement, feed):
        """The batch that waits for its answer, or the next one."""
        if feed.pending:
            return feed.pending
        wanted = self.state.entries[feed.kind]
        withdraw = sorted(h for h, entry in feed.entries.items() if entry.identity not in wanted)
        named = {x.identity for x in feed.entries.values() if x.generation == feed.generation}
        add = [] if self.state.restored else sorted(
            (self._point(agreement, feed.kind, x), x) for x in wanted if x not in named)
        whole_set = not self.state.restored
        if len(withdraw) > MAX_ITEMS or feed.withdraw_first and withdraw:
            withdraw, add, whole_set = withdraw[:MAX_ITEMS], [], False
        room = min(MAX_ITEMS - len(withdraw), self.batch_size)
        if feed.cap is not None:
            room, feed.cap = min(room, feed.cap), None
        if len(add) > room:
            add, whole_set = add[:room], False
        if not add and not withdraw and (feed.complete or self.state.restored):
            return None
        feed.withdraw_first = False
        feed.pending = self._build(agreement, feed, add, withdraw, feed.complete or whole_set)
        return feed.pending

    def _build(self, agreement, feed, add, withdraw, complete):
        points, bad = [x for x, _ in add], self.misbehave
        listed = list(points)
        for kind in bad.bad_points:
            listed.append(self._bad_point(kind, listed))
        if bad.too_many_items:
            withdraw = withdraw + [secrets.token_bytes(16) for _ in range(MAX_ITEMS + 1)]
        named = {h for h, x in feed.entries.items() if x.generation == feed.generation}
        after = (named - set(withdraw)) | {curve.handle(feed.kind, x) for x in listed}
        first = feed.sequence == 0
        previous = feed.previous if first else feed.receipt
        salt = secrets.token_bytes(32)
        receipt = {
            "agreement": agreement.id, "kind": feed.kind, "from": self.region, "to": agreement.peer,
            "generation": feed.generation, "sequence": feed.sequence + 1, "complete": complete,
            "added": len(listed), "withdrawn": len(withdraw), "active": len(after),
            "digest": batch_digest(salt, listed, withdraw),
            "previous": document_id(previous) if previous else None, "at": rfc3339(self.now()), **bad.receipt}
        signer = PrivateIdentity.generate() if bad.wrong_sender_signature else self.identity
        jws = sign(receipt, TYP, signer)
        self.state.signed.add(document_id(jws))
        self.note_exchange(agreement, "batch", "sent", document_id(jws))
        body = {"generation": receipt["generation"], "sequence": receipt["sequence"],
                "add": [b64u(x) for x in listed], "withdraw": [b64u(x) for x in withdraw], "salt": b64u(salt)}
        if first and previous:
            body["previousReceipt"] = previous
        if bad.oversized_body:
            body["padding"] = "x" * (1 << 20)
        raw = dump({**body, "receipt": jws})
        feed.sent.append(raw)
        return Pending(raw, jws, document_id(jws), points, withdraw, receipt)

    @staticmethod
    def _bad_point(kind, others):
        good = curve.encode(curve.identity_point("bsn:111222333", "youth"))
        return {"off-curve": good[:-1] + bytes([good[-1] ^ 1]), "compressed": bytes([2 + (good[-1] & 1)]) + good[1:33],
                "hybrid": bytes([6 + (good[-1] & 1)]) + good[1:], "infinity": b"\x00", "empty": b"",
                "unreduced": b"\x04" + curve.p.to_bytes(32, "big") + good[33:],
                "duplicate": others[0] if others else good}[kind]

    def _batch_answered(self, agreement, feed, pending, response):
        if response.ok:
            tokens = self._check_answer(agreement, feed, pending, response.json or {})
            if tokens is not None:
                self._batch_confirmed(agreement, feed, pending, tokens, response.json["receipt"])
        elif response.status in (400, 429):
            feed.pending = None
            if pending.uncertain:
                feed.repair = True
            else:
                self.note_refused(agreement, pending.id)
                feed.withdraw_first = True
                if response.status == 429 and whole((response.json or {}).get("remaining"), 1):
                    feed.cap = response.json["remaining"]
        elif response.status == 409:
            feed.repair = True
        elif response.code == "agreement-not-active" and agreement.status == "concluded":
            if agreement.put_at is None or self.now() - agreement.put_at > timedelta(hours=1):
                agreement.deliver = True

    def _check_answer(self, agreement, feed, pending, answer):
        """The tokens of a good answer; None, and violations, otherwise."""
        where = f"answer to batch {feed.generation}.{feed.sequence + 1} of {feed.kind}"
        try:
            receipt = answer.get("receipt")
            if payload_bytes(receipt) != payload_bytes(pending.receipt):
                raise DocumentFault("the receipt's payload is not the one sent")
            headers = verify(receipt, TYP, self._identities(agreement.peer), count=2)
            tokens = [unb64u(x, 16) for x in answer.get("matchTokens")]
            if len(tokens) != pending.values["added"]:
                raise DocumentFault("the number of tokens is wrong")
            header = headers[self.state.peers[agreement.peer].identity.thumbprint]
            if header.get("tokens") != b64u(sha256(*tokens)):
                raise DocumentFault("the tokens header disagrees with the tokens")
        except (DocumentFault, TypeError) as fault:
            self.violation(f"{where}: {fault}")
            return None
        return tokens

    def _batch_confirmed(self, agreement, feed, pending, tokens, receipt):
        for item in pending.withdraw:
            feed.entries.pop(item, None)
        identities = {self.points[agreement.id, feed.kind, x]: x for x in self.state.entries[feed.kind]
                      if (agreement.id, feed.kind, x) in self.points}
        for point, token in zip(pending.add, tokens):
            if point in identities:
                feed.entries[curve.handle(feed.kind, point)] = OutEntry(
                    identities[point], point, feed.generation, token)
        seen = [x.token for x in feed.entries.values()]
        if len(set(seen)) != len(seen):
            self.violation(f"two additions of the {feed.kind} feed got the same token")
        feed.sequence, feed.receipt, feed.pending, feed.previous = feed.sequence + 1, receipt, None, None
        if pending.values["complete"] and not feed.complete:
            feed.complete = True
            feed.entries = {h: x for h, x in feed.entries.items() if x.generation == feed.generation}
            self._generation_completed(agreement, feed.generation)
        self.audit("sent", pending.id)
        self.note_exchange(agreement, "batch", "sent", pending.id, confirmed=True)
        self._refresh_matches(agreement)

    def _generation_completed(self, agreement, generation):
        self._note_succession(agreement)
        if generation > 1:
            for match in agreement.matches.values():
                match.resend = True

    def resend_batch(self, identifier, kind, index=-1):
        """Sends an earlier request again, byte for byte."""
        agreement = self.state.agreements[identifier]
        path = f"/v1/agreements/{identifier}/feeds/{kind}/batches"
        return self.call(agreement.peer, "POST", path, agreement.out[kind].sent[index])

    # State and generations

    def read_state(self, identifier):
        """The peer's answer about our feeds, verified; {kind: entry}."""
        agreement = self.state.agreements[identifier]
        response = self.call(agreement.peer, "GET", f"/v1/agreements/{identifier}/state")
        if not response.ok:
            raise Problem(response.status, response.code or "unexpected", "The state was not given.")
        feeds = (response.json or {}).get("feeds")
        for kind in agreement.out:
            if not isinstance(feeds, dict) or not isinstance(feeds.setdefault(kind, {}), dict):
                self.violation("state: no feeds")
                return {}
            entry = feeds[kind]  # the protocol does not say how a feed looks that has no receipt: absent will do
            try:
                if entry.get("receipt") is None:
                    good = not entry.get("sequence") and not entry.get("active")
                else:
                    verify(entry["receipt"], TYP, self._identities(agreement.peer), count=2)
                    values = read_receipt(entry["receipt"])
                    good = all(entry.get(x) == values[x] for x in ("generation", "sequence", "complete", "active"))
                    good = good and values["agreement"] == identifier and values["kind"] == kind
                    good = good and values["from"] == self.region
            except DocumentFault as fault:
                self.violation(f"state of {kind}: {fault}")
                entry["receipt"] = None
                continue
            if not good:
                self.violation(f"state of {kind} disagrees with its receipt")
        return feeds

    def reconcile(self, identifier, kind):
        """Reads state and repairs: "agree", "repeat" or "generation N"."""
        with self.feed_locks[identifier, kind]:
            agreement = self.state.agreements[identifier]
            return self._reconcile(agreement, agreement.out[kind])

    def _reconcile(self, agreement, feed):
        try:
            entry = self.read_state(agreement.id).get(feed.kind, {})
        except (Problem, Unreachable):
            return "unknown"
        with self.lock:
            theirs = entry.get("receipt")
            held = document_id(theirs) if theirs else None
            was_told, feed.repair = feed.repair, False
            if theirs and held not in self.state.signed:
                self._noticed_restore("our signature on a batch that we do not know")
            if feed.pending and held == feed.pending.id:
                return "repeat"
            if held == (document_id(feed.receipt) if feed.receipt else None) and not was_told:
                return "agree"
            known = max(feed.generation, age(theirs)[0])
            self._new_generation(feed, known, theirs)
            return f"generation {feed.generation}"

    def start_generation(self, identifier, kind):
        """A new generation without need."""
        with self.lock:
            self._new_generation(self.state.agreements[identifier].out[kind])

    @staticmethod
    def _new_generation(feed: OutFeed, known=0, theirs=None):
        feed.previous = max((feed.receipt, feed.previous, theirs), key=age)
        feed.generation = 1 + max(known, feed.generation)
        feed.sequence, feed.complete, feed.pending = 0, False, None

    def _noticed_restore(self, why):
        self.alarm(f"restored: {why}")
        self.state.restored = True

    def confirm_import(self):
        """The operator confirms that the index was imported anew after a restore."""
        with self.lock:
            self.state.restored, self.state.confirmed = False, True
            for agreement in self.state.agreements.values():
                for match in agreement.matches.values():
                    match.resend = True
                for feed in agreement.out.values():
                    feed.repair = True

    # Receiving

    def _feed_state(self, feed):
        return {"generation": feed.generation, "sequence": feed.sequence, "complete": feed.complete,
                "active": feed.active, **({"receipt": feed.receipt} if feed.receipt else {})}

    def on_state(self, request, identifier):
        agreement = self._active(request.peer, identifier)
        return {"feeds": {k: self._feed_state(x) for k, x in agreement.inbound.items()}}

    def on_batch(self, request, identifier, kind):
        agreement, peer = self._active(request.peer, identifier), request.peer
        if kind not in agreement.inbound:
            raise Problem(403, "agreement-not-active", "This kind is not part of the agreement.")
        feed, body = agreement.inbound[kind], request.object()
        if self.misbehave.refuse_batches:
            raise Problem(*self.misbehave.refuse_batches, "Told to refuse.")
        try:
            identifier_of_receipt = document_id(body.get("receipt"))
        except DocumentFault as fault:
            raise Problem(400, "invalid-receipt", f"Send a signed receipt: {fault}.") from fault
        if identifier_of_receipt == feed.answered:
            return feed.answer
        values, points, handles = self._check_batch(agreement, feed, body)
        self._check_order(agreement, feed, body, values, points, handles)
        fresh = [x for x in points if curve.handle(kind, x) not in feed.entries]
        gone = sum(h in feed.entries for h in set(handles))
        self._check_limits(agreement, peer, len(fresh), gone)
        return self._take_batch(agreement, feed, peer, body, values, points, handles, len(fresh))

    def _refuse(self, status, code, detail, **members):
        self.violation(f"batch refused: {code}: {detail} {members.get('index', '')}")
        raise Problem(status, code, detail, **members)

    def _check_batch(self, agreement, feed, body):
        """Everything that the batch says about itself."""
        add, withdraw = body.get("add"), body.get("withdraw")
        if not isinstance(add, list) or not isinstance(withdraw, list) or len(add) + len(withdraw) > MAX_ITEMS:
            self._refuse(400, "invalid-request", "Send add and withdraw, at most 5,000 items.")
        if not whole(body.get("generation"), 1) or not whole(body.get("sequence"), 1):
            self._refuse(400, "invalid-request", "Send generation and sequence.")
        points, seen = [], set()
        for i, item in enumerate(add):
            try:
                points.append(unb64u(item, 65))
            except DocumentFault:
                self._refuse(400, "invalid-point", "Send 65 bytes of uncompressed SEC1.", index=i)
            if points[-1] in seen:
                self._refuse(400, "duplicate-point", "Send every point once.", index=i)
            seen.add(points[-1])
        if points != sorted(points):
            self.violation("points of a batch are not sorted")
        try:
            handles = [unb64u(x, 16) for x in withdraw]
            salt = unb64u(body.get("salt"), 32)
        except DocumentFault as fault:
            self._refuse(400, "invalid-request", f"Send handles of 16 bytes and a salt of 32: {fault}.")
        try:
            verify(body["receipt"], TYP, [self.state.peers[agreement.peer].identity], count=1)
            values = read_receipt(body["receipt"])
            due = {"agreement": agreement.id, "kind": feed.kind, "from": agreement.peer, "to": self.region,
                   "generation": body["generation"], "sequence": body["sequence"], "added": len(points),
                   "withdrawn": len(handles), "digest": batch_digest(salt, points, handles)}
            wrong = [x for x in due if due[x] != values[x]]
            if wrong:
                raise DocumentFault("wrong: " + ", ".join(wrong))
            if body.get("previousReceipt") is not None:
                verify(body["previousReceipt"], TYP, self._identities(agreement.peer), count=2)
                earlier = read_receipt(body["previousReceipt"])
                if any(earlier[x] != values[x] for x in ("agreement", "kind", "from", "to")):
                    raise DocumentFault("previousReceipt is of another feed")
        except DocumentFault as fault:
            self._refuse(400, "invalid-receipt", f"The receipt must state what is sent: {fault}.")
        return values, points, handles

    def _check_order(self, agreement, feed, body, values, points, handles):
        """Generation, sequence, previous and active; what they must be follows from the feed."""
        generation, sequence, previous = values["generation"], values["sequence"], body.get("previousReceipt")
        state = self._feed_state(feed)
        if (generation, sequence) == (feed.generation, feed.sequence) and feed.receipt:
            if values["digest"] != read_receipt(feed.receipt)["digest"]:
                self._refuse(409, "sequence-conflict", "Read state and start a new generation.", state=state)
        if previous and document_id(previous) not in self.state.signed:
            self._noticed_restore("our signature on a batch that we do not know")
        if generation > feed.generation and sequence == 1:
            good = age(previous) >= age(feed.receipt) and (previous is not None or feed.receipt is None)
            due = document_id(previous) if previous else None
        else:
            good = generation == feed.generation and sequence == feed.sequence + 1 and generation > 0
            due = document_id(feed.receipt) if feed.receipt else None
        named = {h for h, x in feed.entries.items() if x.generation == generation}
        named = (named - set(handles)) | {curve.handle(feed.kind, x) for x in points}
        if not good or values["previous"] != due or values["active"] != len(named):
            self._refuse(409, "sequence-gap", "Read state and start a new generation.", state=state)
        if feed.complete and generation == feed.generation and not values["complete"]:
            self._refuse(400, "invalid-receipt", "complete stays true within a generation.")

    def _check_limits(self, agreement, peer, fresh, gone):
        now, limits = self.now(), agreement.terms["limits"][peer.region]
        peer.additions = [x for x in peer.additions if now - x[0] < 365 * DAY]
        held = sum(len(x.entries) for x in agreement.inbound.values()) - gone
        excepted = self._excepted(agreement, peer.region)
        day = [x for x in peer.additions if now - x[0] < DAY]
        for name, window, used, extra in (
                ("active", None, held, 0), ("perDay", day, sum(x[1] for x in day), excepted),
                ("perYear", peer.additions, sum(x[1] for x in peer.additions), excepted)):
            if fresh and used + fresh > limits[name] + extra:
                span = DAY if name == "perDay" else 365 * DAY
                wait = (window[0][0] + span - now).total_seconds() if window else 3600
                self.note(f"{peer.region}: limit {name} exceeded")
                raise Problem(429, "limit-exceeded", "Send fewer additions, or later.", {"Retry-After": int(wait) + 1},
                              limit=name, remaining=max(0, limits[name] + extra - used))

    def _take_batch(self, agreement, feed, peer, body, values, points, handles, fresh):
        decoded = []
        for i, point in enumerate(points):
            try:
                decoded.append(curve.decode(point))
            except curve.InvalidPoint as fault:
                self._refuse(400, "invalid-point", f"Send a point: {fault}.", index=i)
        shared = [curve.multiply(agreement.x[feed.kind], x) for x in decoded]
        tokens = [curve.match_token(agreement.raw, feed.kind, x) for x in shared]
        for item in handles:
            feed.entries.pop(item, None)
        if self.misbehave.forged_tokens == "claim":
            own = [x.token for x in agreement.out[feed.kind].entries.values()]
            tokens = own[:len(tokens)] + tokens[len(own):]
        for point, token in zip(points, tokens):
            feed.entries[curve.handle(feed.kind, point)] = InEntry(point, token, values["generation"])
        if fresh:
            peer.additions.append((self.now(), fresh))
        completed = values["complete"] and not (feed.complete and feed.generation == values["generation"])
        if completed:
            feed.entries = {h: x for h, x in feed.entries.items() if x.generation == values["generation"]}
        feed.generation, feed.sequence = values["generation"], values["sequence"]
        feed.complete, feed.active = values["complete"], values["active"]
        answer = self._answer(body["receipt"], tokens)
        feed.receipt, feed.answered, feed.answer = answer["receipt"], document_id(body["receipt"]), dump(answer)
        self.state.signed.add(feed.answered)
        self.audit("received", feed.answered)
        self.note_exchange(agreement, "batch", "received", feed.answered, confirmed=True)
        self._refresh_matches(agreement)
        if completed:
            self._generation_completed(agreement, feed.generation)
        return feed.answer

    def _answer(self, receipt, tokens):
        bad = self.misbehave
        tokens = list(tokens)
        if bad.forged_tokens == "random":
            tokens = [secrets.token_bytes(16) for _ in tokens]
        if bad.same_token_twice and len(tokens) > 1:
            tokens[1] = tokens[0]
        if bad.too_few_tokens:
            tokens = tokens[:-1]
        extra = {} if bad.no_tokens_header else {"tokens": b64u(sha256(*tokens))}
        if bad.wrong_tokens_header:
            extra = {"tokens": b64u(sha256(b"others"))}
        payload = payload_bytes(receipt)
        signatures = list(receipt["signatures"])
        if bad.answer_receipt:
            payload = dump({**json.loads(payload), **bad.answer_receipt})
        signer = PrivateIdentity.generate() if bad.foreign_countersignature else self.identity
        if not bad.missing_countersignature:
            signatures.append(signature(payload, TYP, signer, **extra))
        if bad.wrong_countersignature:
            signatures[-1] = {**signatures[-1], "signature": b64u(secrets.token_bytes(64))}
        return {"matchTokens": [b64u(x) for x in tokens],
                "receipt": {"payload": b64u(payload), "signatures": signatures}}
