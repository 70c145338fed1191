"""Packages that others wrote, of the versions that are pinned by their hashes, in a folder of the test's own."""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def install(folder, *requirements):
    """Without what they depend on, which is there or pinned too, and for a Python that is older than they ask for."""
    files = [word for name in requirements for word in ("-r", str(HERE / name))]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--ignore-requires-python", "--require-hashes", "--target", folder, *files], check=True, timeout=300,
                   env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"})


def tlog(folder):
    """The verifier of logs from that folder."""
    sys.path.insert(0, folder)
    try:
        import aics_tlog
    finally:
        sys.path.remove(folder)
    return aics_tlog
