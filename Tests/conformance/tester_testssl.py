"""testssl.sh from Debian: protocols, ciphers, known attacks, client simulations. About 80 seconds a listener."""
import json
import subprocess
import tempfile
from pathlib import Path

import hook

NAME = "testssl"
PACKAGES = ["testssl.sh", "dnsutils", "bsdmainutils", *hook.PACKAGES]
REQUIREMENTS = []
EXPLAINED = {
    "cert_chain_of_trust": "peers are known by their pinned key; where a federation wants an authority it is its own "
                           "(PKIoverheid's private root), which no public store holds",
    "cert_validityPeriod": "the certificate that init makes is only the carrier of a pinned key; one of an authority has "
                           "that authority's term",
    "cert_revocation": "a self-signed certificate has nobody to ask; revocation is by the card, and by the lists in "
                       "revocationLists where there are trust anchors",
    "HSTS": "no browser comes here: there is no listener without TLS, and no client without a certificate is answered",
    "security_headers": "they are for browsers: answers are JSON for programs that showed a certificate",
    "engine_problem": "about the tester's own OpenSSL, which has no GOST",
}


def version():
    return hook.debian_version("testssl.sh")


def run(target):
    findings, count = [], 0
    for listener in target.listeners:
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--openssl-timeout", "10",
                            "--connect-timeout", "10", "--nodns", "none", "--jsonfile", result, listener.address],
                           env={**hook.environment(listener), "TERM": "dumb"}, cwd=folder, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            rows = json.loads(result.read_text())
        identifiers = {x["id"] for x in rows}
        # With the certificate it gets as far as an answer over HTTP; without, these would be missing.
        if "HTTP_status_code" not in identifiers:
            findings.append(("high", "no-answer", f"{listener.name}: it did not get as far as an answer over HTTP"))
        count += len(rows)
        findings += [("info" if x["severity"] in ("OK", "INFO", "DEBUG") else x["severity"].lower(), x["id"],
                      f"{listener.name}: {x['finding']}") for x in rows]
    return count, findings


