"""Images and drawings that a PDF holds once, however often they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.pdf.content import Content
from gridwatch.cartography.pdf.engine import PaperDevice, PaperEngine
from gridwatch.cartography.pdf.values import Name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from gridwatch.cartography.pdf.container import Container
    from gridwatch.cartography.pdf.fonts import Fonts
    from gridwatch.cartography.pdf.values import Ref

__all__ = ["Pictures", "drawn"]

_PHOTO = 10_000
"""Opaque pictures of more pixels than that are packed as photographs."""
_QUALITY = 88
_FORMATS = QImage.Format


@dataclass
class Pictures:
    """Images and forms of a document, each written once however often it is used."""

    container: Container
    fonts: Fonts
    known: dict[object, tuple[bytes, Ref]] = field(default_factory=dict)
    refs: dict[bytes, Ref] = field(default_factory=dict)

    def image(self, image: QImage) -> bytes:
        """Return the name of a picture, written now if it is new."""
        key = ("image", image.cacheKey())
        if key not in self.known:
            self._name(key, self._put(image))
        return self.known[key][0]

    def form(
        self,
        key: Hashable,
        box: Sequence[float],
        draw: Callable[[QPainter], None],
    ) -> bytes:
        """Return the name of a drawing, drawn now if it is new.

        Parameters
        ----------
        key : hashable
            What tells it from others.
        box : sequence of float
            Left, top, right and bottom, in dots.
        draw : callable
            Draws it with a painter whose unit is the dot.
        """
        long = ("form", key)
        if long not in self.known:
            self._name(long, self._put_form(box, draw))
        return self.known[long][0]

    def _name(self, key: object, ref: Ref) -> None:
        name = b"X%d" % len(self.known)
        self.known[key] = (name, ref)
        self.refs[name] = ref

    def _put_form(self, box: Sequence[float], draw: Callable[[QPainter], None]) -> Ref:
        content = drawn(self, 1.0, 1.0, draw)
        head = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": list(box),
            "Resources": self.resources(content),
        }
        return self.container.put_stream(content.finished(), head)

    def _put(self, image: QImage) -> Ref:
        opaque = not image.hasAlphaChannel()
        head: dict[str, Any] = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": image.width(),
            "Height": image.height(),
            "ColorSpace": Name("DeviceRGB"),
            "BitsPerComponent": 8,
        }
        if opaque and image.width() * image.height() > _PHOTO:
            head["Filter"] = Name("DCTDecode")
            return self.container.put_stream(_jpeg(image), head, packed=False)
        if not opaque:
            head["SMask"] = self._put_mask(image)
        plain = image.convertToFormat(_FORMATS.Format_ARGB32)
        return self.container.put_stream(
            _rows(plain.convertToFormat(_FORMATS.Format_RGB888), 3), head
        )

    def _put_mask(self, image: QImage) -> Ref:
        head = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": image.width(),
            "Height": image.height(),
            "ColorSpace": Name("DeviceGray"),
            "BitsPerComponent": 8,
        }
        mask = image.convertToFormat(_FORMATS.Format_Alpha8)
        return self.container.put_stream(_rows(mask, 1), head)

    def resources(self, content: Content) -> dict[str, Any]:
        """Return what a page or a form needs to find."""
        found: dict[str, Any] = {}
        if content.faces:
            faces = content.faces.values()
            found["Font"] = {face.name.decode(): face.ref for face in faces}
        if content.images:
            names = sorted(content.images)
            found["XObject"] = {name.decode(): self.refs[name] for name in names}
        if content.alphas:
            found["ExtGState"] = {
                f"A{round(alpha * 1000)}": {"ca": alpha, "CA": alpha}
                for alpha in sorted(content.alphas)
            }
        return found


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
