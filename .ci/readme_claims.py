#!/usr/bin/env python3
"""Checks what README.md claims: every test that it names (`File/test`) exists, and every path that it links to."""
import glob
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def test_exists(file, name):
    for path in glob.glob(os.path.join(TOP, "Tests", "**", file + ".*"), recursive=True):
        with open(path, encoding="utf-8") as f:
            if re.search(rf"\b(?:func|def) {re.escape(name)}\b", f.read()):
                return True
    return False


def main():
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
        readme = f.read()
    claims = re.findall(r"`(\w*[Tt]ests?\w*|test_\w+)/(\w+)`", readme)
    found = [f"README.md: there is no test {file}/{name}" for file, name in claims if not test_exists(file, name)]
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", readme):
        if not os.path.exists(os.path.join(TOP, target)):
            found.append(f"README.md: {target} is not there")
    if not claims:
        found.append("README.md names no test")
    if found:
        sys.exit("\n".join(found))
    print(f"the {len(claims)} tests and all paths that README.md names are there")


if __name__ == "__main__":
    main()
