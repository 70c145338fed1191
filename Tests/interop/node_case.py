"""What the tests of a node against the foreign one have in common."""
import dataclasses
import datetime
import itertools
import unittest

from foreign_node import ForeignNode, Misbehaviour
from node_process import NodeProcess, binary, signal_row, wait_for

_numbers = itertools.count()
_names = itertools.count(1)


def bsn(number):
    """The number-th made-up BSN: those that begin with 99 and pass the eleven-test."""
    for last in range(10):
        digits = f"99{number:06d}"
        if (sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2), digits)) - last) % 11 == 0:
            return f"bsn:{digits}{last}"
    return bsn(number + 500000)


def fresh(count):
    """So many identities that no test used before."""
    return [bsn(next(_numbers)) for _ in range(count)]


def fresh_vnr():
    return f"vnr:{next(_numbers):010d}"


def involvement(name="Het Huis", **changes):
    return {"organisation": {"id": "f-1", "name": name, "sector": "wijkteam"},
            "contact": {"name": "Ada Prof", "phone": "0201234567", "email": "ada@huis.example"},
            "since": "2025-03", "involvement": "direct", "temporary": False, **changes}


def youths(identities, name="Het Huis"):
    return {x: [involvement(name)] for x in identities}


def rfc3339(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def limits(active=5000, per_day=5000, per_year=15000):
    return {"active": active, "perDay": per_day, "perYear": per_year}


class WatchfulNode(ForeignNode):
    """A foreign node that keeps everything that it was told, and every batch as it came."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.told, self.batches = [], []

    def _check_leak(self, where, raw):
        self.told.append((where, raw))
        super()._check_leak(where, raw)

    def on_batch(self, request, identifier, kind):
        self.batches.append((identifier, kind, request.raw))
        return super().on_batch(request, identifier, kind)


@unittest.skipUnless(binary(), "no samenloop is built; set SAMENLOOP_BINARY")
class NodeCase(unittest.TestCase):
    """One real node for the tests of a class; each test gets foreign regions of its own."""

    @classmethod
    def setUpClass(cls):
        cls.node = NodeProcess("nhn")
        cls.addClassCleanup(cls.node.close)
        cls.node.start()

    # Names on both sides of "nhn", so that the node is now the first party and now the second.
    def foreign(self, **options):
        number = next(_names)
        other = WatchfulNode(f"{'az'[number % 2]}-region-{number}", **options).start()
        self.addCleanup(other.stop)
        return other

    def peered(self, **options):
        """A foreign region that joined the node with an invitation, and was accepted."""
        other, node = self.foreign(**options), self.node
        other.join(node.ask_well("POST", "/v1/invitations", "operator", {})["code"])
        node.ask_well("POST", f"/v1/peers/{other.region}/acceptance", "operator", {})
        other.wait_for(lambda: other.state.peers[node.region].status == "accepted", what="acceptance")
        return other

    def terms(self, other, **changes):
        """An agreement without what the node fills in."""
        now = datetime.datetime.now(datetime.timezone.utc)
        return {"purpose": "Finding each other early", "legalBasis": "Jeugdwet", "kinds": ["youth"],
                "limits": {x: limits() for x in (self.node.region, other.region)}, "contactRelease": "automatic",
                "history": False, "followUpDays": 14, "silenceDays": 90,
                "validFrom": rfc3339(now - datetime.timedelta(minutes=1)),
                "validUntil": rfc3339(now + datetime.timedelta(days=365)), **changes}

    def propose(self, other, **changes):
        """The node's proposal, approved by both its people; its id."""
        body = {"region": other.region, "terms": self.terms(other, **changes)}
        identifier = self.node.ask_well("POST", "/v1/agreements", "operator", body)["agreementId"]
        self.approve(identifier, "privacy-officer")
        return identifier

    def approve(self, identifier, *roles):
        for role in roles:
            self.node.ask_well("POST", f"/v1/agreements/{identifier}/approval", role, {})

    def agreed(self, other=None, **changes):
        """A foreign region with an agreement in force; the agreement's id is its `agreed`."""
        other = other or self.peered()
        other.agreed = self.propose(other, **changes)
        other.wait_for(lambda: other.agreed in other.received_proposals(), what="the proposal")
        self.assertTrue(other.conclude(other.agreed).ok)
        return other

    def exchange(self, other, rounds=3):
        """Everything that is due either way, until nothing is."""
        for _ in range(rounds):
            other.push()
            other.exchange_matches()
        self.settle(other)

    def settle(self, other):
        """Until both sides hold each other's feeds and views."""
        def is_settled():
            other.push()
            other.exchange_matches()
            agreements = [x for x in other.state.agreements.values() if other.in_force(x)]
            return (all(x.complete for y in agreements for x in (*y.out.values(), *y.inbound.values()))
                    and all(x.proven and x.peer_view is not None for x in other.matches())
                    and self.node.peer(other.region)["pending"] == 0)
        wait_for(is_settled, lambda: f"exchange with {other.region}: violations {other.violations}, "
                                     f"status {self.node.peer(other.region)}, last {other.exchanges[-8:]}")

    def put_signals(self, *rows):
        result = self.node.import_signals(rows)
        self.assertEqual(result["refused"], [])
        return result

    def feed_of(self, other, kind="youth"):
        """What the foreign node holds of the node's feed."""
        return other.state.agreements[other.agreed].inbound[kind]

    def own_feed(self, other, kind="youth"):
        """What the foreign node sent of its own."""
        return other.state.agreements[other.agreed].out[kind]

    def misbehave(self, other, **switches):
        other.misbehave = dataclasses.replace(Misbehaviour(), **switches)

    def match_of(self, other, *signals, status="open"):
        """The node's match with these own signals, or None."""
        found = [x for x in self.node.matches(other.region, status) if x["signals"] == sorted(signals)]
        return found[0] if found else None

    def assertHonest(self, *others):
        for other in others:
            self.assertEqual(other.violations, [], other.region)
            self.assertEqual(other.alarms, [], other.region)

    def assertToldNothing(self, other, *texts):
        """None of these texts, contact details say, ever reached the foreign node."""
        for where, raw in other.told:
            for text in texts:
                self.assertNotIn(text.encode(), raw, where)

    def assertAlarm(self, other, code):
        wait_for(lambda: code in self.node.alarms(other.region),
                 lambda: f"alarm {code}; there are {self.node.alarms(other.region)}, violations {other.violations}")


__all__ = ["NodeCase", "NodeProcess", "bsn", "fresh", "fresh_vnr", "involvement", "limits",
           "rfc3339", "signal_row", "wait_for", "youths"]
