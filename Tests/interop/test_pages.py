"""The pages of a real node in Debian's Chromium, by role, with every form used: python3 -m unittest test_pages

Screenshots go to $SAMENLOOP_SCREENSHOTS, which the gate names; without it they are not kept."""
import datetime
import http.client
import http.server
import json
import os
import tempfile
import threading
import unittest
import urllib.parse

import html_rules
from browser import Browser, missing
from foreign_node.documents import PrivateIdentity
from node_case import NodeCase, fresh, rfc3339, signal_row, wait_for, youths

NARROW = 360
# A focus that can be seen: an outline with a width, around what the keyboard is on.
FOCUS = """(() => { const x = document.activeElement, s = getComputedStyle(x);
    return {tag: x.tagName, text: x.innerText || x.name || '', seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0}; })()"""


PAGES = html_rules.Pages()


def tearDownModule():
    """Every page that a test judged is valid HTML; all at once, since the checker takes seconds to start."""
    faults = PAGES.faults() if PAGES.sources else []
    if faults:
        raise AssertionError("\n".join(faults))


@unittest.skipIf(missing(), missing())
class PagesCase(NodeCase):
    def setUp(self):
        self.folder = os.environ.get("SAMENLOOP_SCREENSHOTS")
        if not self.folder:
            kept = tempfile.TemporaryDirectory(prefix="samenloop-screenshots-")
            self.addCleanup(kept.cleanup)
            self.folder = kept.name
        os.makedirs(self.folder, exist_ok=True)
        self.origin = f"https://localhost:{self.node.local_port}"

    def browser(self, role):
        clients = os.path.join(self.node.home, "clients")
        browser = Browser(os.path.join(clients, "authority.pem"), os.path.join(clients, role + ".pem"))
        self.addCleanup(browser.close)
        return browser

    def look(self, browser, path, name):
        """Opens a page, keeps how it looks, and judges it: nothing in the console, nothing wider than a narrow screen."""
        browser.open(self.origin + path)
        self.judge(browser, name)

    def judge(self, browser, name):
        PAGES.sources[name] = browser.source()
        for scheme in ("dark", "light"):
            browser.scheme(scheme)
            self.assertEqual(browser.run(html_rules.CONTRAST), [], f"{name}, {scheme}: text without contrast")
        browser.screenshot(os.path.join(self.folder, name + ".png"))
        browser.size(NARROW, 740)
        width = browser.run("document.documentElement.scrollWidth")
        browser.screenshot(os.path.join(self.folder, name + "-narrow.png"))
        browser.size(1280, 900)
        self.assertLessEqual(width, NARROW, f"{name} scrolls sideways")
        # Tables that scroll by themselves are reached by the keyboard.
        self.assertEqual(browser.run("""[...document.querySelectorAll('*')].filter(x => x.scrollWidth > x.clientWidth + 1
            && getComputedStyle(x).overflowX === 'auto' && x.tabIndex < 0).length"""), 0, name)
        self.assertEqual(browser.run("document.querySelectorAll('h1').length"), 1, name)
        self.assertEqual(browser.run("document.querySelectorAll('script, link, img, iframe').length"), 0, name)
        self.assertEqual(browser.run("""[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
            .filter(x => !x.labels || x.labels.length !== 1).length"""), 0, f"{name} has fields without a label")
        self.assertEqual(browser.faults, [], name)

    def table(self, role, path):
        """A file of CSV, as a browser asks for it."""
        self.node.ask("GET", "/v1/status", role)
        connection = http.client.HTTPSConnection("localhost", self.node.local_port, timeout=90, context=self.node._ssl[role])
        try:
            connection.request("GET", path, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
            with connection.getresponse() as response:
                self.assertEqual((response.status, response.headers["content-type"]), (200, "text/csv; charset=utf-8"))
                return response.read().decode("utf-8-sig")
        finally:
            connection.close()

    def archive(self, browser, role, action):
        """The file that the form on the page sends for: a browser would save it."""
        fields = browser.run(f"""[...new FormData(document.querySelector('form[action="{action}"]'))]""")
        connection = http.client.HTTPSConnection("localhost", self.node.local_port, timeout=90, context=self.node.context(role))
        try:
            connection.request("POST", action, urllib.parse.urlencode([(x, y) for x, y in fields]), {
                "Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Origin": self.origin,
                "Content-Type": "application/x-www-form-urlencoded"})
            with connection.getresponse() as response:
                self.assertEqual((response.status, response.headers["content-type"]), (200, "application/x-tar"))
                return response.headers["content-disposition"], response.read()
        finally:
            connection.close()

    def said(self, browser, words):
        self.assertIn(words, browser.run("(document.querySelector('[role=status]') || document.body).innerText"))

    def refused(self, browser, words):
        self.assertIn(words, browser.run("(document.querySelector('[role=alert]') || document.body).innerText"))
        # A form that is refused is an answer with an error, which the console tells of.
        browser.faults.clear()


class CoordinatorPages(PagesCase):
    def setUp(self):
        super().setUp()
        self.other, self.identities = self.agreed(contactRelease="approval"), fresh(2)
        self.put_signals(*(signal_row(f"{self.other.region}-{i}", x) for i, x in enumerate(self.identities)))
        self.other.set_youths(youths(self.identities, "Het Huis <b>"))
        self.exchange(self.other)
        for match in self.other.matches():
            self.other.release(match)
        self.exchange(self.other)

    def own(self, identifier):
        return self.node.ask_well("GET", f"/v1/matches/{identifier}", "coordinator")

    def test_every_form_of_a_match(self):
        browser = self.browser("coordinator")
        self.look(browser, "/", "coordinator-worklist")
        self.assertIn("Het Huis <b>", browser.text())
        self.assertIn("Jip", browser.text())
        self.assertIn("0612345678", browser.text())
        entries = self.node.entries("shown")
        self.assertEqual(entries[-1]["view"], "worklist")
        # The same for somebody whose browser prefers English.
        browser.call("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": "en-GB,en"}})
        browser.open(self.origin + "/")
        self.assertIn("Worklist", browser.text())
        browser.call("Network.setExtraHTTPHeaders", {"headers": {}})
        browser.open(self.origin + "/")
        # From the list to "contact was made": the link, the choice and the button.
        match = next(x for x in self.node.matches(self.other.region) if x["signals"] == [f"{self.other.region}-0"])
        identifier = match["matchId"]
        address = f"/pages/matches/{identifier}"
        browser.click(f"a[href='{address}']")
        self.judge(browser, "coordinator-match")
        self.assertEqual(self.node.entries("shown")[-1]["view"], "match")
        browser.send(address + "/follow-up", state="contacted", outcome="earlier")
        self.said(browser, "De opvolging is vastgelegd")
        browser.send(address + "/coordination", propose=self.node.region)
        self.said(browser, "regie")
        browser.send(address + "/handover", state="wanted")
        self.said(browser, "overdracht")
        browser.send(address + "/consent", consent="given")
        self.said(browser, "toestemming")
        browser.send(address + "/release")
        self.assertIn("Dit kunt u niet ongedaan maken", browser.text())
        self.assertEqual(self.own(identifier)["release"], "awaiting", "released without being asked twice")
        self.judge(browser, "coordinator-release")
        browser.send(address + "/release")
        self.said(browser, "vrijgegeven")
        found = self.own(identifier)
        self.assertEqual((found["own"]["followUp"]["state"], found["own"]["followUp"]["outcome"]), ("contacted", ["earlier"]))
        self.assertEqual((found["own"]["coordination"]["holder"], found["own"]["handover"]["state"]), (self.node.region, "wanted"))
        self.assertEqual((found["own"]["consent"], found["release"]), ("given", "released"))
        # Whom the other region does not see: the colleague who has the family, and a reminder.
        browser.send(address + "/assignment", colleague="Sanne Mulder")
        self.said(browser, "toegewezen")
        browser.send(address + "/reminder")
        self.said(browser, "herinnering")
        self.assertIn("Sanne Mulder", browser.text())
        found = self.own(identifier)
        self.assertEqual(found["assignee"], "Sanne Mulder")
        self.assertIn("remindedAt", found)
        browser.open(self.origin + "/pages/worklist?mine=yes")
        self.assertNotIn("Sanne Mulder", browser.text())
        # The other region names itself; agreeing is a form of its own.
        held = next(x for x in self.other.matches() if x.peer_view)
        self.other.update_match(held, coordination={"state": "proposed", "holder": self.other.region,
                                                  "at": rfc3339(datetime.datetime.now(datetime.timezone.utc))})
        for _ in range(3):
            self.other.exchange_matches()
        other = next((x for x in self.node.matches(self.other.region)
                      if (x["theirs"].get("coordination") or {}).get("holder") == self.other.region), None)
        self.assertIsNotNone(other)
        browser.open(self.origin + f"/pages/matches/{other['matchId']}")
        browser.run("""document.querySelector('input[name=agree]').form.id = 'agree'""")
        browser.click("#agree button")
        self.said(browser, "regie")
        self.assertEqual(self.own(other["matchId"])["own"]["coordination"]["state"], "agreed")

    def test_an_observer_has_figures_and_nothing_else(self):
        self.node.command("credential", "issue", "--role", "observer", "--name", "A. Kijker", "--out",
                          os.path.join(self.node.home, "clients", "observer.pem"))
        browser = self.browser("observer")
        self.look(browser, "/", "observer-none")
        self.assertIn("Nog geen cijfers", browser.text())
        self.assertEqual(browser.run("[...document.querySelectorAll('nav a')].map(x => x.getAttribute('href'))"), ["/pages/figures"])
        for address in ("/pages/worklist", "/pages/overview", "/pages/node"):
            browser.open(self.origin + address)
            self.assertNotIn("Jip", browser.text())
            self.assertIn("403", str(browser.run("performance.getEntriesByType('navigation')[0].responseStatus")))

    def test_a_wrong_field_is_named_and_a_filter_narrows(self):
        browser = self.browser("coordinator")
        match = self.node.matches(self.other.region)[0]
        address = f"/pages/matches/{match['matchId']}"
        browser.open(self.origin + address)
        # As somebody who changed the form.
        browser.run(f"document.querySelector(\"form[action='{address}/consent'] input[name=consent]\").value = 'perhaps'")
        browser.send(address + "/consent", consent="perhaps")
        self.refused(browser, "Toestemming")
        self.assertNotIn("perhaps", browser.text())
        browser.open(self.origin + "/pages/worklist")
        browser.send("/pages/worklist", sector="wijkteam")
        self.assertIn("sector=wijkteam", browser.run("location.href"))
        self.assertIn("Het Huis", browser.text())
        browser.send("/pages/worklist", overdue="yes")
        self.assertIn("Geen enkel gezin past bij dit filter", browser.text())
        self.assertIn("Het Huis", self.table("coordinator", "/pages/records/worklist.csv"))
        self.assertEqual(browser.faults, [])

    def test_the_keyboard_alone(self):
        browser = self.browser("coordinator")
        browser.open(self.origin + "/")
        found = []
        for _ in range(8):
            browser.press("Tab", 9)
            found.append(browser.run(FOCUS))
        self.assertTrue(all(x["seen"] for x in found), found)
        self.assertEqual(found[0]["tag"], "A")
        self.assertGreater(len({x["text"] for x in found}), 4, found)

    def test_a_hostile_page_does_and_sees_nothing(self):
        browser = self.browser("coordinator")
        match = self.node.matches(self.other.region)[0]
        path = f"/v1/matches/{match['matchId']}"
        browser.open(self.origin + f"/pages/matches/{match['matchId']}")
        token = browser.run("document.querySelector('input[name=token]').value")
        before, looks = self.own(match["matchId"]), len(self.node.entries("shown"))
        with HostilePage() as hostile:
            browser.open(hostile.address)
            browser.answers.clear()
            # Everything that a page can make a browser send to another one.
            browser.run(f"""(async () => {{
                const at = {json.dumps(self.origin)};
                for (const [way, path] of [['GET', '/v1/worklist'], ['GET', '{path}'], ['POST', '{path}/follow-up'],
                                           ['GET', '/pages/worklist'], ['POST', '/pages/matches/{match['matchId']}/follow-up']])
                  for (const mode of ['no-cors', 'cors'])
                    try {{
                      await fetch(at + path, {{method: way, mode, credentials: 'include', headers: {{'Content-Type': 'text/plain'}},
                                               body: way === 'POST' ? '{{"state":"contacted"}}' : undefined}});
                    }} catch (error) {{}}
                for (const tag of ['img', 'iframe', 'script'])
                  await new Promise(done => {{
                    const x = document.createElement(tag);
                    x.onload = x.onerror = done; x.src = at + '{path}'; document.body.append(x); setTimeout(done, 3000);
                  }});
            }})()""")
            asked = [x for x in browser.answers if x[1].startswith(self.origin)]
            self.assertGreaterEqual(len(asked), 6, asked)
            self.assertEqual({x[2] for x in asked}, {403}, asked)
            # A form, with the good token even.
            for target, fields in ((f"{self.origin}/pages/matches/{match['matchId']}/follow-up", {"state": "contacted", "token": token}),
                                   (f"{self.origin}{path}/follow-up", {"state": "contacted"})):
                browser.open(hostile.address)
                browser.answers.clear()
                browser.run(f"""(() => {{
                    const form = document.createElement('form');
                    form.method = 'post'; form.action = {json.dumps(target)}; form.id = 'evil';
                    for (const [name, value] of Object.entries({json.dumps(fields)})) {{
                      const x = document.createElement('input'); x.name = name; x.value = value; form.append(x);
                    }}
                    document.body.append(form);
                }})()""")
                browser.loaded(lambda: browser.run("document.getElementById('evil').submit()"), "the answer to the hostile form")
                self.assertEqual([x[2] for x in browser.answers if x[1] == target], [403])
        self.assertEqual(len(self.node.entries("shown")), looks, "a hostile page counted as a look")
        self.assertEqual(self.own(match["matchId"])["own"], before["own"])
        # A link from elsewhere may be followed.
        with HostilePage(self.origin + "/pages/worklist") as elsewhere:
            browser.open(elsewhere.address)
            browser.click("a")
            self.assertIn("Werklijst", browser.text())


