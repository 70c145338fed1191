"""A client certificate for programs on OpenSSL that have no option for it: see client_certificate.c."""
import os
import subprocess
from pathlib import Path

PACKAGES = ["gcc", "libc6-dev", "libssl-dev"]


def environment(listener):
    """The environment in which a program shows the listener's credential."""
    source = Path(__file__).with_name("client_certificate.c")
    library = Path(os.environ["SAMENLOOP_CONFORMANCE"]) / "client_certificate.so"
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl", "-lssl"],
                       check=True)
    return {**os.environ, "LD_PRELOAD": str(library), "CLIENT_CERTIFICATE": str(listener.credential)}


def debian_version(package):
    """The version of an installed Debian package."""
    found = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=False)
    return f"{package} {found.stdout}"
