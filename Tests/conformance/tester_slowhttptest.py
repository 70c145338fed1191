"""slowhttptest from Debian: slow headers, bodies and readers, while good clients go on asking on both listeners."""
import subprocess
import tempfile
import threading
import time

import hook

NAME = "slowhttptest"
PACKAGES = ["slowhttptest", *hook.PACKAGES]
REQUIREMENTS = []
EXPLAINED = {}
CONNECTIONS, SECONDS = 1000, 20
# Kilobytes that may be held beyond those before, once all of it is over: the allocator keeps some.
KEPT = 100 * 1024
ATTACKS = {"slow-headers": ["-H", "-i", "2"], "slow-bodies": ["-B", "-i", "2", "-s", "4000", "-t", "POST", "-f", "application/json"],
           "slow-readers": ["-X", "-w", "1", "-y", "8", "-n", "2", "-z", "1", "-k", "8"]}

# Where a listener reads a body; elsewhere it refuses without one, and nothing is slow.
BODIES = {"peer": "/v1/peering-requests", "local": "/v1/peers"}
# Connections that must be held at a time, or the attack did not arrive.
ARRIVED = 150


def version():
    return hook.debian_version("slowhttptest")


def watch(target, stopping, failures, times, held):
    while not stopping.wait(0.2):
        held.append(target.held()[0] - target.base[0])
        for listener in target.listeners:
            began = time.monotonic()
            try:
                if not listener.serves():
                    failures.append(f"{listener.name}: another answer than usual")
            except OSError as error:
                failures.append(f"{listener.name}: {error}")
            times.append(time.monotonic() - began)


def run(target):
    findings, count = [], 0
    before = target.memory()
    for listener in target.listeners:
        for name, options in ATTACKS.items():
            stopping, failures, times, held = threading.Event(), [], [], []
            watcher = threading.Thread(target=watch, args=(target, stopping, failures, times, held))
            watcher.start()
            path = BODIES[listener.name] if name == "slow-bodies" else listener.path
            with tempfile.TemporaryDirectory() as folder:
                ran = subprocess.run(["slowhttptest", "-c", str(CONNECTIONS), "-r", "250", "-l", str(SECONDS), *options,
                                      "-u", f"https://{listener.address}{path}"],
                                     env=hook.environment(listener), cwd=folder, capture_output=True, text=True,
                                     timeout=SECONDS * 6, check=False)
            stopping.set()
            watcher.join()
            count += len(times)
            if "Exit status" not in ran.stdout and "service available" not in ran.stdout:
                findings.append(("high", "tester-failed", f"{listener.name} {name}: {ran.stdout[-300:]}{ran.stderr[-300:]}"))
            print(f"  slowhttptest {listener.name} {name}: at most {max(held)} connections held, a good client waited at most "
                  f"{max(times):.2f} s, {len(times)} times")
            if max(held) < ARRIVED:
                findings.append(("high", "attack-missing", f"{listener.name} {name}: {max(held)} connections at most"))
            findings += [("high", name, f"{listener.name}: a good client failed: {x}") for x in failures[:3]]
    if leak := target.leaks(60):
        findings.append(("high", "leak", leak))
    if (grown := target.memory() - before) > KEPT:
        findings.append(("high", "memory", f"{grown} KB more than before"))
    return count, findings