class HostilePage:
    """A page of another origin."""

    def __init__(self, link="https://localhost/"):
        page = f"<!DOCTYPE html><title>hostile</title><body><a href='{link}'>link</a>".encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class OfficerPages(PagesCase):
    def test_the_one_screen_and_its_records(self):
        other, (youth,) = self.agreed(), fresh(1)
        self.put_signals(signal_row(other.region, youth))
        other.set_youths(youths([youth]))
        self.exchange(other)
        browser = self.browser("privacy-officer")
        self.look(browser, "/", "officer")
        self.assertEqual(browser.run("document.documentElement.scrollWidth"), 1280)
        for path in browser.run("""[...new Set([...document.querySelectorAll('main a, nav a')].map(x => x.getAttribute('href')))]
                                   .filter(x => x.startsWith('/'))"""):
            if ".csv" in path:
                continue
            browser.open(self.origin + path)
            self.assertEqual(browser.faults, [], path)
            self.assertEqual(browser.run("document.querySelectorAll('h1').length"), 1, path)
        self.look(browser, "/pages/records/looks", "officer-looks")
        self.look(browser, f"/pages/records/contacts-sent?peer={other.region}", "officer-contacts")
        self.assertIn(other.region, self.table("privacy-officer", "/pages/records/received.csv"))

    def test_an_agreement_is_read_approved_and_revoked(self):
        other = self.peered()
        identifier = other.propose_agreement(self.node.region)
        wait_for(lambda: self.node.agreement(identifier), "the proposal")
        address = f"/pages/agreements/{identifier}"
        browser = self.browser("privacy-officer")
        browser.open(self.origin + "/")
        browser.click(f"a[href='{address}']")
        self.judge(browser, "officer-agreement")
        # Without the tick nothing is approved, whatever the browser lets through.
        browser.run("document.querySelector('input[name=read]').required = false")
        browser.send(address + "/approval")
        self.refused(browser, "vinkje")
        self.assertEqual([x["role"] for x in self.node.agreement(identifier)["approvals"]], [])
        browser.send(address + "/approval", read="yes")
        self.said(browser, "goedgekeurd")
        keeper = self.browser("operator")
        keeper.open(self.origin + address)
        keeper.send(address + "/approval", read="yes")
        self.said(keeper, "goedgekeurd")
        self.assertEqual({x["role"] for x in self.node.agreement(identifier)["approvals"]}, {"privacy-officer", "operator"})
        wait_for(lambda: self.node.agreement(identifier)["inForce"], "the agreement in force")
        # A limit exception that the other region wants.
        document = other.propose_exception(identifier, other.region, 100)
        exceptions = wait_for(lambda: self.node.agreement(identifier).get("limitExceptions"), "the limit exception")
        page = f"{address}/limit-exceptions/{exceptions[0]['documentId']}"
        self.assertIsNotNone(document)
        self.look(browser, page, "officer-exception")
        browser.send(page + "/approval", read="yes")
        self.said(browser, "uitzondering")
        browser.open(self.origin + address)
        browser.send(address + "/revocation")
        self.assertIn("Dit kunt u niet ongedaan maken", browser.text())
        self.assertTrue(self.node.agreement(identifier)["inForce"], "revoked without being asked twice")
        self.judge(browser, "officer-revocation")
        browser.send(address + "/revocation", reason="The trial is over")
        self.said(browser, "ingetrokken")
        self.assertEqual(self.node.agreement(identifier)["status"], "revoked")

    def test_a_proposal_is_rejected(self):
        other = self.peered()
        identifier = other.propose_agreement(self.node.region)
        wait_for(lambda: self.node.agreement(identifier), "the proposal")
        browser = self.browser("privacy-officer")
        browser.open(self.origin + f"/pages/agreements/{identifier}")
        browser.send(f"/pages/agreements/{identifier}/rejection")
        browser.send(f"/pages/agreements/{identifier}/rejection", reason="Not now")
        self.said(browser, "afgewezen")
        self.assertEqual(self.node.agreement(identifier)["status"], "rejected")

    def test_a_person_is_found_and_the_request_closed(self):
        youth, = fresh(1)
        self.put_signals(signal_row("person-1", youth))
        browser = self.browser("privacy-officer")
        self.look(browser, "/pages/search", "officer-search")
        browser.send("/pages/search", identity="123456789", capacity="youth", reason="case 1")
        self.refused(browser, "Burgerservicenummer")
        before = len(self.node.entries("subject-report"))
        browser.send("/pages/search", identity=youth.removeprefix("bsn:"), capacity="youth", reason="case 1")
        self.judge(browser, "officer-found")
        self.assertIn("School person-1", browser.text())
        self.assertNotIn(youth.removeprefix("bsn:"), browser.run("document.documentElement.outerHTML + location.href"))
        self.assertEqual(len(self.node.entries("subject-report")), before + 1)
        self.look(browser, "/pages/requests", "officer-requests")
        requests = self.node.ask_well("GET", "/v1/subject-requests", "privacy-officer")["requests"]
        identifier = next(x["id"] for x in requests if "outcome" not in x)
        browser.send(f"/pages/requests/{identifier}/closing", outcome="answered")
        self.said(browser, "afgesloten")
        requests = self.node.ask_well("GET", "/v1/subject-requests", "privacy-officer")["requests"]
        self.assertEqual(next(x for x in requests if x["id"] == identifier)["outcome"], "answered")

    def test_the_logs_are_compared(self):
        other, mine = self.agreed(), fresh(2)
        self.put_signals(*(signal_row(f"compared-{i}", x) for i, x in enumerate(mine)))
        self.exchange(other)
        log = {"instance": "0123456789abcdef", "witnessKey": PrivateIdentity.generate().public.jwk}
        self.assertTrue(other.renew_card(log=log)[self.node.region].ok)
        browser = self.browser("privacy-officer")
        browser.open(self.origin + "/")
        browser.click("a[href='/pages/comparison']")
        self.judge(browser, "officer-comparison")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        browser.send("/pages/comparison", agreement=other.agreed, firstDay="yesterday", lastDay=today.isoformat(), reason="audit")
        self.refused(browser, "Eerste dag")
        first = (today - datetime.timedelta(days=2)).isoformat()
        browser.send("/pages/comparison", agreement=other.agreed, firstDay=first, lastDay=today.isoformat(), reason="audit")
        self.assertIn("tien vragen per dag", browser.text())
        self.assertEqual(self.node.entries("reconciled"), [], "asked without being asked twice")
        self.judge(browser, "officer-comparison-asked")
        browser.send("/pages/comparison")
        self.assertIn("zijn het eens", browser.text())
        self.judge(browser, "officer-compared")
        self.assertEqual(len(self.node.entries("reconciled")), 1)
        # An exchange that only the other side knows of.
        other.state.exchanged.append(
            {**other.state.exchanged[0], "direction": "sent", "id": "B" * 42 + "A", "confirmed": True})
        browser.send("/pages/comparison", agreement=other.agreed, firstDay=first, lastDay=today.isoformat(), reason="incident")
        browser.send("/pages/comparison")
        self.assertIn("1 uitwisseling is niet gewoon gelijk", browser.text())
        self.assertIn("B" * 42 + "A", browser.text())
        self.judge(browser, "officer-compared-differs")

    def test_evidence_is_exported(self):
        self.put_signals(signal_row("evidence-1", *fresh(1)))
        self.node.ask_well("POST", "/v1/audit/checkpoints", "privacy-officer", {})
        browser = self.browser("privacy-officer")
        self.look(browser, "/pages/evidence", "officer-evidence")
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        browser.send("/pages/evidence", firstDay=today, lastDay="2020-01-01")
        self.refused(browser, "Laatste dag")
        browser.send("/pages/evidence", firstDay=today, lastDay=today, open="yes")
        self.assertIn("wie dat mag weten", browser.text())
        self.judge(browser, "officer-evidence-asked")
        name, archive = self.archive(browser, "privacy-officer", "/pages/evidence")
        self.assertEqual(name, f'attachment; filename="evidence-{self.node.region}-{today}-{today}.tar"')
        with tempfile.NamedTemporaryFile(suffix=".tar") as file:
            file.write(archive)
            file.flush()
            self.assertGreater(self.node.command("evidence", "verify", file.name)["records"], 0)

    def test_an_erasure_takes_two_people(self):
        youth, = fresh(1)
        number = youth.removeprefix("bsn:")
        self.put_signals(signal_row("erased-1", youth))
        browser = self.browser("privacy-officer")
        browser.open(self.origin + "/pages/requests")
        browser.click("a[href='/pages/erasure']")
        self.judge(browser, "officer-erasure")
        browser.send("/pages/erasure", capacity="youth", reason="case 7", receivedOn="never")
        self.refused(browser, "Ontvangen op")
        browser.send("/pages/erasure", capacity="youth", reason="case 7")
        self.assertIn("Dit kunt u niet ongedaan maken", browser.text())
        self.judge(browser, "officer-erasure-asked")
        browser.send("/pages/erasure", identity=number)
        self.said(browser, "Het wissen is aangevraagd")
        self.assertNotIn(number, browser.run("document.documentElement.outerHTML + location.href"))
        requests = self.node.ask_well("GET", "/v1/subject-requests", "privacy-officer")["requests"]
        request = next(x for x in requests if x["kind"] == "erasure" and "outcome" not in x)
        self.look(browser, "/pages/decisions", "officer-decisions-erasure")
        address = f"/pages/decisions/{request['decision']}/erasure-confirmed"
        browser.send(address)
        self.judge(browser, "officer-erasure-confirmation")
        # The person who asked for it is no second one.
        browser.send(address)
        self.refused(browser, "")
        self.assertEqual(self.node.ask("GET", "/v1/signals/erased-1")[0], 200)
        self.node.ask_well("POST", f"/v1/subject-requests/{request['id']}/erasure", "index", {"confirm": request["id"]})
        self.assertEqual(self.node.ask("GET", "/v1/signals/erased-1")[0], 404)
        # Another one is taken back.
        youth, = fresh(1)
        self.put_signals(signal_row("kept-1", youth))
        browser.open(self.origin + "/pages/erasure")
        browser.send("/pages/erasure", capacity="youth", reason="case 8")
        browser.send("/pages/erasure", identity=youth.removeprefix("bsn:"))
        requests = self.node.ask_well("GET", "/v1/subject-requests", "privacy-officer")["requests"]
        request = next(x for x in requests if x["kind"] == "erasure" and "outcome" not in x)
        browser.open(self.origin + "/pages/decisions")
        address = f"/pages/decisions/{request['decision']}/erasure-withdrawn"
        browser.send(address)
        browser.send(address)
        self.said(browser, "vastgelegd")
        requests = self.node.ask_well("GET", "/v1/subject-requests", "privacy-officer")["requests"]
        self.assertEqual(next(x for x in requests if x["id"] == request["id"])["outcome"], "withdrawn")
        self.assertNotIn("suspendedFor", self.node.ask_well("GET", "/v1/signals/kept-1"))

    def test_the_log_is_reviewed(self):
        self.node.ask_well("POST", "/v1/audit/checkpoints", "privacy-officer", {})
        browser = self.browser("privacy-officer")
        self.look(browser, "/pages/reviews", "officer-reviews")
        self.assertIn("Nog niemand", browser.text())
        browser.send("/pages/reviews/plan", share="101", every="week")
        self.refused(browser, "Hoeveel procent")
        browser.send("/pages/reviews/plan", share="100", every="week")
        self.said(browser, "Het plan is vastgelegd")
        # Of last week, in which this log did not exist yet.
        browser.send("/pages/reviews")
        self.judge(browser, "officer-review")
        identifier = self.node.ask_well("GET", "/v1/status", "privacy-officer")["reviews"]["next"]["id"]
        address = f"/pages/reviews/{identifier}/closing"
        browser.send(address, outcome="incident")
        self.refused(browser, "Om welke regels gaat het?")
        # The chosen entries are still there.
        browser.send(address, outcome="in-order")
        self.said(browser, "De controle is afgesloten")
        self.assertEqual(len(self.node.entries("reviewed")), 1)

    def test_objections_are_decided_on(self):
        for number, youth in enumerate(fresh(2)):
            self.put_signals(signal_row(f"objected-{number}", youth))
            self.node.ask_well("POST", f"/v1/signals/objected-{number}/objection", "index", {"objection": "lodged"})
        browser = self.browser("privacy-officer")
        self.look(browser, "/pages/decisions", "officer-decisions")
        waiting = self.node.ask_well("GET", "/v1/decisions", "privacy-officer")["decisions"]
        first, second = (next(x for x in waiting if x["signals"] == [f"objected-{n}"]) for n in range(2))
        browser.send(f"/pages/decisions/{first['id']}/rejected")
        self.assertIn("weer uitwisselen", browser.text())
        browser.send(f"/pages/decisions/{first['id']}/rejected")
        self.said(browser, "vastgelegd")
        browser.send(f"/pages/decisions/{second['id']}/upheld")
        self.assertIn("Dit kunt u niet ongedaan maken", browser.text())
        waiting = self.node.ask_well("GET", "/v1/decisions", "privacy-officer")["decisions"]
        self.assertEqual([(x["id"], x["standing"]) for x in waiting], [(second["id"], "lodged")])
        browser.send(f"/pages/decisions/{second['id']}/upheld")
        self.said(browser, "vastgelegd")
        waiting = self.node.ask_well("GET", "/v1/decisions", "privacy-officer")["decisions"]
        self.assertEqual([(x["id"], x["standing"]) for x in waiting], [(second["id"], "awaits-second-person")])


