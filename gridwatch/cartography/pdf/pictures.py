"""Images and drawings that a PDF holds once, however often they are shown.

They are kept as values, so that one process can draw them and another write them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.pdf.content import Content
from gridwatch.cartography.pdf.engine import PaperDevice, PaperEngine
from gridwatch.cartography.pdf.packing import deflated
from gridwatch.cartography.pdf.values import Name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from gridwatch.cartography.pdf.fonts import Fonts, Key

__all__ = ["Needs", "Pictures", "Piece", "drawn", "needs_of"]

_PHOTO = 10_000
"""Opaque pictures of more pixels than that are packed as photographs."""
_QUALITY = 88
_FORMATS = QImage.Format


class Needs(NamedTuple):
    """What a page or a form needs to find in its file, by its own names.

    Parameters
    ----------
    faces : tuple
        Name and key of each font.
    pieces : tuple
        Name and key of each image and form.
    alphas : tuple of float
        How see-through things are drawn.
    """

    faces: tuple[tuple[bytes, Key], ...] = ()
    pieces: tuple[tuple[bytes, Hashable], ...] = ()
    alphas: tuple[float, ...] = ()


class Piece(NamedTuple):
    """An image or a form as it is written; nothing in it belongs to one file.

    Parameters
    ----------
    head : dict
        Its dictionary, without what it needs.
    data : bytes
        Its stream, packed as `head` says.
    needs : Needs or None
        Of a form.
    mask : Piece or None
        How see-through an image is.
    """

    head: dict[str, Any]
    data: bytes
    needs: Needs | None = None
    mask: Piece | None = None


class Pictures:
    """Images and forms that pages are drawn with, each drawn once.

    Parameters
    ----------
    fonts : Fonts
        What they are written with.
    """

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self._known: set[Hashable] = set()
        self._images: dict[int, Hashable] = {}
        self._new: dict[Hashable, Piece] = {}

    def news(self) -> dict[Hashable, Piece]:
        """Return what was drawn since the last call."""
        found, self._new = self._new, {}
        return found

    def image(self, image: QImage) -> Hashable:
        """Return the key of a picture."""
        near = image.cacheKey()
        key = self._images.get(near)
        if key is None:
            form = image.format().value
            told = (image.width(), image.height(), image.bytesPerLine(), form)
            digest = hashlib.blake2b(repr(told).encode(), digest_size=16)
            digest.update(bytes(image.constBits()))
            key = self._images[near] = ("image", digest.digest())
            if key not in self._known:
                self._known.add(key)
                self._new[key] = _image(image)
        return key

    def form(
        self,
        key: Hashable,
        box: Sequence[float],
        draw: Callable[[QPainter], None],
    ) -> Hashable:
        """Return the key of a drawing, drawn now if it is new.

        Parameters
        ----------
        key : hashable
            What tells it from others, in every process.
        box : sequence of float
            Left, top, right and bottom, in dots.
        draw : callable
            Draws it with a painter whose unit is the dot.
        """
        long = ("form", key)
        if long not in self._known:
            content = drawn(self, 1.0, 1.0, draw)
            head = {
                "Type": Name("XObject"),
                "Subtype": Name("Form"),
                "BBox": list(box),
            }
            self._known.add(long)
            self._new[long] = _packed(content.finished(), head, needs_of(content))
        return long


def needs_of(content: Content) -> Needs:
    """Return what a page or a form needs to find."""
    return Needs(
        tuple((name, face.key) for face, name in content.faces.items()),
        tuple((name, key) for key, name in content.images.items()),
        tuple(sorted(content.alphas)),
    )


def _packed(
    data: bytes,
    head: dict[str, Any],
    needs: Needs | None = None,
    mask: Piece | None = None,
) -> Piece:
    more = {"Filter": Name("FlateDecode")}
    return Piece({**head, **more}, deflated(data), needs, mask)


def _image(image: QImage) -> Piece:
    opaque = not image.hasAlphaChannel()
    head = _raster(image, "DeviceRGB")
    if opaque and image.width() * image.height() > _PHOTO:
        return Piece({**head, "Filter": Name("DCTDecode")}, _jpeg(image))
    mask = None
    if not opaque:
        grey = image.convertToFormat(_FORMATS.Format_Alpha8)
        mask = _packed(_rows(grey, 1), _raster(image, "DeviceGray"))
    plain = image.convertToFormat(_FORMATS.Format_ARGB32)
    rows = _rows(plain.convertToFormat(_FORMATS.Format_RGB888), 3)
    return _packed(rows, head, mask=mask)


def _raster(image: QImage, colours: str) -> dict[str, Any]:
    return {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": image.width(),
        "Height": image.height(),
        "ColorSpace": Name(colours),
        "BitsPerComponent": 8,
    }


def drawn(
    pictures: Pictures, width: float, height: float, draw: Callable[[QPainter], None]
) -> Content:
    """Return what a painter draws on a sheet of `width` by `height` millimetres.

    Raises
    ------
    Exception
        What went wrong while drawing.
    """
    content = Content(pictures.fonts)
    engine = PaperEngine(content, pictures)
    device = PaperDevice(width, height, engine)
    painter = QPainter(device)
    try:
        draw(painter)
    finally:
        painter.end()
    if engine.fault is not None:
        raise engine.fault
    return content


def _rows(image: QImage, depth: int) -> bytes:
    """Return the pixels of a picture without what pads its rows."""
    wide = image.width() * depth
    step, data = image.bytesPerLine(), bytes(image.constBits())
    if step == wide:
        return data[: wide * image.height()]
    return b"".join(data[y * step : y * step + wide] for y in range(image.height()))


def _jpeg(image: QImage) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plain = image.convertToFormat(_FORMATS.Format_RGB888)
    if not plain.save(buffer, "JPEG", _QUALITY):  # type: ignore[call-overload]
        raise OSError("JPEG")
    return bytes(store.data())
