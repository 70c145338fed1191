#!/usr/bin/env python3
"""Checks the sizes of the house: no Swift file over 400 lines, no type of more than 40 methods with its extensions everywhere, and
no target that imports one which Package.swift does not put below it."""
import collections
import glob
import os
import re
import sys

from document_list import TOP

LINES, METHODS = 400, 40
DECLARATION = re.compile(r"( *)(?!(?:\w+ )?import )(?:[@\w()]+ )*?(struct|class|enum|actor|protocol|extension) (?!func |var |let |subscript)([\w.]+)")
METHOD = re.compile(r"( *)(?:[@\w()]+ )*func ")


def swift_files():
    """Every Swift file with the target that it belongs to, once: the fuzzers reach Sources by a link."""
    for folder in ("Sources", "Tests"):
        for path in sorted(glob.glob(os.path.join(TOP, folder, "*", "**", "*.swift"), recursive=True)):
            if os.path.realpath(path) == os.path.realpath(TOP) + path[len(TOP):]:
                yield path, os.path.relpath(path, TOP).split(os.sep)[1]


def methods(lines):
    """The type of each method, from the places at which the formatter puts declarations."""
    open_types = {}
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith("}"):
            open_types = {level: name for level, name in open_types.items() if level < indent}
        if match := DECLARATION.match(line):
            open_types = {level: name for level, name in open_types.items() if level < indent}
            outer = [] if match.group(2) == "extension" else [open_types[level] for level in sorted(open_types)][-1:]
            if "}" not in line:
                open_types[indent] = ".".join(outer + [match.group(3)])
        elif METHOD.match(line) and indent - 2 in open_types:
            yield open_types[indent - 2]


def floors(package):
    """What each target of Package.swift is built on."""
    pattern = r'(?:floor|tests|\.executableTarget|\.target)\(\s*(?:name: )?"([\w-]+)",\s*(?:on|of|dependencies): \[(.*?)\]'
    return {name: set(re.findall(r'"(\w+)"', below)) for name, below in re.findall(pattern, package, re.S)}


def main():
    with open(os.path.join(TOP, "Package.swift"), encoding="utf-8") as f:
        below = floors(f.read())
    known = set(below) | {"COpenSSL", "CCurl", "CSystem"}
    found, counts, homes = [], collections.Counter(), {}
    for path, target in swift_files():
        name = os.path.relpath(path, TOP)
        with open(path, encoding="utf-8") as f:
            lines = f.read().splitlines()
        if len(lines) > LINES:
            found.append(f"{name}: {len(lines)} lines; divide it, {LINES} are the most")
        for line in lines:
            imported = re.match(r"(?:@\w+ )?(?:\w+ )?import (?:enum |struct |func |class |protocol )?(\w+)", line)
            if imported and imported.group(1) in known - below.get(target, known) - {target, "TestSupport"}:
                found.append(f"{name}: imports {imported.group(1)}, on which {target} is not built")
        for kind in methods(lines):
            # A type that tests declare belongs to its target alone; what they add to a type of Sources counts with it.
            home = homes.setdefault(kind, "Sources") if name.startswith("Sources") else homes.get(kind, target)
            counts[home, kind] += 1
    found += [f"{kind} has {count} methods with its extensions; {METHODS} are the most: give part of it a type of its own"
              for (_, kind), count in sorted(counts.items()) if count > METHODS]
    if found:
        sys.exit("\n".join(found))
    (_, largest), count = counts.most_common(1)[0]
    print(f"{sum(counts.values())} methods of {len(counts)} types, {count} at most ({largest}); all imports go down")


if __name__ == "__main__":
    main()
