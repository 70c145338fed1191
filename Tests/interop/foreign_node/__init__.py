"""A second, independent implementation of the peer protocol, for interoperability tests only.

Written from the protocol page and the vectors, without a look at the Swift sources. State lives in memory, curve
arithmetic is plain Python and not constant-time: never use it for real data.

    with ForeignNode("nhn") as node:
        print(node.join(code))                       # the fingerprint; then the other region accepts
        node.conclude(node.received_proposals()[0])  # what it proposed
        node.set_youths({"bsn:900000016": [{…}]})
        node.push(); node.exchange_matches()         # or node.run() once, for the background
        assert node.violations == []                 # what the other side did against the protocol
"""
from .documents import Problem
from .misbehaviour import Misbehaviour
from .node import ForeignNode
from .wire import Unreachable
from .witness import Witness

__all__ = ["ForeignNode", "Misbehaviour", "Problem", "Unreachable", "Witness"]
