"""HTTP/1.1 at the listeners of a real node, byte for byte, as a peer and as the region's own systems.

Every case of Tests/Vectors/http1_cases.json and http1_further_cases.json, with a path that the listener has in the place of "/"."""
import base64
import concurrent.futures
import json
import re
import socket
import ssl
import unittest

from node_case import NodeCase
from node_process import TOP

LAST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PROBLEM = "application/problem+json"


def raw(case):
    """The bytes of a case or of one of its steps."""
    for name in ("raw_b64", "send_b64"):
        if name in case:
            return base64.b64decode(case[name])
    parts = case.get("raw", case.get("send"))
    parts = [parts] if isinstance(parts, str) else parts
    return b"".join((x if isinstance(x, str) else x[0] * x[1]).encode("latin-1") for x in parts)


def all_cases():
    found = []
    for name in ("http1_cases.json", "http1_further_cases.json"):
        with open(TOP / "Tests" / "Vectors" / name, encoding="utf-8") as file:
            found += json.load(file)["cases"]
    return found


class Connection:
    """A client that sends what it is told to and reads what comes."""

    def __init__(self, context, port):
        self.secure = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30), server_hostname="127.0.0.1")
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.secure.close()

    def send(self, data):
        try:
            self.secure.sendall(data)
        except OSError:
            pass  # refused before all of it was sent

    def half_close(self):
        self.secure.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        socket.socket.shutdown(self.secure, socket.SHUT_WR)

    def answer(self, to_head=False):
        """(status, headers, body), or None at the end."""
        while b"\r\n\r\n" not in self.received:
            if not self._fill():
                return None
        head, _, rest = self.received.partition(b"\r\n\r\n")
        lines = head.decode("ascii").split("\r\n")
        headers = {x.split(":", 1)[0].lower(): x.split(":", 1)[1].strip() for x in lines[1:]}
        length = 0 if to_head else int(headers.get("content-length", 0))
        while len(rest) < length:
            if not self._fill():
                raise EOFError("an answer was cut")
            rest = self.received.partition(b"\r\n\r\n")[2]
        self.received = rest[length:]
        return int(lines[0].split(" ")[1]), headers, rest[:length]

    def answers(self):
        found = []
        while (answer := self.answer()) is not None:
            found.append(answer)
        return found

    def _fill(self):
        try:
            piece = self.secure.recv(65536)
        except (ssl.SSLEOFError, ConnectionResetError):
            piece = b""
        self.received += piece
        return bool(piece)


