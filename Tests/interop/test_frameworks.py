"""The real node and the foreign one under a framework: python3 -m unittest test_frameworks"""
import unittest

from foreign_node.documents import document_id, sign
from node_case import NodeCase, wait_for


class Frameworks(NodeCase):
    def agreements(self, other):
        return [x for x in self.node.command("agreement", "list")["agreements"] if x["peer"] == other.region]

    def peers(self):
        node, other = self.node, self.foreign()
        other.join(node.command("peer", "invite")["code"])
        node.command("peer", "accept", other.region)
        other.wait_for(lambda: other.state.peers[node.region].status == "accepted", what="acceptance")
        return node, other

    def sign(self, identifier, name):
        self.node.command("framework", "sign", identifier, "--class", name, "--as", "operator")
        self.node.command("framework", "sign", identifier, "--as", "privacy-officer")

    def stand(self, identifier, name):
        for role in ("operator", "privacy-officer"):
            self.node.command("framework", "approve", identifier, "--standing", "--classes-up-to", name, "--as", role)

    def test_signatures_and_an_agreement_by_standing_approval(self):
        node, other = self.peers()
        identifier = other.sign_framework(other.make_framework(), "large")
        first = other.put_framework(node.region, identifier)
        self.assertEqual((first.status, first.json["signatures"]), (200, []))
        self.sign(identifier, "small")
        other.wait_for(lambda: other.framework_class(identifier, node.region) == "small", what="the node's signature")
        self.assertEqual(len(other.put_framework(node.region, identifier).json["signatures"]), 1)
        # Not before two people approved it.
        other.propose_agreement(node.region, **other.terms_under(identifier, node.region))
        self.assertEqual([x["status"] for x in self.agreements(other)], ["received"])
        self.stand(identifier, "large")
        other.wait_for(lambda: any(x.status == "concluded" for x in other.state.agreements.values()), what="the agreement")
        self.assertEqual([x["status"] for x in self.agreements(other)], ["concluded"])
        self.assertHonest(other)

    def test_people_propose_under_a_framework(self):
        node, other = self.peers()
        identifier = other.sign_framework(other.make_framework(), "large")
        other.put_framework(node.region, identifier)
        node.command("agreement", "propose", other.region, "--framework", identifier, codes=(65,))    # not signed here yet
        self.sign(identifier, "small")
        other.wait_for(lambda: other.framework_class(identifier, node.region), what="the node's signature")
        proposed = node.command("agreement", "propose", other.region, "--framework", identifier)
        node.command("agreement", "approve", other.region, "--as", "privacy-officer")
        other.wait_for(lambda: other.state.agreements, what="the proposal")
        terms = next(iter(other.state.agreements.values())).terms
        self.assertEqual((terms["framework"], terms["limits"][node.region]["active"], terms["limits"][other.region]["active"]),
                         (identifier, 500, 5000))
        self.assertEqual(proposed["status"], "draft")
        self.assertHonest(other)

    def test_refusals(self):
        node, other = self.peers()
        payload = other.make_framework()
        identifier = other.sign_framework(payload, "large")
        path = f"/v1/frameworks/{identifier}"

        def code(jws, where=path):
            return other.call(node.region, "PUT", where, jws).code
        self.assertEqual(code(sign(payload, "samenloop-framework", other.identity)), "malformed")
        self.assertEqual(code(sign(payload, "samenloop-framework", other.identity, **{"class": "huge"})), "malformed")
        self.assertEqual(code(sign(payload, "samenloop-agreement", other.identity, **{"class": "large"})), "invalid-signature")
        good = sign(payload, "samenloop-framework", other.identity, **{"class": "large"})
        self.assertEqual(code({**good, "signatures": good["signatures"] * 2}), "invalid-signature")
        self.assertEqual(code(good, "/v1/frameworks/" + "A" * 43), "malformed")
        self.assertTrue(other.put_framework(node.region, identifier).ok)
        self.assertTrue(other.put_framework(node.region, identifier).ok)
        self.assertEqual(code(sign(payload, "samenloop-framework", other.identity, **{"class": "small"})), "conflict")
        for _ in range(2):
            more = other.sign_framework(other.make_framework(), "large")
            self.assertTrue(other.put_framework(node.region, more).ok)
        more = other.sign_framework(other.make_framework(), "large")
        self.assertEqual(other.put_framework(node.region, more).code, "conflict")
        self.assertEqual(document_id(good), identifier)

    def test_an_agreement_that_differs_from_its_framework_is_refused(self):
        node, other = self.peers()
        identifier = other.sign_framework(other.make_framework(), "small")
        other.put_framework(node.region, identifier)
        self.sign(identifier, "small")
        other.wait_for(lambda: other.framework_class(identifier, node.region), what="the node's signature")
        terms = other.terms_under(identifier, node.region)
        wider = {**terms["limits"], other.region: {"active": 501, "perDay": 500, "perYear": 1500}}
        for change in ({"purpose": "anything"}, {"limits": wider}):
            proposal = other.propose_agreement(node.region, send=False, **{**terms, **change})
            self.assertEqual(other.put_agreement(proposal).code, "malformed")
            other.state.agreements[proposal].status = "rejected"
        wait_for(lambda: not self.agreements(other), "the node to keep none of them")


if __name__ == "__main__":
    unittest.main()
