"""The real node tells a system of changes, over TLS and under kill -9: python3 -m unittest test_webhooks"""
import json
import os
import pathlib
import ssl
import sys
import tempfile
import time
import unittest

from node_case import NodeCase, fresh, youths
from node_process import CHECK_FAILED, NodeProcess, signal_row, wait_for
from webhook_receiver import Receiver, make_certificate, verified

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".ci"))
from schemas import Schemas  # noqa: E402  the folder is not a package of this one


class WebhookCase(NodeCase):
    HOSTS = [{"host": "localhost", "private": True}]

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="samenloop-webhook-")
        cls.addClassCleanup(folder.cleanup)
        authority, cls.pem = make_certificate(pathlib.Path(folder.name))
        cls.node = NodeProcess("nhn")
        cls.addClassCleanup(cls.node.close)
        path = os.path.join(cls.node.home, "node.json")
        with open(path, encoding="utf-8") as file:
            configuration = json.load(file)
        configuration["webhooks"] = {"hosts": cls.HOSTS, "authority": authority, "oin": "00000001234567890000"}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(configuration, file)
        cls.node.start()

    def receiver(self, **options):
        receiver = Receiver(self.pem, **options)
        self.addCleanup(receiver.stop)
        return receiver

    def added(self, receiver, host="localhost"):
        identifier = self.node.command("webhook", "add", f"https://{host}:{receiver.port}/hook?x=1")["id"]
        self.addCleanup(lambda: self.node.command("webhook", "remove", str(identifier), "--confirm", str(identifier)))
        return identifier

    def webhook(self, identifier):
        return next(x for x in self.node.command("webhook", "list")["webhooks"] if x["id"] == identifier)

    def event(self, message):
        return verified(message, self.node.command("webhook", "list")["publicKey"])


class Told(WebhookCase):
    def test_change_is_told_with_a_cursor_and_nothing_else(self):
        receiver = self.receiver()
        self.added(receiver)
        other, common = self.agreed(), fresh(2)
        self.put_signals(signal_row("w-1", common[0]), signal_row("w-2", common[1]))
        other.set_youths(youths(common))
        self.exchange(other)
        changes = self.node.ask_well("GET", "/v1/changes?after=0", "index")
        wait_for(lambda: receiver.messages and self.event(receiver.messages[-1])["data"]["cursor"] == changes["cursor"],
                 "the message about the newest change")
        for path, headers, body in receiver.messages:
            self.assertEqual(path, "/hook?x=1")
            self.assertEqual(headers["Content-Type"].split(";")[0], "application/cloudevents+json")
            event = self.event((path, headers, body))
            self.assertEqual(Schemas().faults("webhook-message", event, strict=True), [])
            self.assertEqual(event["source"], "urn:nld:oin:00000001234567890000:systeem:samenloop-nhn")
            self.assertEqual(event["type"], "nl.samenloop.v1.changes-available")
            self.assertEqual(list(event["data"]), ["cursor"])
            for text in (*common, "w-1", "Jip", other.region, "Huis"):
                self.assertNotIn(text.encode(), body)
        # Each message was delivered once, and none is sent again.
        count = len(receiver.messages)
        time.sleep(3)
        self.assertEqual(len(receiver.messages), count)
        self.assertEqual(len({json.loads(x[2])["id"] for x in receiver.messages}), count)

    def test_message_survives_kill_under_its_id(self):
        receiver = self.receiver()
        receiver.status = 503
        identifier = self.added(receiver)
        self.node.command("webhook", "redeliver", str(identifier))
        wait_for(lambda: receiver.messages, "the first try")
        self.node.kill()
        receiver.status = 204
        self.node.start()
        wait_for(lambda: len(receiver.messages) > 1 and self.webhook(identifier).get("deliveredAt"), "the second try")
        first, second = (self.event(x) for x in receiver.messages[:2])
        self.assertEqual(first, second)
        self.assertNotIn("pending", self.webhook(identifier))

    def test_gone_disables_and_redeliver_starts_again(self):
        receiver = self.receiver()
        receiver.status = 410
        identifier = self.added(receiver)
        self.node.command("webhook", "redeliver", str(identifier))
        wait_for(lambda: self.webhook(identifier)["state"] == "disabled", "the end")
        status = self.node.ask_well("GET", "/v1/status", "operator")
        self.assertEqual([x["next"] for x in status["webhooks"]], [f"samenloop webhook redeliver {identifier}"])
        self.assertIn("webhook-disabled", {x["code"] for x in status["alarms"]})
        self.assertTrue(self.node.entries("webhook-disabled"))
        count = len(receiver.messages)
        receiver.status = 200
        self.node.command("webhook", "redeliver", str(identifier))
        wait_for(lambda: self.webhook(identifier)["state"] == "fine" and self.webhook(identifier).get("deliveredAt"),
                 "the delivery")
        self.assertEqual(len(receiver.messages), count + 1)
        self.assertEqual(len({self.event(x)["id"] for x in receiver.messages}), 1)

    def test_redirect_is_not_followed(self):
        receiver, elsewhere = self.receiver(), self.receiver()
        receiver.status, receiver.headers = 307, {"Location": f"https://localhost:{elsewhere.port}/"}
        identifier = self.added(receiver)
        result = self.node.command("webhook", "test", str(identifier), codes=(CHECK_FAILED,))
        self.assertEqual((result["delivered"], result["status"]), (False, 307))
        self.assertEqual(elsewhere.messages, [])
        self.assertEqual(len(receiver.messages), 1)
        self.assertEqual(self.event(receiver.messages[0])["type"], "nl.samenloop.v1.webhook-test")

    def test_receiver_with_an_older_tls(self):
        receiver = self.receiver(newest=ssl.TLSVersion.TLSv1_2)
        self.assertTrue(self.node.command("webhook", "test", str(self.added(receiver)))["delivered"])

    def test_host_that_is_not_listed_is_refused(self):
        status, problem = self.node.ask("POST", "/v1/webhooks", "operator", {"url": "https://index.example.nl/"})
        self.assertEqual((status, problem["code"]), (403, "forbidden"))
        self.assertIn("node.json", problem["detail"])
        status, _ = self.node.ask("POST", "/v1/webhooks", "operator", {"url": "http://localhost/"})
        self.assertEqual(status, 400)
        self.assertEqual(self.node.ask("GET", "/v1/webhooks", "index")[0], 403)


class Internal(WebhookCase):
    """Hosts that are not said to be on an internal network."""
    HOSTS = [{"host": "localhost"}, {"host": "127.0.0.1"}]

    def test_address_of_this_machine_is_not_connected_to(self):
        receiver = self.receiver()
        for host in ("localhost", "127.0.0.1"):
            result = self.node.command("webhook", "test", str(self.added(receiver, host)), codes=(CHECK_FAILED,))
            self.assertFalse(result["delivered"])
            self.assertIn("internal network", result["detail"])
        self.assertEqual(receiver.messages, [])


if __name__ == "__main__":
    unittest.main()
