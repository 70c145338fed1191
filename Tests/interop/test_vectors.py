"""The foreign node's building blocks against the shared vectors: python3 -m unittest test_vectors"""
import json
import unittest
from pathlib import Path

from foreign_node import curve, documents
from foreign_node.documents import PrivateIdentity, b64u, unb64u

VECTORS = Path(__file__).resolve().parent.parent / "Vectors"


def load(name):
    return json.loads((VECTORS / name).read_text())


class Protocol(unittest.TestCase):
    v = load("samenloop-v1.json")

    def test_matching(self):
        for case in self.v["matching"]:
            with self.subTest(case["identity"], kind=case["kind"]):
                kind, agreement = case["kind"], bytes.fromhex(case["agreementId"])
                point = curve.identity_point(case["identity"], kind)
                self.assertEqual(curve.encode(point).hex(), case["P"])
                s, k, x = ([int(v, 16) for v in case[name]] for name in "skx")
                self.assertEqual([a * b % curve.n for a, b in zip(s, k)], x)
                stored = curve.multiply(s[0], point)
                self.assertEqual(curve.encode(stored).hex(), case["U0"])
                blinded = [curve.multiply(e, point) for e in x]
                self.assertEqual([curve.encode(b).hex() for b in blinded], case["X"])
                self.assertEqual(curve.multiply(k[0], stored), blinded[0])
                shared = curve.multiply(x[0], blinded[1])
                self.assertEqual(shared, curve.multiply(x[1], blinded[0]))
                self.assertEqual(curve.encode(shared).hex(), case["S"])
                self.assertEqual(curve.match_token(agreement, kind, shared).hex(), case["T"])
                handles = [curve.handle(kind, curve.encode(b)) for b in blinded]
                self.assertEqual([h.hex() for h in handles], case["handles"])
                match = curve.match_id(agreement, kind, *handles)
                self.assertEqual(b64u(match), case["matchId_b64u"])
                for own, other in ((0, 1), (1, 0)):
                    region = case["parties"][own]
                    proof = curve.prove(x[own], agreement, match, blinded[other], region, int(case["r"][own], 16))
                    self.assertEqual(b64u(proof), case["proof_b64u"][own])
                    fresh = curve.prove(x[own], agreement, match, blinded[other], region)
                    self.assertNotEqual(fresh, proof)
                    for good in (proof, fresh):
                        self.assertTrue(curve.verify_proof(
                            good, x[other], agreement, match, blinded[own], blinded[other], region))
                    self.assertFalse(curve.verify_proof(
                        proof, x[other], agreement, match, blinded[own], blinded[other], case["parties"][other]))

    def test_unproven_match(self):
        case = self.v["unprovenMatch"]
        sender, recipient = (curve.decode(bytes.fromhex(case[x])) for x in ("senderPoint", "recipientPoint"))
        for entry in case["proofs"]:
            with self.subTest(entry["why"]):
                self.assertFalse(curve.verify_proof(
                    unb64u(entry["proof_b64u"]), int(case["recipientExponent"], 16),
                    bytes.fromhex(case["agreementId"]), unb64u(case["matchId_b64u"]), sender, recipient,
                    case["senderRegion"]))

    def test_invalid_points(self):
        for case in self.v["invalidPoints"]:
            with self.subTest(case["why"]), self.assertRaises(curve.InvalidPoint):
                curve.decode(bytes.fromhex(case["bytes"]))

    def test_identities(self):
        for digits in self.v["bsn"]["valid"]:
            self.assertTrue(curve.valid_identity("bsn:" + digits), digits)
        for digits in self.v["bsn"]["invalid"]:
            self.assertFalse(curve.valid_identity("bsn:" + digits), digits)

    def test_batch_digest(self):
        case = self.v["batchDigest"]
        items = ([bytes.fromhex(x) for x in case[name]] for name in ("add", "withdraw"))
        self.assertEqual(documents.batch_digest(bytes.fromhex(case["salt"]), *items), case["digest_b64u"])

    def test_documents(self):
        case = self.v["documents"]
        keys = [PrivateIdentity.from_seed(bytes.fromhex(x)) for x in case["seeds"]]
        self.assertEqual([k.public.raw.hex() for k in keys], case["publicKeys"])
        self.assertEqual([k.public.thumbprint for k in keys], case["thumbprints"])
        payload = case["payload_utf8"].encode()
        jws = documents.sign(payload, "samenloop-card", keys[0])
        self.assertEqual(jws, case["jws"])
        self.assertEqual(documents.document_id(jws), case["documentId"])
        documents.verify(jws, "samenloop-card", [keys[0].public], count=1)
        for typ, signers in (("samenloop-receipt", [keys[0].public]), ("samenloop-card", [keys[1].public])):
            with self.assertRaises(documents.DocumentFault):
                documents.verify(jws, typ, signers)
        twice = {"payload": jws["payload"], "signatures": jws["signatures"] * 2}
        with self.assertRaises(documents.DocumentFault):
            documents.verify(twice, "samenloop-card", [k.public for k in keys])
        for extra in ({"crit": ["exp"]}, {"b64": True}):
            with self.assertRaises(documents.DocumentFault):
                documents.verify(documents.sign(payload, "samenloop-card", keys[0], **extra), "samenloop-card",
                                 [keys[0].public])
        nonce = bytes.fromhex(case["nonce"])
        for order in (keys, keys[::-1]):
            self.assertEqual(documents.fingerprint(*(k.public.raw for k in order), nonce), case["fingerprint"])

    def test_invitation(self):
        case = self.v["invitation"]
        secret, spki = bytes.fromhex(case["secret"]), bytes.fromhex(case["spki"])
        code = documents.invitation_code("127.0.0.1:8443", unb64u(case["id_b64u"]), secret, spki)
        self.assertEqual(code, case["code"])
        self.assertEqual(documents.read_invitation(code), ("127.0.0.1", 8443, unb64u(case["id_b64u"]), secret, spki))
        self.assertEqual(documents.join_proof(secret, case["id_b64u"], case["cardDocumentId"]), case["proof_b64u"])


