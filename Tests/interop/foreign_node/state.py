"""What a node remembers: plain data, so that a copy of it is a backup."""
from dataclasses import dataclass, field

from .documents import PublicIdentity, unb64u


@dataclass
class Peer:
    region: str
    card: dict
    card_jws: dict
    card_id: str
    identity: PublicIdentity
    status: str  # "invited" (we joined, wait for them), "requested" (they joined), "accepted", "suspended", "rejected"
    nonce: bytes = b""
    request: str = ""
    tell: bool = False  # acceptance has not reached it yet
    additions: list = field(default_factory=list)  # (moment, count): what its limits are measured on
    cosigned: int = 0  # the size of our own log that it cosigned last

    @property
    def pins(self):
        return {unb64u(x) for x in self.card["tlsKeys"]}


@dataclass
class PeeringRequest:
    id: str
    region: str
    pins: set
    card_id: str
    invitation: str
    answer: dict
    status: str = "pending"
    reason: str | None = None
    closed: object = None


@dataclass
class Invitation:
    id: str
    secret: bytes
    expires: object
    request: str | None = None


@dataclass
class OutEntry:
    identity: str
    point: bytes
    generation: int
    token: bytes


@dataclass
class Pending:
    raw: bytes  # the whole request, repeated byte for byte
    receipt: dict
    id: str
    add: list
    withdraw: list
    values: dict  # the receipt's payload
    uncertain: bool = False  # it may have arrived


@dataclass
class OutFeed:
    kind: str
    generation: int = 1
    sequence: int = 0
    complete: bool = False
    entries: dict = field(default_factory=dict)  # handle → OutEntry
    receipt: dict | None = None  # the last one with both signatures
    previous: dict | None = None  # names the feed's past in the first batch of a later generation
    pending: Pending | None = None
    cap: int | None = None  # additions that a limit leaves
    withdraw_first: bool = False
    repair: bool = False
    sent: list = field(default_factory=list)  # every request, for tests that replay


@dataclass
class InEntry:
    point: bytes
    token: bytes
    generation: int


@dataclass
class InFeed:
    kind: str
    generation: int = 0
    sequence: int = 0
    complete: bool = False
    active: int = 0
    entries: dict = field(default_factory=dict)  # handle → InEntry
    receipt: dict | None = None
    answered: str | None = None  # the receipt's documentId of the last batch
    answer: bytes = b""


@dataclass
class Match:
    id: str
    kind: str
    own: bytes
    other: bytes
    created: str
    proven: bool = False  # the other side's proof verified here
    shown: bool = False  # ours went out
    failed: bool = False
    last_proof: str | None = None
    content: dict | None = None
    revision: int = 0
    sent: int = 0  # the highest revision that was answered
    resend: bool = False
    disclosure: str | None = None  # names the revision's contact details in both sides' audit logs
    extra: dict = field(default_factory=dict)  # followUp, consent, coordination, handover
    released: bool = False
    peer_view: dict | None = None
    peer_revision: int = 0
    peer_seen: int = 0


@dataclass
class Agreement:
    id: str
    raw: bytes
    terms: dict
    jws: dict
    peer: str
    status: str  # "proposed", "concluded", "rejected", "revoked", "lapsed"
    x: dict
    out: dict
    inbound: dict
    ours: bool = False  # we proposed it
    deliver: bool = False  # the peer has not confirmed the document yet
    ending: dict | None = None  # the document that ended it
    remind: bool = False
    put_at: object = None
    ends: object = None  # a successor took over
    matches: dict = field(default_factory=dict)
    exceptions: dict = field(default_factory=dict)  # documentId → JWS
    matched_kinds: set = field(default_factory=set)


@dataclass
class State:
    peers: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)
    invitations: dict = field(default_factory=dict)
    agreements: dict = field(default_factory=dict)
    frameworks: dict = field(default_factory=dict)  # by id, the documents by region, each with that region's signature
    introductions_asked: dict = field(default_factory=dict)  # by who asks, what it asks for
    entries: dict = field(default_factory=lambda: {"youth": {}, "guardian": {}})
    signed: set = field(default_factory=set)  # documentIds of everything this node put its name to
    leaves: list = field(default_factory=list)  # audit log
    checkpoints: set = field(default_factory=set)  # the sizes of it that were signed
    exchanged: list = field(default_factory=list)  # what of it a reconciliation asks for
    restored: bool = False
    confirmed: bool = False  # the index was imported anew after a restore: peers still hold later revisions of views
