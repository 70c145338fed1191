"""sslyze from PyPI, measured against Mozilla's "modern" configuration."""
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NAME = "sslyze"
PACKAGES = []
REQUIREMENTS = ["sslyze==6.3.1"]
EXPLAINED = {
    "certificate_path_validation": "peers are known by their pinned key, and the local listener by the region's own "
                                   "authority: no public store holds either",
    "maximum_certificate_lifespan": "the certificate that init makes is only the carrier of a pinned key; one of an "
                                    "authority has that authority's term",
}
SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}


def version():
    return f"sslyze {importlib.metadata.version('sslyze')}"


def run(target):
    findings, count = [], 0
    for listener in target.listeners:
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            ran = subprocess.run([sys.executable, "-W", "ignore", "-m", "sslyze", "--cert", listener.credential, "--key",
                                  listener.credential, "--mozilla_config", "modern", "--early_data", "--resum",
                                  "--json_out", result,
                                  listener.address], capture_output=True, text=True, check=False)
            scan = json.loads(result.read_text())["server_scan_results"][0]
        if scan["scan_status"] != "COMPLETED":
            findings.append(("high", "not-completed", f"{listener.name}: {scan['scan_status']}"))
            continue
        results = scan["scan_result"]
        count += sum(x["status"] == "COMPLETED" for x in results.values() if x)
        findings += [("high", f"{name}-failed", f"{listener.name}: {x['error_reason']}") for name, x in results.items()
                     if x and x["status"] == "ERROR"]
        taken = {x["cipher_suite"]["name"] for name in results if name.endswith("cipher_suites")
                 for x in results[name]["result"]["accepted_cipher_suites"]}
        if taken != SUITES:
            findings.append(("high", "suites", f"{listener.name}: {sorted(taken)}"))
        curves = {x["name"] for x in results["elliptic_curves"]["result"]["supported_curves"]}
        if curves != {"X25519", "secp256r1", "prime256v1"} & curves or len(curves) != 2:
            findings.append(("high", "curves", f"{listener.name}: {sorted(curves)}"))
        if (results["tls_1_3_early_data"] or {}).get("result", {}).get("supports_early_data") is not False:
            findings.append(("high", "early-data", f"{listener.name}: {results['tls_1_3_early_data']}"))
        # Where it complies with Mozilla's configuration there are no such lines, and it says so.
        complaints = re.findall(r"^\s+\* (\w+): (.*)$", ran.stdout.partition("COMPLIANCE AGAINST")[2], re.M)
        if not complaints and "OK - Compliant" not in ran.stdout:
            findings.append(("high", "no-verdict", f"{listener.name}: no verdict on the configuration"))
        findings += [("medium", x, f"{listener.name}: {y}") for x, y in complaints]
    return count, findings