class Standards(unittest.TestCase):
    def test_hash_to_curve(self):
        v = load("rfc9380_P256_XMD_SHA-256_SSWU_RO_.json")
        for case in v["vectors"]:
            x, y = curve.hash_to_curve(case["msg"].encode(), v["dst"].encode())
            self.assertEqual((x, y), (int(case["P"]["x"], 16), int(case["P"]["y"], 16)))

    def test_expand_message(self):
        for name in ("rfc9380_expand_message_xmd_SHA256_38.json", "rfc9380_expand_message_xmd_SHA256_256.json"):
            v = load(name)
            for case in v["tests"]:
                out = curve.expand_message_xmd(case["msg"].encode(), v["DST"].encode(), int(case["len_in_bytes"], 16))
                self.assertEqual(out.hex(), case["uniform_bytes"])

    def test_ed25519_edge_cases(self):
        """The node's tests hold its OpenSSL to the same rule; it takes no keys of small order besides."""
        cases = load("cctv_ed25519.json")["vectors"]
        good = 0
        for case in cases:
            with self.subTest(case["number"]):
                expected = not {"low_order_residue", "non_canonical_R"} & set(case["flags"] or [])
                key = documents.PublicIdentity(bytes.fromhex(case["key"]))
                self.assertIs(key.verifies(bytes.fromhex(case["sig"]), case["msg"].encode()), expected)
                good += expected
        self.assertEqual((len(cases), good), (914, 208))

    def test_edges_of_the_group(self):
        point = curve.identity_point("bsn:900000016", "youth")
        self.assertIsNone(curve.multiply(curve.n, point))
        self.assertEqual(curve.multiply(curve.n - 1, point), curve.negate(point))
        self.assertEqual(curve.multiply(2, point), curve.add(point, point))
        self.assertIsNone(curve.add(point, curve.negate(point)))


if __name__ == "__main__":
    unittest.main()
