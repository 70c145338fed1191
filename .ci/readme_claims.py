#!/usr/bin/env python3
"""Checks what the documents claim: every test that they name (`File/test`) exists, and every path that they link to."""
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


def documents():
    yield os.path.join(TOP, "README.md")
    yield from sorted(glob.glob(os.path.join(TOP, ".github", "*.md")))
    yield from sorted(glob.glob(os.path.join(TOP, "Schemas", "*.md")))


def main():
    found, claims, links = [], 0, 0
    for path in documents():
        name = os.path.relpath(path, TOP)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for file, test in re.findall(r"`(\w+[Tt]ests?\w*|test_\w+)/(\w+)`", text):
            claims += 1
            if not test_exists(file, test):
                found.append(f"{name}: there is no test {file}/{test}")
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            links += 1
            if not os.path.exists(os.path.join(os.path.dirname(path), target)):
                found.append(f"{name}: {target} is not there")
    if not claims or not links:
        found.append("the documents name no test, or link to nothing")
    if found:
        sys.exit("\n".join(found))
    print(f"the {claims} tests and {links} paths that the documents name are there")


if __name__ == "__main__":
    main()
