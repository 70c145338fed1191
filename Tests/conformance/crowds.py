#!/usr/bin/env python3
"""Crowds at the listeners of a real node: slow connections of every kind while it exchanges with a peer, and connections
that are opened and dropped at random moments.

    crowds.py --slow 2000 --seconds 60      exchange must keep 80% of its speed, memory grow by less than 100 MB
    crowds.py --drops 10000                 no descriptor, thread or memory may be left

The crowd is a process of its own that leaves the processor to others, as if it were elsewhere: what the clients of slow
connections need is not the node's.

$SAMENLOOP_BINARY names the program. Ends with 1 where a promise is broken; prints what it measured as JSON. $SAMENLOOP_SEED
repeats a run.
"""
import argparse
import datetime
import json
import os
import random
import resource
import select
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
from node_case import bsn, limits, rfc3339  # noqa: E402
from node_process import NodeProcess, signal_row, wait_for  # noqa: E402

ROUND = 2000  # signals that each side imports in one round
SEED = int(os.environ.get("SAMENLOOP_SEED", random.SystemRandom().randrange(10**6)))


def figures(process):
    """What the system says of a process: descriptors, threads, bytes of memory."""
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
        lines = dict(x.split(":", 1) for x in file.read().splitlines() if ":" in x)
    return {"descriptors": len(os.listdir(f"/proc/{process.pid}/fd")), "threads": int(lines["Threads"]),
            "memory": int(lines["VmRSS"].split()[0]) * 1024}


def context(certificate=None, key=None):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    if certificate:
        made.load_cert_chain(certificate, key)
    return made


