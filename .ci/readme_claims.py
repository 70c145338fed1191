#!/usr/bin/env python3
"""Checks what the documents claim: every test that they name (`File/test`) exists, every path and heading that they link to, every
path that they name, every target stands in the diagram of Architecture, and comments cite sections of the protocol's page that exist."""
import glob
import os
import re
import sys

from document_list import CATALOGUE, TOP, anchor, documents, headings


def test_exists(file, name):
    for path in glob.glob(os.path.join(TOP, "Tests", "**", file + ".*"), recursive=True):
        with open(path, encoding="utf-8") as f:
            if re.search(rf"\b(?:func|def) {re.escape(name)}\b", f.read()):
                return True
    return False


def targets():
    """The targets of the package that have a folder under Sources."""
    return {name for name in os.listdir(os.path.join(TOP, "Sources")) if os.path.isdir(os.path.join(TOP, "Sources", name))}


def citations(found):
    """How often the sources cite a section of the protocol's page; a section that is not there is a fault."""
    sections = {match.group(1) for match in map(re.compile(r"(\d+)\. ").match, headings(os.path.join(TOP, "Schemas", "peer-protocol.md")))
                if match}
    count = 0
    sources = [one for folder in ("Sources", "Tests") for one in glob.glob(os.path.join(TOP, folder, "**", "*.swift"), recursive=True)]
    for path in sorted({os.path.realpath(one) for one in sources}):    # the fuzzers reach Sources by a link
        with open(path, encoding="utf-8") as f:
            text = re.sub(r"\n\s*//+ ?", " ", f.read())
        if re.search(r"PROTOCOL sections? \d", text):
            found.append(f"{os.path.relpath(path, TOP)}: cites PROTOCOL, which is not in the repository: name Schemas/peer-protocol.md")
        for numbers in re.findall(r"Schemas/peer-protocol\.md, sections? ((?:\d+(?:, | and )?)+)", text):
            count += 1
            for number in set(re.findall(r"\d+", numbers)) - sections:
                found.append(f"{os.path.relpath(path, TOP)}: the protocol's page has no section {number}")
    return count


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
        for target, section in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)", text):
            links += 1
            there = os.path.join(os.path.dirname(path), target) if target else path
            if not os.path.exists(there):
                found.append(f"{name}: {target} is not there")
            elif section and section not in map(anchor, headings(there)):
                found.append(f"{name}: {target} has no heading #{section}")
        # Paths between backticks, and those in blocks of commands.
        for target in re.findall(r"(?:`|^ {4}|^|&& |\$repository/)((?:Sources|Tests|Schemas|Certificates|\.ci|\.github)/[\w./+-]*\w)", text, re.M):
            links += 1
            if not os.path.exists(os.path.join(TOP, target)):
                found.append(f"{name}: {target} is not there")
    with open(os.path.join(CATALOGUE, "Architecture.md"), encoding="utf-8") as f:
        drawn = set(re.findall(r"[\w-]+", "".join(re.findall(r"^```text\n(.*?)^```", f.read(), re.S | re.M))))
    found += [f"the diagram in Architecture.md lacks the target {name}" for name in sorted(targets() - drawn)]
    cited = citations(found)
    if not cited:
        found.append("no comment cites the protocol's page")
    if not claims or not links:
        found.append("the documents name no test, or link to nothing")
    if found:
        sys.exit("\n".join(found))
    print(f"the {claims} tests and {links} paths that the documents name are there, and the {cited} sections that comments cite")


if __name__ == "__main__":
    main()
