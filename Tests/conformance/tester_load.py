"""Load generators from Debian: wrk on kept connections, ab with a handshake for each request."""
import re
import subprocess

import hook

NAME = "load"
PACKAGES = ["wrk", "apache2-utils", *hook.PACKAGES]
REQUIREMENTS = []
EXPLAINED = {}
KEPT = 50 * 1024


def version():
    return f"{hook.debian_version('wrk')}, {hook.debian_version('apache2-utils')}"


def run(target):
    findings = []
    listener = target.listeners[1]
    before = target.memory()
    url = f"https://{listener.address}{listener.path}"
    spent = target.processor_seconds()
    ran = subprocess.run(["wrk", "-t", "2", "-c", "32", "-d", "10", "--latency", url], env=hook.environment(listener),
                         capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+) requests in", ran)
    kept = int(found[1]) if found else 0
    spent = target.processor_seconds() - spent
    for bad in re.findall(r"Socket errors:.*|Non-2xx.*", ran):
        findings.append(("high", "wrk", bad))
    if not kept:
        findings.append(("high", "wrk", f"nothing was answered: {ran[-300:]}"))
    ran = subprocess.run(["ab", "-q", "-n", "2000", "-c", "8", "-E", listener.credential, url], capture_output=True,
                         text=True, check=False).stdout
    done = int((re.search(r"Complete requests:\s+(\d+)", ran) or [0, 0])[1])
    for bad in re.findall(r"(?:Failed|Non-2xx) [a-z]+:\s+[1-9]\d*", ran):
        findings.append(("high", "ab", bad))
    if done != 2000:
        findings.append(("high", "ab", f"{done} of 2000 requests were answered: {ran[-300:]}"))
    if leak := target.leaks(60):
        findings.append(("high", "leak", leak))
    if (grown := target.memory() - before) > KEPT:
        findings.append(("high", "memory", f"{grown} KB more than before"))
    print(f"  load: {kept} requests on 32 kept connections in 10 s, {1e6 * spent / max(1, kept):.0f} µs of processor time "
          f"each with the node's own work; {done} handshakes")
    return kept + done, findings