class KeeperPages(PagesCase):
    def test_the_register_with_its_faults(self):
        self.node.command("credential", "issue", "--role", "agreement-keeper", "--name", "K. Keeper", "--out",
                          os.path.join(self.node.home, "clients", "agreement-keeper.pem"))
        browser = self.browser("agreement-keeper")
        self.look(browser, "/", "keeper-empty")
        self.assertIn("samenloop organisation import", browser.text())
        other, (youth,) = self.agreed(), fresh(1)
        self.put_signals(signal_row(f"{other.region}-flagged", youth, organisation_id="org-x", organisation="Het <Nieuwe> Team"))
        other.set_youths(youths([youth]))
        self.exchange(other)
        rows = ["organisation_id,name,sector,municipalities,domains,contact,since,ends"]
        rows += [f"org-{x:03},Team {x},wijkteam,GM0363,team.example,post@team.example,2020-01-01," for x in range(120)]
        rows[1] = "org-000,Team 0,wijkteam,,,,2020-01-01,2021-01-01"
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("\n".join(rows) + "\n")
            file.flush()
            self.node.command("organisation", "import", file.name)
        self.look(browser, "/", "keeper")
        self.assertIn("Het <Nieuwe> Team", browser.text())
        self.assertIn("Ontbreekt: gemeenten, e-maildomeinen, postbus", browser.text())
        self.assertIn("1 tot en met 100 van 121", browser.text())
        browser.click("nav.pages a")
        self.assertIn("101 tot en met 121 van 121", browser.text())
        self.assertIn("org-119", self.table("agreement-keeper", "/pages/records/organisations.csv"))
        self.assertEqual(browser.run("[...document.querySelectorAll('header nav a')].map(x => x.getAttribute('href'))"),
                         ["/pages/organisations", "/pages/figures"])
        for address in ("/pages/worklist", "/pages/overview", "/pages/node"):
            browser.open(self.origin + address)
            self.assertEqual(browser.run("performance.getEntriesByType('navigation')[0].responseStatus"), 403)
        # The coordinator sees the mark, and the privacy officer the count, which leads to the list.
        coordinator = self.browser("coordinator")
        coordinator.open(self.origin + "/")
        self.assertIn("Niet in het register", coordinator.text())
        officer = self.browser("privacy-officer")
        officer.open(self.origin + "/pages/tasks")
        officer.click("main a[href='/pages/organisations']")
        self.judge(officer, "officer-organisations")
        self.assertIn("Het <Nieuwe> Team", officer.text())
        self.assertGreaterEqual(self.node.ask_well("GET", "/v1/status", "operator")["flagged"], 1)


