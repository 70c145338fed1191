#!/usr/bin/env python3
"""A reference coupling: mirrors the matches that a node shows into an SQLite file, and notes each change for the index exactly once.

    reference_coupling.py FILE --node https://HOST:PORT --authority authority.pem --credential index.pem [--follow SECONDS] [--anew]

It needs Python's own library only. Copy it and put your index in the place of SQLite; what must stay as it is:

- What a page of changes says and its cursor are stored in one transaction. So each change counts once, whatever is killed when.
- A match of which only its id comes was erased: everything that is held of it goes.
- 429 and 503 are asked again after Retry-After; no answer, 502 and 504 after a pause that grows.
- A cursor that the node does not know (409, 410), or another life of the node, means that it was restored from a backup or that changes
  so old are gone: all matches are read anew and compared with what is held. --anew does so at once; run it so each night.
"""
import argparse
import http.client
import json
import os
import random
import signal
import sqlite3
import ssl
import sys
import time
import urllib.parse

PAGE = 100
LONGEST_PAUSE = 900
# No node ever gave such a cursor: it answers 409 and says where it is.
BEYOND = "9007199254740991"
TABLES = """
CREATE TABLE IF NOT EXISTS position (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), cursor TEXT, life TEXT);
CREATE TABLE IF NOT EXISTS matches (id TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notices (number INTEGER PRIMARY KEY AUTOINCREMENT, match TEXT NOT NULL, change TEXT NOT NULL, cursor TEXT UNIQUE);
"""


class Problem(Exception):
    """What the node answered in place of what was asked."""

    def __init__(self, status, body, retry_after=None):
        super().__init__(f"{status} {body.get('code')}: {body.get('detail')}")
        self.status, self.body, self.retry_after = status, body, retry_after


class Node:
    """The local API of a node, asked over TLS with a client certificate of the role index."""

    def __init__(self, address, authority, credential):
        self.place = urllib.parse.urlsplit(address)
        self.context = ssl.create_default_context(cafile=authority)
        self.context.load_cert_chain(credential)

    def ask(self, path, **query):
        """One GET. Raises Problem for an error that the node tells of, OSError or HTTPException where no whole answer comes."""
        words = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        connection = http.client.HTTPSConnection(self.place.hostname, self.place.port, timeout=60, context=self.context)
        try:
            connection.request("GET", path + ("?" + words if words else ""))
            with connection.getresponse() as response:
                body, wait = response.read(), response.headers["Retry-After"]
                if response.status == 200:
                    return json.loads(body)
                raise Problem(response.status, json.loads(body), int(wait) if wait and wait.isdigit() else None)
        finally:
            connection.close()


class Mirror:
    """What the index holds: where it is, the matches, and a notice for each change that its people have to hear of."""

    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None)
        # Durable when committed; what is deleted is overwritten.
        self.database.executescript("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;" + TABLES)
        self.database.execute("INSERT OR IGNORE INTO position VALUES (1, NULL, NULL)")

    def close(self):
        self.database.close()

    def position(self):
        """The cursor of the last change that is held, and the life of the node that gave it."""
        return self.database.execute("SELECT cursor, life FROM position").fetchone()

    def matches(self):
        return {identifier: json.loads(text) for identifier, text in self.database.execute("SELECT id, document FROM matches")}

    def apply(self, page, stop):
        """A page of changes and its cursor: all of it, or nothing."""
        def write():
            for change in page["changes"]:
                self._hold(change["match"])
                self._notice(change["match"]["matchId"], change["change"], change["cursor"])
                stop("within")
            self.database.execute("UPDATE position SET cursor = ?", (page["cursor"],))
        self._transaction(write, stop)

    def replace(self, matches, cursor, life, stop):
        """All matches, and from which cursor to go on: notices say what differs from what was held."""
        def write():
            held = self.matches()
            for match in matches:
                before = held.pop(match["matchId"], None)
                # That somebody looked is no change.
                if before is None or {**before, "new": 0} != {**match, "new": 0}:
                    self._hold(match)
                    self._notice(match["matchId"], "changed" if before else "new", None)
                    stop("within")
            for gone in held:
                self._hold({"matchId": gone})
                self._notice(gone, "ended", None)
            # Cursors of the life before mean nothing any more, and will be given again.
            self.database.execute("UPDATE notices SET cursor = NULL")
            self.database.execute("UPDATE position SET cursor = ?, life = ?", (cursor, life))
        self._transaction(write, stop)

    def begin_life(self, life):
        self.database.execute("UPDATE position SET life = ?", (life,))

    def _hold(self, match):
        if match.keys() == {"matchId"}:
            self.database.execute("DELETE FROM matches WHERE id = ?", (match["matchId"],))
        else:
            self.database.execute("INSERT OR REPLACE INTO matches VALUES (?, ?)",
                                  (match["matchId"], json.dumps(match, ensure_ascii=False, sort_keys=True)))

    def _notice(self, match, change, cursor):
        self.database.execute("INSERT INTO notices (match, change, cursor) VALUES (?, ?, ?)", (match, change, cursor))

    def _transaction(self, write, stop):
        self.database.execute("BEGIN IMMEDIATE")
        try:
            write()
            stop("before-commit")
            self.database.execute("COMMIT")
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        stop("committed")


