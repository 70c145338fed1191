"""Runs testers against a real node and says what they found. See `run`."""
import argparse
import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
# Findings that are no more than a remark.
HARMLESS = {"info", "ok"}


def testers():
    return [x.stem.removeprefix("tester_") for x in sorted(HERE.glob("tester_*.py"))]


def prepare(modules):
    """Installs what is missing: requirements into this Python, packages from Debian."""
    requirements = sorted({y for x in modules for y in x.REQUIREMENTS} | {"cryptography>=41,<100"})
    known = Path(os.environ["SAMENLOOP_CONFORMANCE"]) / "requirements"
    if not known.exists() or not set(requirements) <= set(known.read_text().split("\n")):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
                       check=True)
        held = set(known.read_text().split("\n")) if known.exists() else set()
        known.write_text("\n".join(sorted(held | set(requirements))))
    if packages := sorted({y for x in modules for y in x.PACKAGES}):
        subprocess.run([HERE.parent.parent / ".ci" / "setup", *packages], check=True)


def main():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("tester", nargs="*", help=f"which of {', '.join(testers())}; all unless given")
    parser.add_argument("--only", help="of tls_cases: those whose name holds this")
    parser.add_argument("--json", help="write the result to this file, too")
    options = parser.parse_args()
    chosen = options.tester or testers()
    if unknown := [x for x in chosen if x not in testers()]:
        parser.error(f"there is no tester {unknown[0]}; there are {', '.join(testers())}")
    modules = [importlib.import_module(f"tester_{x}") for x in chosen]
    prepare(modules)
    from target import Target
    rows, failed = [], False
    for name, module in zip(chosen, modules):
        began = time.monotonic()
        with Target() as target:
            try:
                count, found = (module.run(target, options.only) if name == "tls_cases" else module.run(target))
                if leak := target.leaks():
                    found.append(("high", "leak", leak))
                if not all(x.serves() for x in target.listeners):
                    found.append(("high", "not-serving", "a good client is not served afterwards"))
            except Exception:
                traceback.print_exc()
                count, found = 0, [("high", "tester-failed", "the tester did not run to its end")]
        if not count:
            found.append(("high", "nothing-checked", "the tester checked nothing"))
        grave = [x for x in found if x[0] not in HARMLESS]
        open_ones = [x for x in grave if x[1] not in module.EXPLAINED]
        failed = failed or bool(open_ones)
        rows.append({"tester": name, "version": module.version(), "checks": count, "findings": len(grave),
                     "explained": len(grave) - len(open_ones), "seconds": round(time.monotonic() - began)})
        for severity, identifier, text in grave:
            why = module.EXPLAINED.get(identifier)
            print(f"  {name} {severity} {identifier}: {text}" + (f"\n    explained: {why}" if why else ""))
    columns = ["tester", "version", "checks", "findings", "explained", "seconds"]
    table = [columns] + [[str(x[y]) for y in columns] for x in rows]
    widths = [max(len(x[i]) for x in table) for i in range(len(columns))]
    for line in table:
        print("  ".join(x.ljust(y) for x, y in zip(line, widths)).rstrip())
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