def stranger_context(folder):
    """A key of nobody."""
    key, certificate = os.path.join(folder, "stranger.key"), os.path.join(folder, "stranger.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                    "-out", certificate, "-days", "2", "-subj", "/CN=stranger"], check=True, capture_output=True)
    return context(certificate, key)


class Pair:
    """Two real nodes with an agreement in force."""

    def __init__(self):
        self.nodes = [NodeProcess("noord").start(), NodeProcess("zuid").start()]
        self.rounds = 0
        first, second = self.nodes
        code = first.ask_well("POST", "/v1/invitations", "operator", {})["code"]
        second.ask_well("POST", "/v1/peers", "operator", {"code": code})
        first.ask_well("POST", "/v1/peers/zuid/acceptance", "operator", {})
        now = datetime.datetime.now(datetime.timezone.utc)
        terms = {"purpose": "Finding each other early", "legalBasis": "Jeugdwet", "kinds": ["youth"],
                 "limits": {x.region: limits(500000, 500000, 1500000) for x in self.nodes},
                 "contactRelease": "automatic", "history": False, "followUpDays": 14, "silenceDays": 90,
                 "validFrom": rfc3339(now - datetime.timedelta(minutes=1)),
                 "validUntil": rfc3339(now + datetime.timedelta(days=365))}
        agreement = first.ask_well("POST", "/v1/agreements", "operator", {"region": "zuid", "terms": terms})["agreementId"]
        first.ask_well("POST", f"/v1/agreements/{agreement}/approval", "privacy-officer", {})
        wait_for(lambda: second.agreement(agreement), "the proposal")
        for role in ("operator", "privacy-officer"):
            second.ask_well("POST", f"/v1/agreements/{agreement}/approval", role, {})
        wait_for(lambda: first.agreement(agreement)["status"] == "concluded", "the agreement")

    def round(self):
        """Seconds in which both import new signals and exchange them, with the matches of every tenth."""
        begin = self.rounds * ROUND * 2
        self.rounds += 1
        own = [range(begin, begin + ROUND), range(begin + ROUND - ROUND // 10, begin + 2 * ROUND - ROUND // 10)]
        rows = [[signal_row(f"s-{side}-{x}", bsn(x)) for x in numbers] for side, numbers in enumerate(own)]
        started = time.monotonic()
        for node, table in zip(self.nodes, rows):
            result = node.import_signals(table)
            assert not result["refused"], result["refused"][:1]
        for node, other in zip(self.nodes, reversed(self.nodes)):
            node.synchronize(other.region)
        return time.monotonic() - started

    def close(self):
        for node in self.nodes:
            node.close()


class Crowd:
    """So many slow connections, each replaced once the node ended it."""

    def __init__(self, where, count, folder):
        keys = os.path.join(where["peerHome"], "keys")
        self.known = context(os.path.join(keys, "tls.pem"), os.path.join(keys, "tls.key"))
        # Another role than the one that measures: what a role asks at a time and holds in memory is its own.
        self.local = context(os.path.join(where["home"], "clients", "coordinator.pem"))
        self.stranger = stranger_context(folder)
        self.peer_port, self.local_port = where["peerPort"], where["localPort"]
        kinds = [self.hello, self.stranger_head, self.known_head, self.known_head, self.known_body, self.known_body,
                 self.known_reader, self.local_head, self.local_body, self.local_reader]
        self.wanted = [kinds[x % len(kinds)] for x in range(count)]
        self.open, self.opened, self.ended = {}, 0, threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(x, 4)) for x in range(4)]

    def connect(self, port, tls=None, small=False):
        plain = socket.socket()
        if small:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", port))
        return tls.wrap_socket(plain) if tls else plain

    # Each kind: the connection, and what it goes on sending, byte by byte.

    def hello(self):
        return self.connect(self.peer_port), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 300

    def stranger_head(self):
        return self.connect(self.peer_port, self.stranger), b"GET /v1/peering-requests/x HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 60

    def known_head(self):
        return self.connect(self.peer_port, self.known), b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 60

    def known_body(self):
        secure = self.connect(self.peer_port, self.known)
        secure.sendall(b"PUT /v1/card HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" + b" " * 20000)
        return secure, b" " * 30000

    def known_reader(self):
        secure = self.connect(self.peer_port, self.known, small=True)
        self.pipeline(secure, b"GET /v1/card HTTP/1.1\r\nHost: localhost\r\n\r\n" * 400)
        return secure, b""

    def local_head(self):
        return self.connect(self.local_port, self.local), b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 60

    def local_body(self):
        secure = self.connect(self.local_port, self.local)
        secure.sendall(b"POST /v1/matches/a/follow-up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n" + b" " * 2000)
        return secure, b" " * 1500

    def local_reader(self):
        secure = self.connect(self.local_port, self.local, small=True)
        self.pipeline(secure, b"GET /v1/matches?new=true HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)
        return secure, b""

    @staticmethod
    def pipeline(secure, data):
        secure.settimeout(0.05)
        try:
            secure.sendall(data)
        except (TimeoutError, OSError):
            pass

    def run(self, offset, step):
        mine = {}
        while not self.ended.is_set():
            begin = time.monotonic()
            for place in range(offset, len(self.wanted), step):
                if self.ended.is_set():
                    break
                try:
                    if place not in mine:
                        mine[place] = [*self.wanted[place](), 0]
                        self.opened += 1
                    connection, rest, sent = mine[place]
                    connection.settimeout(0)
                    try:
                        if sent < len(rest):
                            connection.send(rest[sent:sent + 1])
                            mine[place][2] += 1
                    except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                        pass
                    if self.is_over(connection) if rest else self.is_reset(connection):
                        raise ConnectionResetError
                except (OSError, ssl.SSLError):
                    gone = mine.pop(place, None)
                    if gone:
                        gone[0].close()
            self.open[offset] = len(mine)
            self.ended.wait(max(0.05, 2 - (time.monotonic() - begin)))
        for connection, _, _ in mine.values():
            connection.close()

    @staticmethod
    def is_over(connection):
        try:
            return connection.recv(4096) == b""
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return False

    @staticmethod
    def is_reset(connection):
        """What a reader that reads nothing can notice."""
        watch = select.poll()
        watch.register(connection, 0)
        return bool(watch.poll(0))

    def hold(self):
        """Until standard input ends; a line every half second tells how many there are."""
        for thread in self.threads:
            thread.start()
        while not select.select([sys.stdin], [], [], 0.5)[0]:
            print(json.dumps({"open": sum(self.open.values()), "opened": self.opened}), flush=True)
        self.ended.set()
        for thread in self.threads:
            thread.join()


class CrowdElsewhere:
    """A crowd in a process of its own."""

    def __init__(self, node, peer, count):
        where = {"home": node.home, "localPort": node.local_port, "peerHome": peer.home,
                 "peerPort": int(node.peer_address.split(":")[1])}
        self.count, self.open, self.opened = count, 0, 0
        self.process = subprocess.Popen([sys.executable, __file__, "--crowd", json.dumps(where), "--slow", str(count)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self.listen)

    def listen(self):
        for line in self.process.stdout:
            told = json.loads(line)
            self.open, self.opened = told["open"], told["opened"]

    def __enter__(self):
        self.thread.start()
        try:
            wait_for(lambda: self.open >= self.count * 0.8, lambda: f"the crowd: {self.open}", 120)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()


def slow(count, seconds):
    pair = Pair()
    try:
        node, peer = pair.nodes
        for _ in range(3):
            pair.round()
        begin = figures(node.process)["memory"]
        alone = [pair.round() for _ in range(10)]
        before = figures(node.process)
        # The signals and matches of a round stay.
        of_round = max(0, before["memory"] - begin) / len(alone)
        node.ask_well("POST", "/v1/invitations", "operator", {})  # so that strangers get as far as they can
        crowded, peak = [], before["memory"]
        with CrowdElsewhere(node, peer, count) as crowd:
            during = figures(node.process)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                crowded.append(pair.round())
                peak = max(peak, figures(node.process)["memory"])
            held = crowd.open
        rounds = len(crowded)
        wait_for(lambda: figures(node.process)["threads"] <= before["threads"] + 8, lambda: f"threads: {figures(node.process)}", 60)
        time.sleep(20)  # to give memory back takes a pause, so that nobody makes the node do it all the time
        after = figures(node.process)
        own_growth = of_round * rounds
        # Half of the rounds without a crowd come after it: the machine is not as fast all the time, and the stores grow.
        alone += [pair.round() for _ in range(len(alone))]
        speed = statistics.median(alone) / statistics.median(crowded)
        return {"seed": SEED, "connections": count, "seconds": seconds, "held": held, "opened": crowd.opened,
                "roundsAlone": len(alone), "roundsCrowded": rounds, "secondsAlone": statistics.median(alone),
                "secondsCrowded": statistics.median(crowded), "speedKept": speed,
                "memoryOfCrowd": during["memory"] - before["memory"], "memoryPeak": peak - before["memory"],
                "memoryAfter": after["memory"] - before["memory"], "memoryOfSignals": own_growth,
                "descriptorsLeft": after["descriptors"] - before["descriptors"],
                "threadsLeft": after["threads"] - before["threads"],
                "broken": [name for name, isBroken in (
                    ("speed", speed < 0.8), ("memory", peak - before["memory"] - max(0, own_growth) > 100e6),
                    ("threads", after["threads"] > before["threads"] + 8),
                    ("descriptors", after["descriptors"] > before["descriptors"] + 16)) if isBroken]}
    finally:
        pair.close()


class Dropper:
    """Opens connections and drops them: how far they got, and whether with a reset, is up to chance."""

    def __init__(self, node, contexts, random_source):
        self.random, self.contexts = random_source, contexts
        self.ports = [int(node.peer_address.split(":")[1]), node.local_port]
        request = b"POST /v1/peers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40000\r\n\r\n" + b" " * 40000
        self.requests = [request, b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3,
                         b"POST /v1/signal-imports HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5\r\nabcde\r\n" * 50]

    def drop(self):
        rnd = self.random
        plain = socket.socket()
        plain.settimeout(10)
        try:
            plain.connect(("127.0.0.1", rnd.choice(self.ports)))
            if rnd.random() < 0.5:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset
            how = rnd.random()
            if how < 0.2:
                plain.sendall(rnd.randbytes(rnd.randrange(1, 400)) if rnd.random() < 0.5 else b"\x16\x03\x01\x02\x00\x01")
            elif how < 0.5:
                self.half_handshake(plain)
            else:
                plain = rnd.choice(self.contexts).wrap_socket(plain)
                data = rnd.choice(self.requests)
                plain.sendall(data[:rnd.randrange(len(data) + 1)])
                if rnd.random() < 0.3:
                    plain.settimeout(0.02)
                    plain.recv(10)
        except OSError:
            pass
        finally:
            plain.close()

    def half_handshake(self, plain):
        """A handshake of which only so many bytes of either flight are sent."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.random.choice(self.contexts).wrap_bio(incoming, outgoing)
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        hello = outgoing.read()
        if self.random.random() < 0.5:
            plain.sendall(hello[:self.random.randrange(len(hello))])
            return
        plain.sendall(hello)
        incoming.write(plain.recv(65536))
        try:
            tls.do_handshake()
        except ssl.SSLError:
            pass
        rest = outgoing.read()
        plain.sendall(rest[:self.random.randrange(len(rest) + 1)])


def drops(count, folder):
    node = NodeProcess("noord").start()
    try:
        node.ask_well("GET", "/v1/status", "operator")

        contexts = [context(os.path.join(node.home, "clients", f"{x}.pem")) for x in ("index", "operator")]
        contexts.append(stranger_context(folder))

        def drop(number):
            def run(seed):
                dropper = Dropper(node, contexts, random.Random(seed))
                for _ in range(number // 16):
                    dropper.drop()
            threads = [threading.Thread(target=run, args=(SEED + x,)) for x in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        def rested():
            """Once every thread of a connection ended."""
            wait_for(lambda: figures(node.process)["threads"] <= before["threads"], lambda: f"{figures(node.process)}", 120)
            node.ask_well("GET", "/v1/status", "operator")
            time.sleep(4)
            return figures(node.process)

        before = figures(node.process)
        drop(count // 2)  # what a node needs once, it has then
        first = rested()
        drop(count - count // 2)
        last = rested()
        return {"seed": SEED, "drops": count, "before": before, "afterFirst": first, "afterAll": last,
                "broken": [name for name, isBroken in (
                    ("descriptors", last["descriptors"] > before["descriptors"]),
                    ("threads", last["threads"] > before["threads"]),
                    ("memory", last["memory"] - first["memory"] > 4e6)) if isBroken]}
    finally:
        node.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slow", type=int, metavar="N")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--drops", type=int, metavar="N")
    parser.add_argument("--crowd", type=json.loads, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    found = {}
    with tempfile.TemporaryDirectory(prefix="samenloop-crowds-") as folder:
        if asked.crowd:
            os.nice(19)
            return Crowd(asked.crowd, asked.slow, folder).hold()
        if asked.slow:
            found["slow"] = slow(asked.slow, asked.seconds)
        if asked.drops:
            found["drops"] = drops(asked.drops, folder)
    print(json.dumps(found, indent=2))
    sys.exit(1 if any(x["broken"] for x in found.values()) else 0)


if __name__ == "__main__":
    main()