class Listeners(NodeCase):
    def setUp(self):
        self.other = self.peered()
        self.node.ask_well("GET", "/v1/status", "operator")
        self.sides = {
            "peer": (self.other.client_context, int(self.node.peer_address.split(":")[1]), "/v1/health"),
            "local": (self.node._ssl["operator"], self.node.local_port, "/v1/status"),
        }

    def connect(self, side):
        context, port, _ = self.sides[side]
        return Connection(context, port)

    def ask(self, side, text, to_head=False):
        with self.connect(side) as connection:
            connection.send(text.replace("\n", "\r\n").encode("latin-1"))
            return connection.answer(to_head)

    def test_every_case_at_both_listeners(self):
        cases = all_cases()
        self.assertEqual(len(cases), 579)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            jobs = {pool.submit(self.run_case, side, case): (side, case["name"]) for side in self.sides for case in cases}
            for job in concurrent.futures.as_completed(jobs):
                with self.subTest(case=jobs[job]):
                    self.judge(*job.result())

    def run_case(self, side, case):
        path = self.sides[side][2].encode()
        with self.connect(side) as connection:
            # Only the path of a request line that is one otherwise.
            connection.send(re.sub(rb"([A-Z]) /( HTTP/1\.[0-9]\r)", rb"\1 " + path + rb"\2", raw(case)))
            found = []
            for step in case.get("steps", []):
                found.append(connection.answer())
                if found[-1] and found[-1][0] == step["after_status"]:
                    connection.send(raw(step))
            if case.get("client_half_closes"):
                connection.half_close()
            if not case["must_close"]:
                connection.send(LAST)
            return case, found + connection.answers()

    def judge(self, case, answers):
        answers = [x for x in answers if x and x[0] >= 200]
        statuses = [x[0] for x in answers]
        for status, headers, body in answers:
            self.assertEqual(headers["api-version"], "1.0.0")
            if status >= 400:
                self.assertEqual((headers["content-type"], json.loads(body)["status"]), (PROBLEM, status))
        # The listener has other paths than "/", and not every method on them; bodies that nobody wants are not read.
        # Under a host name that is not its own the local one answers 403.
        wants = {200, 204, 403, 404, 405, 501}
        if case["expected"] == "200":
            expected = case.get("responses", [200])
            self.assertTrue(statuses, "no answer")
            self.assertIn(statuses[0], wants | {expected[0]})
            self.assertLessEqual(len(statuses), len(expected) + (not case["must_close"]))
            if "Expect" not in str(case.get("raw")) and not case["name"].startswith(("expect", "chunk")):
                self.assertEqual(len(statuses), len(expected) + (not case["must_close"]))
        elif case["name"].startswith(("chunk", "trailer", "cl-", "te-")) and statuses[:1] in ([404], [405]):
            self.assertTrue(len(statuses) == 1, "the body was broken, and something after it was answered")
        else:
            self.assertFalse([x for x in statuses[:1] if x < 400], statuses)
            if case["expected"] != "close":
                self.assertIn(statuses[0] if statuses else 400, case.get("status", [400]))
            if case["must_close"]:
                self.assertLessEqual(len(statuses), 1)

    def test_methods_and_paths(self):
        for side, (_, _, path) in self.sides.items():
            with self.subTest(side=side):
                got = self.ask(side, f"GET {path} HTTP/1.1\nHost: localhost\n\n")
                self.assertEqual((got[0], got[1]["content-type"]), (200, "application/json"))
                head = self.ask(side, f"HEAD {path} HTTP/1.1\nHost: localhost\n\n", to_head=True)
                self.assertEqual((head[0], head[1]["content-type"], head[2]), (200, "application/json", b""))
                self.assertGreater(int(head[1]["content-length"]), 0)
                options = self.ask(side, f"OPTIONS {path} HTTP/1.1\nHost: localhost\n\n")
                self.assertEqual((options[0], options[1]["allow"]), (204, "GET, HEAD, OPTIONS"))
                for method in ("DELETE", "PATCH", "POST", "PUT"):
                    refused = self.ask(side, f"{method} {path} HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n")
                    self.assertEqual((refused[0], refused[1]["allow"]), (405, "GET, HEAD, OPTIONS"), method)
                self.assertEqual(self.ask(side, f"get {path} HTTP/1.1\nHost: localhost\n\n")[0], 501)
                for wrong in (path + "/", "/" + path, path.replace("/v1/", "/v1//"), path.replace("/v1/", "/v1/./"),
                              path + "/..", path + "%2f", "/V1" + path[3:], path + ";a=b", "/v1", "/", path.upper()):
                    answer = self.ask(side, f"GET {wrong} HTTP/1.1\nHost: localhost\n\n")
                    self.assertEqual(answer[0], 404, wrong)

    def test_what_a_body_must_be(self):
        identifier = "A" * 43
        targets = {"peer": ("PUT", "/v1/card", "application/json"),
                   "local": ("POST", "/v1/peers", "application/json")}
        for side, (method, path, kind) in targets.items():
            with self.subTest(side=side):
                def send(fields, body="{}", asked=f"{method} {path}"):
                    return self.ask(side, f"{asked} HTTP/1.1\nHost: localhost\n{fields}Content-Length: {len(body)}\n\n{body}")
                for good in (f"Content-Type: {kind}\n", f"Content-Type: {kind.upper()}\n", "", "Content-Encoding: identity\n",
                             f"Content-Type: {kind}; charset=UTF-8\n", f'Content-Type: {kind} ;charset="utf-8"\n'):
                    self.assertEqual(send(good)[0], 400, good)  # read, and not what it should be
                for bad in ("Content-Type: text/plain\n", "Content-Type: application/x-www-form-urlencoded\n",
                            f"Content-Type: {kind}x\n", "Content-Type:\n", f"Content-Type: {kind}; charset=utf-16\n",
                            "Content-Encoding: gzip\n", f"Content-Type: {kind}\nContent-Encoding: br\n",
                            f"Content-Type: {kind}\nContent-Type: text/plain\n"):
                    refused = send(bad)
                    self.assertEqual((refused[0], json.loads(refused[2])["code"]), (415, "unsupported-media-type"), bad)
                self.assertEqual(send("", " " * 70000)[0], 413)
                self.assertEqual(send(f"Content-Type: {kind}\n", "{")[0], 400)
        no_length = self.ask("peer", f"PUT /v1/agreements/{identifier} HTTP/1.1\nHost: localhost\n\n")
        self.assertEqual(no_length[0], 411)

    def test_a_body_is_sent_once_it_is_wanted(self):
        for side, request in (("peer", "PUT /v1/card"), ("local", "POST /v1/peers")):
            with self.subTest(side=side), self.connect(side) as connection:
                connection.send(f"{request} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n".encode())
                self.assertEqual(connection.answer()[0], 100)
                connection.send(b"{}")
                self.assertEqual(connection.answer()[0], 400)
        # What is refused for its head is refused before the body.
        for head in ("PUT /v1/nothing HTTP/1.1\nHost: localhost\nContent-Length: 100000\nExpect: 100-continue\n\n",
                     "PUT /v1/card HTTP/1.1\nHost: localhost\nContent-Length: 100000\nExpect: 100-continue\n\n",
                     "PUT /v1/card HTTP/1.1\nHost: localhost\nContent-Length: 9\nContent-Type: a/b\nExpect: 100-continue\n\n"):
            status, headers, _ = self.ask("peer", head)
            self.assertIn(status, (404, 413, 415))
            self.assertEqual(headers["connection"], "close")


if __name__ == "__main__":
    unittest.main()
