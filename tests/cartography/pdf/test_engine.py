"""What a painter draws on a page is what it draws on a picture."""

import numpy as np
import pikepdf
import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTextDocument,
)

from gridwatch.cartography.pdf.engine import engine_of, reused

DPI = 100
WIDE, TALL = 100.0, 60.0


def on_image(draw):
    """Return the same drawing on a picture of the same size."""
    dots = DPI / 25.4
    image = QImage(
        round(WIDE * dots + 0.4), round(TALL * dots + 0.4), QImage.Format.Format_RGB32
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(dots / 100, dots / 100)
    draw(painter)
    painter.end()
    return image


def pixels(image):
    data = np.frombuffer(image.constBits(), np.uint8)
    rows = data.reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), -1, 4)[..., :3]


def compare(found, wanted, most=0.02):
    """Hold two pictures against each other: edges may be softer by a pixel."""
    a, b = pixels(found).astype(int), pixels(wanted).astype(int)
    height, width = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    assert abs(a.shape[0] - b.shape[0]) <= 1
    off = np.abs(a[:height, :width] - b[:height, :width]).max(axis=2)
    assert (off > 90).mean() < most, (off > 90).mean()
    assert off.mean() < 4, off.mean()


def shapes(painter):
    painter.setPen(QPen(QColor("#204080"), 60))
    painter.setBrush(QColor("#F0C040"))
    painter.drawRect(QRectF(500, 500, 1500, 1000))
    painter.drawEllipse(QPointF(3200, 1000), 900, 500)
    painter.drawRoundedRect(QRectF(4500, 500, 1500, 1000), 200, 200)
    painter.drawPolygon([QPointF(6600, 500), QPointF(8000, 600), QPointF(7000, 1500)])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dashed = QPen(QColor("#C03030"), 40)
    dashed.setDashPattern([4.0, 2.0])
    dashed.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(dashed)
    painter.drawLine(QLineF(500, 2200, 8000, 2400))
    painter.drawPolyline(QPolygonF([QPointF(500, 2800), QPointF(4000, 3400)]))
    path = QPainterPath(QPointF(5000, 3000))
    path.cubicTo(6000, 2000, 7000, 4500, 8500, 3000)
    painter.strokePath(path, QPen(QColor("#208040"), 100))
    painter.fillRect(QRectF(500, 4000, 1500, 1200), QColor("#8040C0"))


def turned(painter):
    painter.save()
    painter.translate(5000, 3000)
    painter.rotate(30)
    painter.shear(0.2, 0.0)
    painter.scale(2.0, 1.5)
    painter.setOpacity(0.5)
    painter.setPen(QPen(QColor("black"), 30))
    painter.setBrush(QColor("#3060C0"))
    painter.drawRect(QRectF(-1000, -600, 2000, 1200))
    painter.restore()
    painter.fillRect(QRectF(200, 200, 1000, 1000), QColor(200, 30, 30, 120))


def clips(painter):
    painter.save()
    painter.setClipRect(QRectF(1000, 1000, 3000, 3000))
    painter.fillRect(QRectF(0, 0, 9000, 2000), QColor("#D04040"))
    painter.save()
    ring = QPainterPath()
    ring.addEllipse(QPointF(2500.5, 2500.5), 1200, 1200)
    painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(0, 0, 9000, 9000), QColor("#40A040"))
    painter.restore()
    painter.fillRect(QRectF(0, 3700, 9000, 2000), QColor("#4040D0"))
    painter.restore()
    painter.fillRect(QRectF(6000, 1000, 2000, 2000), QColor("#202020"))


def pictures(painter):
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(30, 120, 200, 128))
    painter.fillRect(QRectF(0, 0, 2500, 6000), QColor("#E0D040"))
    painter.drawImage(QRectF(1000, 1000, 4000, 2000), image)
    opaque = QImage(200, 100, QImage.Format.Format_RGB32)
    opaque.fill(QColor("#A03020"))
    painter.drawImage(QRectF(5500, 1000, 3000, 1500), opaque)
    painter.drawPixmap(QPointF(500, 5500), QPixmap())
    painter.drawImage(QRectF(6000, 3500, 2000, 1000), opaque, QRectF(0, 0, 50, 25))


@pytest.mark.parametrize("draw", [shapes, turned, clips, pictures])
def test_a_page_looks_like_a_picture(drawn, draw):
    compare(drawn(draw).image(DPI), on_image(draw))


def test_odd_and_winding_rules_are_kept(drawn):
    def draw(painter):
        for x, rule in (
            (500, Qt.FillRule.OddEvenFill),
            (5000, Qt.FillRule.WindingFill),
        ):
            path = QPainterPath()
            path.addRect(x, 500, 4000, 4000)
            path.addRect(x + 1000, 1500, 2000, 2000)
            path.setFillRule(rule)
            painter.fillPath(path, QColor("#306090"))

    image = drawn(draw).image(DPI)
    compare(image, on_image(draw))
    assert image.pixelColor(98, 98).lightness() == 255
    assert image.pixelColor(275, 98).lightness() < 255


def test_qts_own_documents_draw_on_it(drawn):
    def draw(painter):
        text = QTextDocument()
        text.setDefaultFont(QFont("Noto Sans CJK SC"))
        text.setHtml("<table border=1><tr><td>河长</td><td>AVATAR</td></tr></table>")
        painter.translate(500, 500)
        painter.scale(20, 20)
        text.drawContents(painter)

    assert drawn(draw).words().split() == ["河长", "AVATAR"]


@pytest.mark.parametrize("what", ["gradient", "mode", "tiles"])
def test_what_a_page_cannot_take_is_an_error_and_not_left_out(drawn, what):
    def draw(painter):
        if what == "gradient":
            painter.fillRect(QRectF(0, 0, 100, 100), QLinearGradient(0, 0, 10, 10))
        elif what == "mode":
            mode = QPainter.CompositionMode.CompositionMode_Multiply
            painter.setCompositionMode(mode)
            painter.fillRect(QRectF(0, 0, 100, 100), QColor("red"))
        else:
            painter.drawTiledPixmap(QRectF(0, 0, 100, 100), QPixmap(10, 10))

    with pytest.raises(NotImplementedError):
        drawn(draw)


def test_an_error_of_the_drawing_itself_comes_through(drawn):
    def draw(_painter):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawn(draw)


def test_what_is_on_every_page_is_held_once(drawn):
    times = []

    def stamp(painter):
        times.append(1)
        shapes(painter)

    def draw(painter):
        painter.scale(0.5, 0.5)
        for x in (0, 9000):
            painter.save()
            painter.translate(x, 100)
            reused(painter, "stamp", QRectF(0, 0, 9000, 6000), stamp)
            painter.restore()

    found = drawn(draw, draw)
    assert len(times) == 1
    compare(found.image(DPI), on_image(draw))
    with pikepdf.open(found.path) as pdf:
        first, second = (page.Resources.XObject for page in pdf.pages)
        assert first.X0.objgen == second.X0.objgen


@pytest.mark.usefixtures("qapp")
def test_only_pages_of_ours_are_drawn_around_the_painter():
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert engine_of(painter) is None
    painter.end()
