"""The real node writes mail to a real SMTP server (aiosmtpd, from PyPI), over TLS: python3 -m unittest test_mail"""
import email
import email.policy
import json
import os
import pathlib
import ssl
import sys
import tempfile
import time
import unittest

from node_case import NodeCase, fresh, youths
from node_process import CHECK_FAILED, NodeProcess, free_port, signal_row, wait_for
from others_packages import install
from webhook_receiver import make_certificate

SECRET = "made-up-password"


def setUpModule():
    global Controller, AuthResult
    folder = tempfile.TemporaryDirectory(prefix="samenloop-smtp-")
    unittest.addModuleCleanup(folder.cleanup)
    install(folder.name, "requirements-mail.txt")
    sys.path.insert(0, folder.name)
    unittest.addModuleCleanup(sys.path.remove, folder.name)
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult


class Keeper:
    """Keeps every mail."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content,
                           server.transport.get_extra_info("ssl_object") is not None))
        return "250 OK"


class MailCase(NodeCase):
    SCHEME = "smtps"

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="samenloop-mail-")
        cls.addClassCleanup(folder.cleanup)
        cls.authority, cls.pem = make_certificate(pathlib.Path(folder.name))
        cls.port = free_port()
        cls.node = NodeProcess("nhn")
        cls.addClassCleanup(cls.node.close)
        password = os.path.join(cls.node.home, "mail-password")
        with open(password, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(SECRET + "\n")
        cls.node.start()

    def configure(self):
        """Starts the node anew, with mail."""
        self.node.stop()
        path = os.path.join(self.node.home, "node.json")
        with open(path, encoding="utf-8") as file:
            configuration = json.load(file)
        configuration["mail"] = {
            "server": f"{self.SCHEME}://localhost:{self.port}", "from": "samenloop@nhn.example",
            "authority": self.authority, "userName": "node", "passwordFile": "mail-password",
            "pages": "https://node.nhn.example:8444/",
            "digest": {"to": ["regie@nhn.example"], "at": "00:00", "days": "all"},
            "alarms": {"operator": ["beheer@nhn.example"], "privacy-officer": ["fg@nhn.example"]}}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(configuration, file)
        self.node.start()

    def server(self, tls=True):
        """A mail server that takes one user, and only under TLS."""
        keeper = Keeper()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)

        def authenticate(server, session, envelope, mechanism, data):
            return AuthResult(success=data.login == b"node" and data.password == SECRET.encode())

        options = {"authenticator": authenticate, "auth_required": True}
        if not tls:
            options = {}
        elif self.SCHEME == "smtps":
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True}
        controller = Controller(keeper, hostname="127.0.0.1", port=self.port, server_hostname="localhost", **options)
        controller.start()
        self.addCleanup(controller.stop)
        return keeper

    def text(self, mail):
        """Subject and body of a mail, which is well-formed."""
        parsed = email.message_from_bytes(mail[2], policy=email.policy.default)
        self.assertEqual([str(x) for x in parsed.defects], [])
        for name in ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version"):
            self.assertTrue(parsed[name], name)
        self.assertIsNotNone(parsed["Date"].datetime)
        return parsed["Subject"], parsed.get_content()


class Sent(MailCase):
    def test_digest_and_alarms_go_once_and_name_nobody(self):
        node, other, common = self.node, self.agreed(), fresh(2)
        self.put_signals(*(signal_row(f"m-{i}", common[i % 2]) for i in range(1, 4)))
        other.set_youths(youths(common))
        self.exchange(other)
        today = time.strftime("%Y-%m-%d", time.gmtime())
        self.put_signals(signal_row("m-1", common[1], end_reason="deceased", ended_on=today))
        keeper = self.server()
        self.configure()
        mails = wait_for(lambda: len(keeper.mails) >= 3 and keeper.mails, "a digest and two mails about the alarm")
        found = {mail[1][0]: mail for mail in mails}
        self.assertEqual(set(found), {"regie@nhn.example", "beheer@nhn.example", "fg@nhn.example"})
        for mail in mails:
            self.assertTrue(mail[3], "not under TLS")
            self.assertEqual(mail[0], "samenloop@nhn.example")
            for text in (*common, "m-1", "m-2", "m-3", "Jip", "School", "Huis", "0363", "0612345678"):
                self.assertNotIn(text, self.text(mail)[1])
        subject, body = self.text(found["regie@nhn.example"])
        self.assertEqual(subject, "Samenloop nhn: werklijst")
        self.assertRegex(body, "- [1-9] nieuwe match")
        self.assertIn("https://node.nhn.example:8444/", body)
        for address in ("beheer@nhn.example", "fg@nhn.example"):
            self.assertIn("death-reported", self.text(found[address])[1])
        count = len(keeper.mails)
        for _ in range(2):
            node.kill()
            node.start()
            time.sleep(3)
        self.assertEqual(len(keeper.mails), count, "a restart sent something twice")
        self.assertNotIn(SECRET, node.log())

    def test_lost_server_is_named(self):
        # The port is that of no server.
        self.configure()
        result = self.node.command("mail", "test", "a.jansen@nhn.example", codes=(CHECK_FAILED,))
        self.assertFalse(result["sent"])


class StartTLS(MailCase):
    SCHEME = "smtp"

    def test_mail_goes_under_starttls_only(self):
        keeper, node = self.server(), self.node
        self.configure()
        self.assertTrue(node.command("mail", "test", "a.jansen@nhn.example")["sent"])
        self.assertTrue(keeper.mails[0][3])
        subject, body = self.text(keeper.mails[0])
        self.assertEqual(subject, "Samenloop nhn: proefbericht")
        self.assertIn("proefbericht", body)


class Plain(MailCase):
    SCHEME = "smtp"

    def test_nothing_is_said_without_tls(self):
        keeper, node = self.server(tls=False), self.node
        self.configure()
        result = node.command("mail", "test", "a.jansen@nhn.example", codes=(CHECK_FAILED,))
        self.assertFalse(result["sent"])
        self.assertEqual(keeper.mails, [])


if __name__ == "__main__":
    unittest.main()
