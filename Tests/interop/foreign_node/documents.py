"""Encodings, problems, signed documents (JWS General JSON, Ed25519) and the forms that they must have."""
import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAX_INTEGER = 2**53 - 1
REGION = re.compile(r"[a-z][a-z0-9-]{1,31}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Problem(Exception):
    """An answer of the form RFC 9457, or the reason for one."""

    def __init__(self, status, code, detail, headers=None, **members):
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.headers, self.members = headers or {}, members

    def body(self):
        return {"type": f"urn:samenloop:problem:{self.code}", "title": self.code.replace("-", " "),
                "status": self.status, "detail": self.detail, "code": self.code, **self.members}


class DocumentFault(ValueError):
    pass


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text, length=None):
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise DocumentFault("not base64url without padding")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise DocumentFault("not base64url") from error
    if b64u(data) != text:
        raise DocumentFault("base64url with stray bits")
    if length is not None and len(data) != length:
        raise DocumentFault(f"{len(data)} bytes where {length} are due")
    return data


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def rfc3339(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text):
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        raise DocumentFault("not an RFC 3339 time in UTC with whole seconds")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise DocumentFault("not a time") from error


def whole(value, least=0):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MAX_INTEGER


# Keys and signatures


@dataclass(frozen=True)
class PublicIdentity:
    raw: bytes

    @property
    def jwk(self):
        return {"kty": "OKP", "crv": "Ed25519", "x": b64u(self.raw)}

    @property
    def thumbprint(self):
        return b64u(sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{b64u(self.raw)}"}}'.encode()))

    def verifies(self, signature, message):
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
            return True
        except (InvalidSignature, ValueError):
            return False


@dataclass(frozen=True)
class PrivateIdentity:
    key: Ed25519PrivateKey

    @property
    def public(self):
        return PublicIdentity(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @staticmethod
    def generate():
        return PrivateIdentity(Ed25519PrivateKey.generate())

    @staticmethod
    def from_seed(seed):
        return PrivateIdentity(Ed25519PrivateKey.from_private_bytes(seed))


def signature(payload, typ, identity, **extra):
    header = {"alg": "EdDSA", "kid": identity.public.thumbprint, "typ": typ, **extra}
    protected = b64u(dump(header))
    return {"protected": protected, "signature": b64u(identity.key.sign(f"{protected}.{b64u(payload)}".encode()))}


def sign(payload, typ, identity, **extra):
    """A document with one signature. The payload is an object, or the exact bytes."""
    data = payload if isinstance(payload, bytes) else dump(payload)
    return {"payload": b64u(data), "signatures": [signature(data, typ, identity, **extra)]}


def payload_bytes(jws):
    if not isinstance(jws, dict) or not isinstance(jws.get("signatures"), list) or not jws["signatures"]:
        raise DocumentFault("not a JWS in General JSON Serialization")
    return unb64u(jws.get("payload"))


def document_id(jws):
    return b64u(sha256(payload_bytes(jws)))


def read(jws):
    try:
        content = json.loads(payload_bytes(jws))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DocumentFault("payload is not JSON") from error
    if not isinstance(content, dict):
        raise DocumentFault("payload is not an object")
    return content


def verify(jws, typ, signers, count=None):
    """Every signature must be good and of a different one of the signers. Headers by thumbprint, in order."""
    payload_bytes(jws)
    expected = {s.thumbprint: s for s in signers}
    headers = {}
    for entry in jws["signatures"]:
        if not isinstance(entry, dict):
            raise DocumentFault("signature is not an object")
        try:
            header = json.loads(unb64u(entry.get("protected")))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise DocumentFault("protected header is not JSON") from error
        if not isinstance(header, dict) or "crit" in header or "b64" in header:
            raise DocumentFault("protected header has crit or b64")
        if header.get("alg") != "EdDSA" or header.get("typ") != typ:
            raise DocumentFault(f"alg or typ is not EdDSA, {typ}")
        kid = header.get("kid")
        if kid not in expected:
            raise DocumentFault("kid is not the key of an expected region")
        if kid in headers:
            raise DocumentFault("two signatures of one party")
        message = f"{entry['protected']}.{jws['payload']}".encode()
        if not expected[kid].verifies(unb64u(entry.get("signature"), 64), message):
            raise DocumentFault("signature does not verify")
        headers[kid] = header
    if count is not None and len(headers) != count:
        raise DocumentFault(f"{len(headers)} signatures where {count} are due")
    return headers


# Region cards, invitations, fingerprints


def read_card(jws):
    """A card's content and the identity that signed it; the card vouches for its own key."""
    card = read(jws)
    faults = []
    if not (isinstance(card.get("region"), str) and REGION.fullmatch(card["region"])):
        faults.append("region")
    if not isinstance(card.get("name"), str):
        faults.append("name")
    endpoint = card.get("endpoint")
    if not (isinstance(endpoint, str) and re.fullmatch(r"https://([^/:]+|\[[^\]/]+\]):\d{1,5}", endpoint)):
        faults.append("endpoint")
    keys = card.get("tlsKeys")
    if not (isinstance(keys, list) and 1 <= len(keys) <= 3):
        faults.append("tlsKeys")
    if card.get("environment") not in ("production", "training"):
        faults.append("environment")
    if not whole(card.get("version")):
        faults.append("version")
    jwk = card.get("identityKey")
    if not (isinstance(jwk, dict) and jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519"):
        faults.append("identityKey")
    if faults:
        raise DocumentFault("card: " + ", ".join(faults))
    for key in keys:
        unb64u(key, 32)
    parse_time(card.get("issuedAt"))
    identity = PublicIdentity(unb64u(jwk.get("x"), 32))
    verify(jws, "samenloop-card", [identity], count=1)
    return card, identity


def invitation_code(address, invitation, secret, spki):
    return f"samenloop://{address}/#{b64u(invitation + secret + spki)}"


def read_invitation(code):
    found = re.fullmatch(r"samenloop://([^/#]+)/#([A-Za-z0-9_-]+)", code)
    if not found:
        raise DocumentFault("not an invitation code")
    data = unb64u(found[2], 56)
    host, _, port = found[1].rpartition(":")
    return host.strip("[]"), int(port), data[:8], data[8:24], data[24:]


def join_proof(secret, invitation, card_id):
    message = f"samenloop/v1/join\n{invitation}\n{card_id}".encode()
    return b64u(hmac.new(secret, message, hashlib.sha256).digest())


def fingerprint(key_a, key_b, nonce):
    digest = sha256(b"samenloop/v1/fingerprint", *sorted((key_a, key_b)), nonce)
    return [f"{int.from_bytes(digest[5 * i:5 * i + 5], 'big') % 100000:05d}" for i in range(6)]


# Agreements, receipts and views


def agreement_faults(terms):
    faults = []

    def need(name, good):
        if not good:
            faults.append(name)

    parties = terms.get("parties")
    two = isinstance(parties, list) and len(parties) == 2 and all(
        isinstance(x, str) and REGION.fullmatch(x) for x in parties) and parties[0] < parties[1]
    need("parties", two)
    keys, limits = terms.get("identityKeys"), terms.get("limits")
    need("identityKeys", two and isinstance(keys, dict) and sorted(keys) == parties)
    need("kinds", terms.get("kinds") in (["youth"], ["youth", "guardian"]))
    good = two and isinstance(limits, dict) and sorted(limits) == parties
    for limit in limits.values() if good else ():
        good = good and isinstance(limit, dict) and all(whole(limit.get(x)) for x in ("active", "perDay", "perYear"))
        good = good and limit["perYear"] >= 2 * limit["active"]
    need("limits", good)
    need("contactRelease", terms.get("contactRelease") in ("automatic", "approval"))
    need("history", isinstance(terms.get("history"), bool))
    need("environment", terms.get("environment") in ("production", "training"))
    for name in ("followUpDays", "silenceDays"):
        need(name, whole(terms.get(name)))
    for name in ("purpose", "legalBasis", "nonce"):
        need(name, isinstance(terms.get(name), str))
    try:
        need("validUntil", parse_time(terms.get("validFrom")) < parse_time(terms.get("validUntil")))
        parse_time(terms.get("createdAt"))
    except DocumentFault:
        faults.append("validFrom, validUntil or createdAt")
    return faults


def batch_digest(salt, points, handles):
    return b64u(sha256(salt, *(b"\x01" + x for x in points), *(b"\x02" + x for x in handles)))


RECEIPT_MEMBERS = ("agreement", "kind", "from", "to", "generation", "sequence", "complete", "added", "withdrawn",
                   "active", "digest", "previous", "at")


def read_receipt(jws):
    receipt = read(jws)
    if any(x not in receipt for x in RECEIPT_MEMBERS):
        raise DocumentFault("receipt lacks " + ", ".join(x for x in RECEIPT_MEMBERS if x not in receipt))
    if not all(whole(receipt[x], 1 if x in ("generation", "sequence") else 0) for x in
               ("generation", "sequence", "added", "withdrawn", "active")):
        raise DocumentFault("receipt: a number is out of bounds")
    if not isinstance(receipt["complete"], bool):
        raise DocumentFault("receipt: complete")
    unb64u(receipt["digest"], 32)
    if receipt["previous"] is not None:
        unb64u(receipt["previous"], 32)
    parse_time(receipt["at"])
    return receipt


_ONE_OF = {
    "followUp.state": ("notified", "contacted", "none-needed"),
    "followUp.reason": ("already-in-contact", "no-consent", "not-reached", "not-needed"),
    "consent": ("asked", "given", "refused", "safety-exception"),
    "coordination.state": ("none", "proposed", "agreed"),
    "handover.state": ("wanted", "done"),
}
_VIEW = {"proof", "revision", "seen", "disclosure", "involvements", "followUp", "consent", "coordination", "handover"}
_PARTS = {"followUp": {"state", "reason", "outcome", "at"}, "coordination": {"state", "holder", "at"},
          "handover": {"state", "at"}}
_INVOLVEMENT = {"organisation", "contact", "since", "until", "involvement", "temporary", "left", "youthMatch"}


def view_faults(view, terms, kind):
    """What is wrong with a whole view. Members that nobody agreed on are faults here: a view holds no free text."""
    faults = [f"unknown member {x}" for x in view if x not in _VIEW]
    faults += [x for x in ("revision", "seen") if not whole(view.get(x))]
    involvements = view.get("involvements")
    if not isinstance(involvements, list) or len(involvements) > 50:
        return faults + ["involvements: not a list of at most 50"]
    for i, item in enumerate(involvements):
        faults += [f"involvements[{i}]: {x}" for x in _involvement_faults(item, terms, kind)]
    faults += _disclosure_faults(view, involvements)
    for part, members in _PARTS.items():
        value = view.get(part)
        if value is None:
            if part != "handover":
                faults.append(f"{part} is missing")
            continue
        if not isinstance(value, dict):
            faults.append(part)
            continue
        faults += [f"{part}: unknown member {x}" for x in value if x not in members]
        for name in ("state", "reason"):
            allowed = _ONE_OF.get(f"{part}.{name}")
            if allowed and value.get(name) not in allowed and not (name == "reason" and value.get(name) is None):
                faults.append(f"{part}.{name}")
        try:
            parse_time(value.get("at"))
        except DocumentFault:
            faults.append(f"{part}.at")
    if view.get("consent") is not None and view["consent"] not in _ONE_OF["consent"]:
        faults.append("consent")
    follow_up = view.get("followUp")
    if isinstance(follow_up, dict):
        outcome = follow_up.get("outcome") or []
        if not isinstance(outcome, list) or any(x not in ("better-fit", "earlier") for x in outcome):
            faults.append("followUp.outcome")
    coordination = view.get("coordination")
    if isinstance(coordination, dict) and coordination.get("holder") not in (None, *terms["parties"]):
        faults.append("coordination.holder")
    return faults


def _disclosure_faults(view, involvements):
    """A disclosure is 16 bytes and goes with contact details only. A node whose card has no log may send none."""
    disclosure = view.get("disclosure")
    if disclosure is None:
        return []
    contacts = [x.get("contact") for x in involvements if isinstance(x, dict)]
    if not any(isinstance(x, dict) and any(x.values()) for x in contacts):
        return ["disclosure: goes with contact details only"]
    try:
        unb64u(disclosure, 16)
    except DocumentFault as fault:
        return [f"disclosure: {fault}"]
    return []


def _involvement_faults(item, terms, kind):
    if not isinstance(item, dict):
        return ["not an object"]
    faults = [f"unknown member {x}" for x in item if x not in _INVOLVEMENT]
    for name, members in (("organisation", {"id", "name", "sector"}), ("contact", {"name", "phone", "email"})):
        value = item.get(name)
        if value is None:
            if terms["contactRelease"] == "automatic":
                faults.append(f"{name} is missing")
        elif not isinstance(value, dict) or any(x not in members for x in value):
            faults.append(name)
        elif any(x is not None and not isinstance(x, str) for x in value.values()):
            faults.append(name)
    for name in ("since", "until", "left"):
        value = item.get(name)
        if value is not None and not (isinstance(value, str) and MONTH.fullmatch(value)):
            faults.append(name)
    if item.get("since") is None:
        faults.append("since is missing")
    if item.get("until") is not None and not terms["history"]:
        faults.append("until without history")
    if item.get("involvement") not in ("direct", "indirect") or not isinstance(item.get("temporary"), bool):
        faults.append("involvement or temporary")
    if item.get("youthMatch") is not None and kind != "guardian":
        faults.append("youthMatch in a youth match")
    return faults


def within(terms, moment):
    return parse_time(terms["validFrom"]) <= moment <= parse_time(terms["validUntil"])


def overlap(a, b):
    return (parse_time(a["validFrom"]) <= parse_time(b["validUntil"])
            and parse_time(b["validFrom"]) <= parse_time(a["validUntil"]))


DAY = timedelta(days=1)
