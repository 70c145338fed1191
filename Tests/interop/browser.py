"""Debian's Chromium without a window, driven over its debugging pipe, with one client certificate in a store of its own.

The certificate stands in an NSS store below a temporary HOME; the policy AutoSelectCertificateForUrls chooses it, so that nobody
has to click. Policies are files of the whole machine: the browser gets a mount namespace with a folder of its own there."""
import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60
POLICIES = "/etc/chromium/policies"


def missing():
    """What is not there to run a browser with; None if all of it is."""
    for program, package in (("chromium", "chromium"), ("certutil", "libnss3-tools"), ("pk12util", "libnss3-tools"),
                             ("openssl", "openssl"), ("unshare", "util-linux")):
        if not shutil.which(program):
            return f"{program} is not installed: .ci/setup {package}"
    return None


class ScriptFailed(Exception):
    """A script that the test ran in a page threw."""


class Browser:
    """One browser with one person's certificate. `faults` holds what its console says is wrong."""

    def __init__(self, authority, credential, width=1280, height=900):
        self._folder = tempfile.TemporaryDirectory(prefix="samenloop-browser-", ignore_cleanup_errors=True)
        self.faults, self.answers, self._next, self._replies, self._rest = [], [], 0, {}, b""
        try:
            self._store(authority, credential)
            self._start()
            target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
            self.session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
                self.call(f"{domain}.enable")
            self.size(width, height)
        except BaseException:
            self.close()
            raise

    def _path(self, *names):
        return os.path.join(self._folder.name, *names)

    def _run(self, *words):
        subprocess.run(words, check=True, capture_output=True, timeout=60)

    def _store(self, authority, credential):
        store = self._path("home", ".pki", "nssdb")
        os.makedirs(store)
        self._run("certutil", "-d", "sql:" + store, "-N", "--empty-password")
        self._run("certutil", "-d", "sql:" + store, "-A", "-t", "C,,", "-n", "authority", "-i", authority)
        bundle = self._path("person.p12")
        self._run("openssl", "pkcs12", "-export", "-in", credential, "-inkey", credential, "-out", bundle, "-passout", "pass:",
                  "-name", "person")
        self._run("pk12util", "-d", "sql:" + store, "-i", bundle, "-W", "", "-K", "")
        os.remove(bundle)
        os.makedirs(self._path("policies", "managed"))
        with open(self._path("policies", "managed", "certificate.json"), "w", encoding="utf-8") as file:
            json.dump({"AutoSelectCertificateForUrls": [json.dumps({"pattern": "*", "filter": {}})]}, file)

    @staticmethod
    def _pipe():
        ends = os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends]
        for end in ends:
            os.close(end)
        return high

    def _start(self):
        # High numbers, since the browser wants its ends as 3 and 4.
        from_us, to_browser = self._pipe()
        from_browser, to_us = self._pipe()
        self._out, self._in = to_browser, from_browser
        script = (f'mkdir -p {POLICIES} && mount --bind "$1" {POLICIES} && shift && '
                  f'exec "$@" 3<&{from_us} 4>&{to_us} {from_us}<&- {to_us}>&-')
        namespace = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        words = ["chromium", "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
                 "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--no-default-browser-check", "--lang=nl", "--accept-lang=nl",
                 "--user-data-dir=" + self._path("profile"), "about:blank"]
        with open(self._path("log"), "wb") as log:
            self.process = subprocess.Popen(
                [*namespace, "bash", "-c", script, "bash", self._path("policies"), *words], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, pass_fds=(from_us, to_us), start_new_session=True,
                env={**os.environ, "HOME": self._path("home"), "XDG_CONFIG_HOME": self._path("home", ".config"), "LANG": "C.UTF-8"})
        os.close(from_us)
        os.close(to_us)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the browser and every process that it began, and removes its folder."""
        process = getattr(self, "process", None)
        if process:
            try:
                os.killpg(process.pid, 9)
            except ProcessLookupError:
                pass
            process.wait(PATIENCE)
            self.process = None
            for descriptor in (self._out, self._in):
                os.close(descriptor)
        self._folder.cleanup()

    # The pipe

    def _call(self, method, parameters=None, session=None):
        self._next += 1
        number = self._next
        message = {"id": number, "method": method, "params": parameters or {}, **({"sessionId": session} if session else {})}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while number not in self._replies:
            self._read(end, method)
        reply = self._replies.pop(number)
        if "error" in reply:
            raise ScriptFailed(f"{method}: {reply['error']}")
        return reply["result"]

    def call(self, method, parameters=None):
        """One command to the page."""
        return self._call(method, parameters, self.session)

    def _read(self, end, what):
        left = end - time.monotonic()
        if left <= 0 or not select.select([self._in], [], [], left)[0]:
            with open(self._path("log"), encoding="utf-8", errors="replace") as log:
                raise TimeoutError(f"the browser did not answer to {what}: {log.read()[-2000:]}")
        data = os.read(self._in, 1 << 20)
        if not data:
            with open(self._path("log"), encoding="utf-8", errors="replace") as log:
                raise EOFError(f"the browser ended: {log.read()[-2000:]}")
        *whole, self._rest = (self._rest + data).split(b"\0")
        for text in whole:
            message = json.loads(text)
            if "id" in message:
                self._replies[message["id"]] = message
            else:
                self._note(message["method"], message["params"])

    def _note(self, method, event):
        if method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.faults.append(f"{event['entry']['text']} {event['entry'].get('url', '')}")
        elif method == "Runtime.exceptionThrown":
            self.faults.append(event["exceptionDetails"]["text"])
        elif method == "Network.responseReceived":
            self.answers.append((event["type"], event["response"]["url"], event["response"]["status"]))
            if event["type"] == "Document":
                self.document = event["requestId"]

    # What a person does

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def run(self, script):
        """What a script in the page gives; it may be a promise."""
        result = self.call("Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in result:
            raise ScriptFailed(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")

    def wait(self, script, what, seconds=PATIENCE):
        """Until a script gives something true; a page that is just being left is none yet."""
        end = time.monotonic() + seconds
        while True:
            try:
                if value := self.run(script):
                    return value
            except ScriptFailed:
                pass
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come; the page is {self.run('document.documentElement.outerHTML')[-3000:]}")
            time.sleep(0.05)

    def loaded(self, action, what):
        """Does something that leads to another document, and waits until that one is there."""
        self.run("window.isFormer = true")
        action()
        self.wait("!window.isFormer && document.readyState === 'complete'", what)

    def open(self, address):
        def go():
            error = self.call("Page.navigate", {"url": address}).get("errorText")
            if error:
                raise ConnectionError(f"{address}: {error}")
        self.loaded(go, address)

    def text(self):
        return self.run("document.body.innerText")

    def source(self):
        """The page as it came over the wire."""
        found = self.call("Network.getResponseBody", {"requestId": self.document})
        return base64.b64decode(found["body"]).decode() if found["base64Encoded"] else found["body"]

    def scheme(self, name):
        """Light or dark, as the system of the person is set."""
        self.call("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]})

    def click(self, selector):
        """Follows a link or presses a button that leads elsewhere."""
        place = json.dumps(selector)
        if not self.run(f"document.querySelector({place}) !== null"):
            raise AssertionError(f"there is no {selector} in {self.text()}")
        self.loaded(lambda: self.run(f"document.querySelector({place}).click()"), selector)

    def send(self, action, **fields):
        """Fills in the form that goes to this address, and sends it as its button does."""
        form = f"document.querySelector({json.dumps(f'form[action={json.dumps(action)}]')})"
        if not self.run(f"{form} !== null"):
            raise AssertionError(f"there is no form to {action} in {self.text()}")
        for name, value in fields.items():
            found = self.run(f"""(() => {{
                const all = [...{form}.querySelectorAll({json.dumps(f'[name={name}]')})].filter(x => x.type !== 'hidden');
                const ticks = all.filter(x => x.type === 'radio' || x.type === 'checkbox');
                const tick = ticks.find(x => x.value === {json.dumps(value)});
                if (tick) {{ tick.checked = true; return true; }}
                if (!all.length || ticks.length) return false;
                all[0].value = {json.dumps(value)};
                return all[0].value === {json.dumps(value)};
            }})()""")
            if not found:
                raise AssertionError(f"the form to {action} takes no {name}={value}")
        if not self.run(f"{form}.checkValidity()"):
            raise AssertionError(f"the browser would not send the form to {action}")
        self.loaded(lambda: self.run(f"{form}.requestSubmit({form}.querySelector('button'))"), action)

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code})

    def screenshot(self, path):
        """The whole page as PNG."""
        data = self.call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