class OperatorPages(PagesCase):
    def test_peers_are_accepted_rejected_suspended_and_resumed(self):
        others = [self.foreign(), self.foreign()]
        for other in others:
            other.join(self.node.ask_well("POST", "/v1/invitations", "operator", {})["code"])
        browser = self.browser("operator")
        self.look(browser, "/", "operator")
        peers = [f"/pages/peers/{x.region}" for x in others]
        browser.send(peers[0] + "/acceptance", read="yes")
        self.said(browser, "toegelaten")
        browser.send(peers[1] + "/rejection")
        self.assertIn("Dit kunt u niet ongedaan maken", browser.text())
        browser.send(peers[1] + "/rejection", reason="Not expected")
        self.said(browser, "afgewezen")
        browser.send(peers[0] + "/suspension", reason="We look into something")
        self.said(browser, "stilgelegd")
        self.judge(browser, "operator-suspended")
        browser.send(peers[0] + "/resumption")
        self.said(browser, "gaat weer door")
        status = {x["region"]: x["status"] for x in self.node.ask_well("GET", "/v1/peers", "operator")["peers"]}
        self.assertEqual([status[x.region] for x in others], ["accepted", "rejected"])

    def test_others_are_told_that_they_have_no_pages(self):
        browser = self.browser("index")
        self.look(browser, "/", "index")
        self.assertIn("Geen pagina’s voor dit certificaat", browser.text())


if __name__ == "__main__":
    unittest.main()
