"""Where the project's documents are."""
import glob
import os

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CATALOGUE = os.path.join(TOP, "Sources", "samenloop", "Documentation.docc")


def documents():
    """The paths of all documents that people read."""
    yield os.path.join(TOP, "README.md")
    for folder in (os.path.join(TOP, ".github"), os.path.join(TOP, "Schemas"), CATALOGUE):
        yield from sorted(glob.glob(os.path.join(folder, "**", "*.md"), recursive=True))
