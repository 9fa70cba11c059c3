"""Make the manual's pictures of field review: packages, the field, the office's desk.

Usage: .venv/bin/python docs/make_review_pictures.py [FOLDER]    (default docs/pictures)

Two towns of the sample district are cut, answered and taken in through real windows;
the office changes one board meanwhile, so that there is a conflict to see.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gridwatch.cli import run
from gridwatch.district.changes import Change, Changes
from gridwatch.district.review import replies
from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.packages import AreaKind
from gridwatch.district.wording import Kind, Language
from gridwatch.gui.dialogs.reviewmode import ReviewWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop
from gridwatch.intake.photographs import judged
from gridwatch.resources import sample_folder
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import open_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.gui.dialogs.packages import PackagesDialog
    from gridwatch.gui.mainwindow import MainWindow

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
TOWNS = ("柳湾镇", "青石镇", "望溪街道", "松岭镇")


def main() -> None:
    """Make all pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = folder / "云溪区.gpkg"
        office = ["--office", "云溪区河长制办公室（样例）"]
        run(["import", str(sample_folder()), str(store), *office])
        desktop = Desktop(Memory(folder / "memory.ini"), Language.ZH)
        window = desktop.window
        window.resize(1366, 768)
        window.show()
        window.session.open(store)
        window.session.set_as_of(DAY)
        packages = _cut(window, folder)
        returns = [_answered(path, folder) for path in packages[:2]]
        _field(window, packages[2], target / "review-field.png")
        _office(window, returns, target)
        window.close()
        desktop.deleteLater()


def _cut(window: MainWindow, folder: Path) -> list[Path]:
    session, found = window.session, []
    for name in TOWNS:
        path = folder / f"{name}_{DAY}.gwreview"
        area = area_of(session.district, AreaKind.TOWN, name)
        order = Order(area, f"{name}水务站", DAY)
        cut(session.store, session.district, order, path, who="内业")
        found.append(path)
    return found


def _photograph(path: Path) -> bytes:
    """Return a made-up photograph: a board on a bank."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#B9D4E6"))
    painter = QPainter(image)
    painter.fillRect(0, 330, 640, 150, QColor("#7C9A5E"))
    painter.fillRect(300, 260, 20, 150, QColor("#6B6F73"))
    painter.rotate(-4)
    painter.fillRect(150, 130, 310, 170, QColor("#1B5E9E"))
    painter.setPen(QColor("white"))
    font = QFont()
    font.setPixelSize(44)
    painter.setFont(font)
    box = QRectF(150, 130, 310, 170)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "河长公示牌")
    painter.end()
    image.save(str(path), "JPG")
    return path.read_bytes()


def _answered(package: Path, folder: Path) -> Path:
    """Answer a package as a field office would."""
    with open_package(package) as review:
        for item in review.items[:40]:
            review.save(replies.right(item.kind, item.row))
        boards = [i for i in review.items if i.kind is Kind.SIGNBOARD]
        first = boards[0]
        place = first.row.geometry
        said = replies.corrected(
            first.kind,
            first.row,
            {
                "condition": "破损",
                "face.chief": "云丙寅",
                "geometry": shapely.Point(place.x + 60, place.y - 75),
            },
        )
        data = _photograph(folder / "board.jpg")
        name = review.keep_photo(data, judged(data)[0])
        words = "立柱倾斜，牌面换成了新河长"
        review.save(
            replies.remarked(first.kind, first.uid, said, remark=words, photos=[name])
        )
        for board in boards[1:4]:
            told = {"condition": "缺失"}
            review.save(replies.corrected(board.kind, board.row, told))
        review.save(replies.gone(boards[4].kind, boards[4].row))
        facts = {
            "name": "新发现排口",
            "geometry": shapely.Point(place.x + 150, place.y),
            "segment_code": first.row.segment_code,
        }
        review.save(replies.new_row(Kind.OUTFALL, facts))
        segment = review.items[1]
        words = "河段中新建了一座桥"
        review.save(replies.remarked(segment.kind, segment.uid, remark=words))
        path = package.with_suffix(".gwreturn")
        review.write_return(path, by=f"{package.name[:3]} 王某某")
    return path


def _field(window: MainWindow, package: Path, target: Path) -> None:
    """Picture a package half checked."""
    review = open_package(package)
    field = ReviewWindow(review, window.session)
    field.resize(1366, 720)
    field.show()
    for item in review.items[:25]:
        review.save(replies.right(item.kind, item.row))
    board = next(i for i in review.items if i.kind is Kind.SIGNBOARD)
    place = board.row.geometry
    told = {
        "condition": "破损",
        "geometry": shapely.Point(place.x + 40, place.y + 55),
    }
    said = replies.corrected(board.kind, board.row, told)
    review.save(
        replies.remarked(board.kind, board.uid, said, remark="牌面褪色，看不清")
    )
    field.page.show_lines(field.lines.all())
    field.page.list.go_to(field.page.model.row_of(board.kind, board.uid) or 0)
    field._show_progress()
    _until(lambda: field.page.map.map.settled)
    field.grab().save(str(target))
    field.close()


def _office(window: MainWindow, returns: list[Path], target: Path) -> None:
    """Picture the table of packages, and the desk with a conflict."""
    session = window.session
    with open_package(returns[0].with_suffix(".gwreview")) as review:
        board = next(i for i in review.items if i.kind is Kind.SIGNBOARD)
    row = session.district.row(Kind.SIGNBOARD, board.uid)
    change = Change(
        Kind.SIGNBOARD,
        board.uid,
        {"condition": row.condition},
        {"condition": "锈蚀"},
    )
    session.apply(Changes((change,), "内业更正"))
    packages = window.reviews.packages()
    packages.resize(1180, 560)
    _until(lambda: packages._errand is None)
    packages.take(returns)
    _until(lambda: packages._errand is None and _back(packages) == len(returns))
    packages.grab().save(str(target / "review-packages.png"))
    packages.reject()
    desk = window.reviews.desk()
    desk.resize(1366, 720)
    _until(lambda: desk._errand is None and desk.page.map.map.settled)
    desk.grab().save(str(target / "review-desk.png"))
    desk.reject()


def _back(packages: PackagesDialog) -> int:
    return sum(bool(one.returns) for one in packages.standings)


def _until(ready: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not ready():
        QApplication.processEvents()
        if time.monotonic() > limit:
            raise TimeoutError("the window did not get ready")
        time.sleep(0.01)
    QApplication.processEvents()


if __name__ == "__main__":
    main()
