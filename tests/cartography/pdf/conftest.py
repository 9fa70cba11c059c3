"""A PDF drawn by a function, as a file and as what poppler makes of it."""

import shutil
import subprocess

import pytest
from PySide6.QtGui import QImage

from gridwatch.cartography.pdf.document import Document, Facts


def poppler(tool, *arguments):
    """Run a tool of poppler-utils; skip where it is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} (poppler-utils) is not installed")
    command = [tool, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


class Drawn:
    """A file with one page for each function that drew it."""

    def __init__(self, path, *draws, size=(100.0, 60.0), facts=None, bookmarks=()):
        self.path = path
        with path.open("wb") as stream:
            document = Document(stream, facts or Facts("试"))
            for draw in draws:
                document.add_page(*size, draw)
            document.close(bookmarks)

    def words(self, *more):
        return poppler("pdftotext", *more, self.path, "-")

    def image(self, dpi=100):
        stem = self.path.with_suffix("")
        poppler("pdftoppm", "-r", dpi, "-png", "-singlefile", self.path, stem)
        return QImage(f"{stem}.png").convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def drawn(qapp, tmp_path):
    assert qapp is not None

    def make(*draws, **more):
        return Drawn(tmp_path / "a.pdf", *draws, **more)

    return make
