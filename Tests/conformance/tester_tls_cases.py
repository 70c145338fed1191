"""Our own TLS 1.3 cases on tlslite-ng. Alone and quickly: `run tls_cases`, one of them: `run tls_cases --only NAME`."""
import importlib.metadata
import sys

NAME = "tls_cases"
PACKAGES = []
REQUIREMENTS = ["tlslite-ng==0.8.2", "cryptography>=41,<100"]
EXPLAINED = {}


def version():
    return f"tlslite-ng {importlib.metadata.version('tlslite-ng')}"


def run(target, only=None):
    """Every case on both listeners. After each a good client is served, and nothing more is held than before."""
    from tls13_cases import CASES
    findings, count = [], 0
    for listener in target.listeners:
        for name, function, expected in CASES:
            if only and only not in name:
                continue
            count += 1
            try:
                ended = function(listener)
            except Exception as error:  # the case itself broke, which is a finding about it
                ended = f"{type(error).__name__}: {error}"
            wrong = [] if ended in expected else [f"ended with {ended!r}, not with {' or '.join(sorted(expected))}"]
            if not listener.serves():
                wrong.append("a good client is not served after it")
            if leak := target.leaks():
                wrong.append(leak)
            if only:
                print(f"{listener.name} {name}: {ended}", file=sys.stderr)
            findings += [("high", f"{listener.name}-{name}", x) for x in wrong]
    return count, findings
