"""sslscan from Debian: which protocols, suites, groups and signatures a listener takes."""
import subprocess
import xml.etree.ElementTree as tree

import hook

NAME = "sslscan"
PACKAGES = ["sslscan", *hook.PACKAGES]
REQUIREMENTS = []
EXPLAINED = {}
SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
GROUPS = {"x25519", "secp256r1 (NIST P-256)"}


def version():
    return hook.debian_version("sslscan")


def run(target):
    findings, count = [], 0
    for listener in target.listeners:
        ran = subprocess.run(["sslscan", "--no-colour", "--show-sigs", "--xml=-", listener.address],
                             env=hook.environment(listener), capture_output=True, text=True, check=True)
        scan = tree.fromstring(ran.stdout[ran.stdout.index("<?xml"):]).find("ssltest")
        seen = {
            "protocol": ({f"{x.get('type')} {x.get('version')}" for x in scan.findall("protocol")
                          if x.get("enabled") == "1"}, {"tls 1.3"}),
            "suite": ({x.get("cipher") for x in scan.findall("cipher")}, SUITES),
            "group": ({x.get("name") for x in scan.findall("group")}, GROUPS),
        }
        for kind, (found, allowed) in seen.items():
            count += len(found)
            if found != allowed:
                findings.append(("high", f"{kind}s", f"{listener.name}: {sorted(found)} in place of {sorted(allowed)}"))
        if any(x.get("vulnerable") == "1" for x in scan.findall("heartbleed")):
            findings.append(("critical", "heartbleed", listener.name))
        for item, bad in (("compression", "1"), ("renegotiation", "1")):
            count += 1
            if any(x.get("supported") == bad for x in scan.findall(item)):
                findings.append(("high", item, f"{listener.name}: is supported"))
    return count, findings
