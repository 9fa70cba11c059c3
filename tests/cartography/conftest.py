"""A mini district: two towns, six villages, a reservoir, rivers in every state."""

import _thread
import time
from datetime import date

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Look, draw_map
from gridwatch.district.cells import Cell
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.waterbodies import WaterBody

AS_OF = date(2026, 11, 22)
EAST, NORTH, STEP = 39_500_000.0, 4_470_000.0, 2_000.0
PINNED = FontSet("Noto Sans CJK SC", "Noto Sans CJK SC")
TOWNS = ("110", "120")


def wait_for_threads(count):
    """Wait until no more threads run than before: they end soon after their work."""
    limit = time.monotonic() + 20.0
    while _thread._count() > count:
        assert time.monotonic() < limit, "a thread is left"
        time.sleep(0.001)


def bent(coords):
    x, y = coords[:, 0] / 900, coords[:, 1] / 700
    shift = np.column_stack([np.sin(2.1 * y), np.cos(1.7 * x)])
    return coords + 120 * shift + (EAST, NORTH)


def natural(geometry):
    return shapely.transform(shapely.segmentize(geometry, 50.0), bent)


def box(column, row, width=1.0, height=1.0):
    west, south = column * STEP, row * STEP
    return shapely.box(west, south, west + width * STEP, south + height * STEP)


def line(*points):
    return natural(shapely.LineString([(x * STEP, y * STEP) for x, y in points]))


def jurisdictions():
    rows = [
        Jurisdiction("d", "990101", "云溪区", Level.DISTRICT, "", 2026),
        Jurisdiction("t0", "990101110000", "望溪镇", Level.TOWN, "990101"),
        Jurisdiction("t1", "990101120000", "青石镇", Level.TOWN, "990101"),
    ]
    shapes = [box(0, 0, 3, 2), box(0, 0, 1, 2), box(1, 0, 2, 2)]
    for number in range(6):
        column, row = number % 3, number // 3
        town = TOWNS[min(column, 1)]
        code = f"990101{town}2{number:02d}"
        name = "上下东西南北"[number] + "河村"
        rows.append(Jurisdiction(f"v{number}", code, name, Level.VILLAGE))
        shapes.append(box(column, row))
    return tuple(
        Jurisdiction(
            r.uid, r.code, r.name, r.level, r.parent_code, r.edition, natural(g)
        )
        for r, g in zip(rows, shapes, strict=True)
    )


@pytest.fixture(scope="session")
def district():
    main = line((0.1, 0.4), (1.1, 0.7), (2.0, 0.5), (2.9, 0.8))
    branch = line((1.5, 1.9), (1.4, 1.3), (1.1, 0.7))
    dry = line((2.3, 1.9), (2.4, 1.3), (2.5, 0.7))
    parts = [
        line((0.1, 0.4), (1.1, 0.7)),
        line((1.1, 0.7), (2.0, 0.5)),
        line((2.0, 0.5), (2.9, 0.8)),
    ]
    day = date(2025, 1, 1)
    return District(
        name="云溪区",
        code="990101",
        crs=4527,
        jurisdictions=jurisdictions(),
        rivers=(
            River("r0", "R0", "长溪河", ("municipal",), "perennial", geometry=main),
            River("r1", "R1", "青石河", ("town",), "perennial", geometry=branch),
            River("r2", "R2", "旱沟", ("village",), "seasonal", geometry=dry),
        ),
        segments=tuple(
            Segment(f"s{i}", f"S{i}", "", "R0", i + 1, geometry=part)
            for i, part in enumerate(parts)
        ),
        ownerships=(
            Ownership("o0", "S0", registered_on=day, confirmed_on=day),
            Ownership("o1", "S1", registered_on=day),
        ),
        water_bodies=(
            WaterBody(
                "w0",
                "W0",
                "镜湖水库",
                "shore",
                geometry=natural(box(0.2, 1.2, 0.6, 0.5)),
            ),
            WaterBody(
                "w1",
                "W1",
                "镜湖水库",
                "water",
                geometry=natural(box(0.28, 1.27, 0.44, 0.36)),
            ),
        ),
        cells=tuple(
            Cell(
                f"c{i}",
                f"9901011102000{i:02d}",
                geometry=natural(box(i * 0.5, 0, 0.5, 1)),
            )
            for i in range(6)
        ),
        signboards=(
            Signboard("b0", "B0", geometry=shapely.get_point(parts[0], 5)),
            Signboard(
                "b1",
                "B1",
                condition="未设置或缺失",
                geometry=shapely.get_point(parts[1], 9),
            ),
        ),
        outfalls=(
            Outfall(
                "f0",
                "F0",
                category="工业排污口",
                geometry=shapely.get_point(parts[0], 20),
            ),
            Outfall(
                "f1", "F1", above_scale=True, geometry=shapely.get_point(parts[2], 12)
            ),
            Outfall(
                "f2",
                "F2",
                rectification="已销号",
                geometry=shapely.get_point(branch, 8),
            ),
        ),
    )


@pytest.fixture(scope="session")
def layers(district):
    return layers_of(district, AS_OF)


@pytest.fixture(scope="session")
def layer(layers):
    return {layer.id: layer for layer in layers}


@pytest.fixture
def draw(qapp, layers):
    """Draw the mini district (or other layers) and return picture and record."""
    del qapp

    def drawn(view, look=None, *, of=None):
        image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        record = draw_map(painter, of or layers, view, look or Look(fonts=PINNED))
        painter.end()
        return image, record

    return drawn


def pixels(image):
    """Return a picture as an array, shape (height, width, 3), red first."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 4]
    return rows.reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)
