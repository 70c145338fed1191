"""Where the project's documents are."""
import glob
import os
import re

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CATALOGUE = os.path.join(TOP, "Sources", "samenloop", "Documentation.docc")


def documents():
    """The paths of all documents that people read."""
    yield os.path.join(TOP, "README.md")
    for folder in (os.path.join(TOP, ".github"), os.path.join(TOP, "Schemas"), os.path.join(TOP, "Tests", "Vectors"), CATALOGUE):
        yield from sorted(glob.glob(os.path.join(folder, "**", "*.md"), recursive=True))


def headings(path):
    """The texts of a document's headings."""
    with open(path, encoding="utf-8") as f:
        return re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", f.read(), flags=re.S | re.M), re.M)


def anchor(heading):
    """How a forge names a heading in an address."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower()).replace(" ", "-")
