"""Foreign regions vouch for others at the real node: python3 -m unittest test_introductions"""
import unittest

from foreign_node.documents import PrivateIdentity
from node_case import NodeCase, limits


class Introductions(NodeCase):
    def federated(self, count=2):
        """Foreign regions that the node compared, and a framework that all of them signed."""
        others = [self.peered() for _ in range(count)]
        payload = others[0].make_framework()
        for other in others:
            identifier = other.sign_framework(payload, "small")
            self.assertTrue(other.put_framework(self.node.region, identifier).ok)
        self.node.command("framework", "sign", identifier, "--class", "small", "--as", "operator")
        self.node.command("framework", "sign", identifier, "--as", "privacy-officer")
        return identifier, others

    def introduced(self, region):
        found = [x for x in self.node.command("peer", "introductions")["introduced"] if x["region"] == region]
        return found[0]["standing"] if found else None

    def test_two_that_vouch_for_one_key_suffice_and_one_does_not(self):
        framework, (first, second) = self.federated()
        key, name = PrivateIdentity.generate(), f"new-{first.region}"
        self.assertTrue(first.put_introduction(self.node.region, framework, name, key).ok)
        self.assertEqual(self.introduced(name), "too-few")
        status, _ = self.node.ask("POST", f"/v1/peers/{name}/acceptance", "operator", {})
        self.assertEqual(status, 409)
        # The same region once more is no second one.
        self.assertTrue(first.put_introduction(self.node.region, framework, name, key).ok)
        self.assertEqual(self.introduced(name), "too-few")
        self.assertTrue(second.put_introduction(self.node.region, framework, name, key).ok)
        self.assertEqual(self.introduced(name), "acceptable")
        self.node.command("peer", "accept", name, "--propose-terms", codes=(64,))
        self.node.command("peer", "accept", name)
        peer = [x for x in self.node.command("peer", "list")["peers"] if x["region"] == name][0]
        self.assertEqual((peer["status"], peer["introducers"]), ("accepted", sorted([first.region, second.region])))

    def test_a_region_that_joined_is_compared_though_others_introduced_it(self):
        framework, (first, second) = self.federated()
        terms = {"purpose": "p", "legalBasis": "l", "kinds": ["youth"], "contactRelease": "automatic", "history": False,
                 "followUpDays": 14, "silenceDays": 90, "validFrom": "2026-01-01T00:00:00Z",
                 "validUntil": "2099-01-01T00:00:00Z", "limits": {"*": limits()}}
        joining = self.foreign()
        joining.join(self.node.ask_well("POST", "/v1/invitations", "operator", {"terms": terms})["code"])
        for other in (first, second):
            self.assertTrue(other.put_introduction(self.node.region, framework, joining.region, joining.identity).ok)
        self.assertEqual(self.introduced(joining.region), "comparison-needed")
        # Accepted as one that joined: with the terms of its invitation, and not on the word of others.
        answer = self.node.command("peer", "accept", joining.region, "--propose-terms")
        self.assertEqual(answer["peer"], joining.region)
        peer = [x for x in self.node.command("peer", "list")["peers"] if x["region"] == joining.region][0]
        self.assertEqual((peer["status"], peer.get("introducers")), ("accepted", None))

    def test_two_keys_under_one_name_count_for_nothing(self):
        framework, (first, second) = self.federated()
        name = f"two-{first.region}"
        for other in (first, second):
            self.assertTrue(other.put_introduction(self.node.region, framework, name).ok)
        self.assertEqual(self.introduced(name), "conflicting")
        self.assertIn("conflicting-introductions", [x["code"] for peer in self.node.command("status")["peers"]
                                                    for x in peer["alarms"]])
        self.node.command("peer", "suspend", second.region, "--reason", "it named a false key")
        self.assertEqual(self.introduced(name), "too-few")

    def test_what_does_not_count_is_refused_and_changes_nothing(self):
        framework, (first, second) = self.federated()
        name = f"none-{first.region}"

        def refused(**changes):
            answer = first.put_introduction(self.node.region, framework, name, **changes)
            self.assertEqual((answer.status, answer.code), (403, "invalid-introduction"), changes)
        refused(to=second.region)
        self.assertEqual(first.put_introduction(self.node.region, "A" * 43, name).code, "invalid-introduction")
        refused(introducer=second.region)
        self.assertEqual(first.put_introduction(self.node.region, framework, self.node.region).code, "invalid-introduction")
        said = first.make_introduction(self.node.region, framework, name, signer=PrivateIdentity.generate())
        self.assertEqual(first.deliver_introduction(self.node.region, said).code, "invalid-introduction")
        # A region that the node compared, and that did not sign the framework.
        stranger = self.peered()
        answer = stranger.put_introduction(self.node.region, framework, name)
        self.assertEqual((answer.status, answer.code), (403, "invalid-introduction"))
        self.assertIsNone(self.introduced(name))


if __name__ == "__main__":
    unittest.main()
