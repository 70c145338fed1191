"""Clients that generators make of the file that a node serves: openapi-python-client, and openapi-generator in Java."""
import json
import os
import re
import shutil
import subprocess
import sys

from others_packages import install

# Words of their bodies that openapi-python-client has no name for: bytes.
OVERRIDES = {"content_type_overrides": {"text/csv": "application/octet-stream", "application/x-ndjson": "application/octet-stream",
                                        "application/x-tar": "application/octet-stream"},
             "post_hooks": []}
# What openapi-generator says of every file in OpenAPI 3.1, or of one with client certificates, and what changes nothing in the client.
KNOWN = [r"OpenAPI 3\.1 support is still in beta", r"Unknown type `mutualTLS` found in the security definition",
         r"\(reserved word\) cannot be used as model name", r"Codegen property is null \(e\.g\. map/dict of undefined type\)",
         r"Failed to get the schema name: null"]


class GeneratorFailed(Exception):
    pass


class Generators:
    """The generators and what their clients import, in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.packages = os.path.join(folder, "packages")
        install(self.packages, "requirements-generators.txt")
        self.environment = {**os.environ, "PYTHONPATH": self.packages, "PYTHONDONTWRITEBYTECODE": "1"}

    def write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            json.dump(value, f)
        return path

    def run(self, *words):
        ran = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, env=self.environment, cwd=self.folder)
        if ran.returncode:
            raise GeneratorFailed(f"{words[0]}: exit {ran.returncode}: {(ran.stdout + ran.stderr)[-3000:]}")
        return ran.stdout + ran.stderr

    def python_client(self, interface):
        """The package `python_client`; what its generator warned of."""
        said = self.run(sys.executable, "-m", "openapi_python_client", "generate", "--path", self.write("interface.json", interface),
                        "--config", self.write("config.json", OVERRIDES), "--meta", "none", "--overwrite",
                        "--output-path", os.path.join(self.folder, "python_client"))
        return [line for line in said.splitlines() if line.strip() and not line.startswith("Generating ")]

    def java_client(self, interface):
        """The package `java_client`, in Python too; what its generator warned of beyond what is known."""
        java = shutil.which("java")
        if not java:
            raise GeneratorFailed("there is no java: .ci/setup default-jre-headless")
        jar = os.path.join(self.packages, "openapi_generator_cli", "openapi-generator.jar")
        made = os.path.join(self.folder, "java")
        said = self.run(java, "-jar", jar, "generate", "-g", "python", "-i", self.write("interface.json", interface), "-o", made,
                        "--additional-properties=packageName=java_client,library=urllib3")
        shutil.copytree(os.path.join(made, "java_client"), os.path.join(self.folder, "java_client"), dirs_exist_ok=True)
        warnings = [line for line in said.splitlines() if re.search(r"\b(WARN|ERROR)\b", line)]
        return [line for line in warnings if not any(re.search(known, line) for known in KNOWN)]

    def use(self, script, *arguments):
        """Runs a file of this folder with the clients in its path; what it printed, as JSON."""
        here = os.path.dirname(os.path.abspath(__file__))
        paths = os.pathsep.join((self.folder, self.packages))
        ran = subprocess.run([sys.executable, "-W", "error::ResourceWarning", os.path.join(here, script), *arguments],
                             capture_output=True, text=True, timeout=120, check=False,
                             env={**self.environment, "PYTHONPATH": paths})
        if ran.returncode:
            raise GeneratorFailed(f"{script}: exit {ran.returncode}: {(ran.stdout + ran.stderr)[-3000:]}")
        return json.loads(ran.stdout)
