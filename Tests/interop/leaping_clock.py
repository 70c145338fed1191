"""A real node whose wall clock a test sets, while its process runs or before it starts."""
import atexit
import os
import subprocess
import tempfile
from pathlib import Path

from node_process import NodeProcess

YEAR = 365 * 86_400
_library = None


def library():
    """The library that sets the clock of a process, compiled once."""
    global _library
    if _library is None:
        folder = tempfile.TemporaryDirectory(prefix="samenloop-clock-")
        atexit.register(folder.cleanup)
        path = os.path.join(folder.name, "leaping_clock.so")
        source = Path(__file__).with_name("leaping_clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", path, source], check=True)
        _library = (folder, path)
    return _library[1]


class LeapingNode(NodeProcess):
    """`leap(seconds)` says how far its clock is ahead, from now on."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._leap_file = os.path.join(self._folder.name, "leap")
        self.leap(0)

    def leap(self, seconds):
        aside = self._leap_file + ".new"
        Path(aside).write_text(str(int(seconds)), encoding="ascii")
        os.rename(aside, self._leap_file)

    def environment_variables(self):
        return {**super().environment_variables(), "LEAP_FILE": self._leap_file, "LD_PRELOAD": library()}