def life_of(status):
    """What is another after each restore of the node that it noticed or was told of."""
    restoration = status.get("restoration", {})
    signs = sorted(sign["at"] for sign in restoration.get("evidence", []))
    return " ".join([status.get("auditLog", {}).get("instance", ""), *signs, restoration.get("confirmedAt", "")]).strip()


class Coupling:
    """Carries what changed from the node to the mirror."""

    def __init__(self, node, mirror, page=PAGE, stop=lambda point: None, sleep=time.sleep):
        self.node, self.mirror, self.page, self.stop, self.sleep = node, mirror, page, stop, sleep
        self.waits = []

    def catch_up(self, is_anew=False):
        """Until the mirror holds what the node shows; how many changes that were."""
        life = life_of(self._asked("/v1/status"))
        cursor, held = self.mirror.position()
        if is_anew or held not in (None, life):
            self.start_over(life)
        elif held is None:
            self.mirror.begin_life(life)
        count = 0
        while True:
            cursor, _ = self.mirror.position()
            try:
                page = self._asked("/v1/changes", after=cursor, limit=self.page)
            except Problem as problem:
                if problem.status not in (409, 410):
                    raise
                self.start_over(life)
                continue
            self.stop("answered")
            if not page["changes"]:
                return count
            self.mirror.apply(page, self.stop)
            count += len(page["changes"])

    def start_over(self, life):
        """The cursor first: what changes while the list is read comes again, and changes nothing twice."""
        try:
            cursor = self._asked("/v1/changes", after=BEYOND)["cursor"]
        except Problem as problem:
            if problem.status != 409:
                raise
            cursor = problem.body["cursor"]
        self.stop("placed")
        matches = self._asked("/v1/matches", scope="all")
        self.stop("listed")
        self.mirror.replace(matches, cursor, life, self.stop)

    def _asked(self, path, **query):
        """The answer, however often it has to be asked for."""
        pause = 1.0
        while True:
            self.stop("asking")
            try:
                return self.node.ask(path, **query)
            except Problem as problem:
                if problem.status not in (429, 502, 503, 504):
                    raise
                wait = problem.retry_after
            except (OSError, http.client.HTTPException, ValueError) as error:
                # A certificate that is not accepted stays so; an answer that breaks off does not.
                if isinstance(error, ssl.SSLCertVerificationError):
                    raise
                wait = None
            # Not all at the same moment.
            wait = wait if wait is not None else pause * random.uniform(0.5, 1)
            self.waits.append(wait)
            self.sleep(min(wait, LONGEST_PAUSE))
            pause = min(pause * 2, LONGEST_PAUSE)


def stopping_at(point, count):
    """Ends the process as a power cut does when it comes to this point for the count-th time: for tests."""
    left = [count]

    def stop(here):
        if here == point:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return stop


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="the SQLite file; made where there is none")
    parser.add_argument("--node", required=True, help="https://HOST:PORT of the local listener")
    parser.add_argument("--authority", required=True, help="the node's clients/authority.pem")
    parser.add_argument("--credential", required=True, help="certificate and key of the role index, in PEM")
    parser.add_argument("--page", type=int, default=PAGE, help="changes in one answer")
    parser.add_argument("--follow", type=float, metavar="SECONDS", help="ask again after so many seconds, for ever")
    parser.add_argument("--anew", action="store_true", help="read all matches anew at first")
    parser.add_argument("--stop-at", nargs=2, metavar=("POINT", "COUNT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    stop = stopping_at(options.stop_at[0], int(options.stop_at[1])) if options.stop_at else lambda point: None
    mirror = Mirror(options.file)
    try:
        coupling = Coupling(Node(options.node, options.authority, options.credential), mirror, options.page, stop)
        is_anew = options.anew
        while True:
            count, is_anew = coupling.catch_up(is_anew), False
            print(json.dumps({"changes": count, "matches": len(mirror.matches()), "waits": len(coupling.waits)}), flush=True)
            if options.follow is None:
                return
            time.sleep(options.follow)
    except Problem as problem:
        sys.exit(f"the node refuses: {problem}")
    finally:
        mirror.close()


if __name__ == "__main__":
    main()
