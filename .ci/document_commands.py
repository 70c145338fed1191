#!/usr/bin/env python3
"""Holds every `samenloop` command that a document names against the program.

    document_commands.py --samenloop FILE

Commands in snippets (`<!-- gate: NAME -->`) are executed by readme-snippet. Every other one is read by the program here, in an empty folder
and without a home: what is not there (a command, an option, a value, a missing word) is refused with exit code 64 before anything
happens. Each command must be executed in some snippet, or stand below with the reason why not.
"""
import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile

from document_list import TOP, documents

NOT_EXECUTED = {
    "agreement reject-exception": "declines an exception; the joining story approves it",
    "clock confirm": "only a node whose clock is in doubt takes it; a test sets a clock",
    "credential decline": "refuses an officer; the joining story approves one",
    "mail test": "needs a mail server; test_mail has one",
    "match release": "only under an agreement with approval; the demo does it",
    "report statistics": "only once a quarter is over; real_output.py sets a clock",
    "retention confirm": "only where unusually much ends at once; a test moves the years",
    "tls forget-list": "only where an authority lost its list; TrustKeeperTests",
    "help": "is how this script asks",
}
BLOCK = re.compile(r"(<!-- gate: [\w -]+ -->\n)?^```sh\n(.*?)^```", re.S | re.M)
INDENTED = re.compile(r"(?:^(?: {4}|\t).*\n)+", re.M)
INLINE = re.compile(r"`([^`\n]+)`")
# What stands in documents for a value.
VALUES = {"N": "5", "SECONDS": "5", "DATE": "2026-11-29", "DAY": "2026-11-29", "KIND": "shown", "CODE": "samenloop://127.0.0.1:1/#x", "ROLE": "index", "STATE": "contacted",
          "ID": "n3LwFYRRkT64L-u-4ZKk_uzztVDoT15GYHGeTks6VFg", "DOCUMENT": "n3LwFYRRkT64L-u-4ZKk_uzztVDoT15GYHGeTks6VFg",
          "URL": "https://127.0.0.1:1", "HOST:PORT": "127.0.0.1:1", "https://HOST:PORT": "https://127.0.0.1:1", "VERSION": "5"}


class Program:
    """The program, asked in an empty folder."""

    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder
        self.commands = self.table()

    def ask(self, *arguments):
        return subprocess.run([self.path, *arguments], cwd=self.folder, env={"SAMENLOOP_HOME": os.path.join(self.folder, "none"), "SAMENLOOP_LANGUAGE": "en"},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def table(self):
        """All commands, as their words."""
        listed = re.findall(r"^  ([a-z][a-z -]*?[a-z])(?: [A-Z\[].*?)?  +\S", self.ask("help").stdout.split("Exit codes")[0], re.M)
        return sorted((tuple(one.split()) for one in listed), key=len, reverse=True)

    def command(self, words):
        """The command that the words begin with."""
        return next((one for one in self.commands if tuple(words[:len(one)]) == one), None)

    def fault(self, words):
        """Why the program does not understand these words, or none."""
        command = self.command(words)
        if words[:1] == ["help"] or command is None or len(words) == len(command):
            answer = self.ask("help", *(words[1:] if words[:1] == ["help"] else words))    # named, not spelled out
        elif command == ("demo",):
            answer = self.ask(*words, "--help")
        else:
            answer = self.ask(*words)
        return answer.stderr.strip().splitlines()[0] if answer.returncode == 64 else None


def commands_of(line):
    """The `samenloop` commands in a line of shell, as words."""
    line = re.sub(r"\s#\s.*$|\s+#[^'\"]*$", "", line)
    for part in re.findall(r"(?:^|[\s(;&|{])samenloop ((?:\"[^\"]*\"|'[^']*'|[^;&|)<>\n`])*)", line):
        try:
            yield shlex.split(part)
        except ValueError:
            yield part.split()


def alternatives(words):
    """`--wanted|--done` stands for two commands."""
    for place, word in enumerate(words):
        if "|" in word:
            return [rest for one in word.split("|") for rest in alternatives(words[:place] + [one] + words[place + 1:])]
    return [words]


def with_values(words):
    """The words with a value for each name of one; `…` stands for what the document leaves out."""
    given = []
    for word in words:
        word = word.strip("[],.")
        if word and word != "…":
            given.append("x.pem" if word.startswith("FILE") else VALUES.get(word, "gooi" if word == "REGION" else word))
    return given


def spoken(text):
    """Commands outside snippets: in other shell blocks, in indented blocks, and within sentences."""
    blocks = [(bool(gate), body) for gate, body in BLOCK.findall(text)]
    rest = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    lines = [line for is_run, body in blocks if not is_run for line in body.replace("\\\n", " ").splitlines()]
    lines += [line for block in INDENTED.findall(rest) for line in block.splitlines()]
    for line in lines:
        yield from commands_of(line)
    for code in INLINE.findall(INDENTED.sub("", rest)):
        if code.startswith("samenloop ") and not code.startswith("samenloop --"):
            # A whole command within a sentence; | stands for a choice here.
            yield code.split(">")[0].split()[1:] if '"' not in code else shlex.split(code.split(">")[0])[1:]


def executed(text):
    for is_run, body in BLOCK.findall(text):
        if is_run:
            for line in body.replace("\\\n", " ").splitlines():
                yield from commands_of(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samenloop", required=True, help="the program")
    options = parser.parse_args()
    found, read, ran = [], 0, set()
    with tempfile.TemporaryDirectory(prefix="samenloop-commands.") as folder:
        program = Program(options.samenloop, folder)
        named = set()
        for path in documents():
            name = os.path.relpath(path, TOP)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            ran |= {program.command(words) for words in executed(text)}
            for words in spoken(text):
                for one in alternatives(words):
                    one = with_values(one)
                    read += 1
                    fault = program.fault(one)
                    if fault:
                        found.append(f"{name}: samenloop {' '.join(one)}: {fault}")
                    named.add(program.command(one) or (one[0],) if one else None)
    ran.discard(None)
    for command in sorted({" ".join(one) for one in named | set(program.commands) if one}):
        if tuple(command.split()) in ran and command in NOT_EXECUTED:
            found.append(f"{command} is executed now: take it out of NOT_EXECUTED")
        if tuple(command.split()) not in ran and tuple(command.split()) in program.commands and command not in NOT_EXECUTED:
            found.append(f"{command}: no snippet executes it; add it to one, or say in NOT_EXECUTED why not")
    if found:
        sys.exit("\n".join(found))
    print(f"{len(ran)} commands are executed in snippets; {read} mentions of commands are understood by the program")


if __name__ == "__main__":
    main()
