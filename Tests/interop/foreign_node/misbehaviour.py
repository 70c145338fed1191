"""Everything that a dishonest or broken node can be told to do. All off: the node keeps the protocol."""
from dataclasses import dataclass, field


@dataclass
class Misbehaviour:
    # As the receiver of a batch
    forged_tokens: str | None = None  # "random": made up; "claim": a token of an entry of our own, to claim a match
    same_token_twice: bool = False  # two additions are answered with one token
    too_few_tokens: bool = False  # one token is left out; the header agrees with what is sent
    wrong_tokens_header: bool = False  # the header names other tokens than the body
    no_tokens_header: bool = False
    missing_countersignature: bool = False
    wrong_countersignature: bool = False  # signature bytes that do not verify
    foreign_countersignature: bool = False  # a good signature of a key that nobody pinned
    answer_receipt: dict = field(default_factory=dict)  # members to change in the receipt that is countersigned
    refuse_batches: tuple | None = None  # (status, code): every batch is refused with it
    # As the server of any request
    answer_delay: float = 0  # seconds, after the request took effect
    drop_answers: int = 0  # that many batches and matches take effect, and the connection closes without an answer
    drop_requests: int = 0  # that many requests are cut off before they take effect
    garbage_answers: bool = False  # 200 with a body that is not JSON
    # As the sender of a batch
    receipt: dict = field(default_factory=dict)  # members to change in the receipt before signing
    bad_points: tuple = ()  # of "off-curve", "compressed", "hybrid", "infinity", "unreduced", "empty", "duplicate"
    wrong_sender_signature: bool = False
    unapproved_agreement: bool = False  # batches go out under an agreement that is not concluded
    too_many_items: bool = False  # 5,001 withdrawals in one batch
    oversized_body: bool = False  # batches and views carry a member that is longer than the limit
    # In reconciliations
    statement: dict = field(default_factory=dict)  # members to change in the signed statement
    # In matches
    forged_proof: bool = False  # well-formed numbers that prove nothing
    reflected_proof: bool = False  # the other side's last proof, sent back
    malformed_proof: bool = False  # 63 bytes
    too_many_involvements: bool = False  # 51 in one view
    view_before_proof: bool = False  # the first message already carries the view
    changed_view: dict = field(default_factory=dict)  # members to change in every whole view

    @property
    def any(self):
        return self != Misbehaviour()
