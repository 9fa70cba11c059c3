"""外业核查: a package on a laptop in the field, checked row by row by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QVBoxLayout, QWidget

from gridwatch.cartography.basemap import BaseMap
from gridwatch.district.review import replies
from gridwatch.district.review.facts import GEOMETRY
from gridwatch.district.review.replies import CHECKED, MARK_NAMES, Mark, Reply
from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError
from gridwatch.gui.asking import documents, fit_screen
from gridwatch.gui.basemaps import open_basemap
from gridwatch.gui.dialogs.reviewlines import Lines, facts_typed
from gridwatch.gui.dialogs.reviewpage import KEYS, ReviewPage
from gridwatch.gui.dialogs.reviewsend import SendDialog
from gridwatch.gui.errands import message
from gridwatch.gui.picturestrip import Pictured
from gridwatch.gui.session import Session
from gridwatch.gui.tables import headline
from gridwatch.gui.tools.shifting import Stands, point_of
from gridwatch.intake.photographs import read_photograph

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from gridwatch.cartography.basemap import Backdrop
    from gridwatch.gui.errands import Reporter
    from gridwatch.gui.tables import Line
    from gridwatch.store.review.field import FieldReview, Sent

__all__ = ["ReviewWindow"]

_WIDE, _TALL = 1340, 710
_POINTS = (Kind.SIGNBOARD, Kind.OUTFALL)
_MOST_BACK = 500
_WIDTHS = (46, 82, 66, 168, 190, 120, 150, 90)


class _Past(NamedTuple):
    """What was said of a row before, to be brought back; `field` joins keystrokes."""

    kind: Kind
    uid: str
    before: Reply | None
    field: str


class ReviewWindow(QDialog):
    """One opened package; every key that is pressed is on the disk at once.

    Parameters
    ----------
    review : FieldReview
        The package; closed with the window.
    office : Session
        The session of the window behind: its memory and language.
    """

    def __init__(
        self, review: FieldReview, office: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        flags = Qt.WindowType
        self.setWindowFlags(
            flags.Window
            | flags.WindowMinMaxButtonsHint
            | flags.WindowCloseButtonHint
            | flags.WindowTitleHint
        )
        self.review = review
        self.session = Session(
            office.memory, office.language, self, warming=office.warming
        )
        self.lines = Lines(review, office.language)
        self._past: list[_Past] = []
        self._here: tuple[Kind, str] | None = None
        self._ended = False
        self.page = ReviewPage(self.session, self.lines.columns, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.page)
        self._listen()
        self._hold()
        self._title()
        fit_screen(self, _WIDE, _TALL)

    def _hold(self) -> None:
        """Show the part; go on where it was left: at the first row not yet ticked."""
        review, page = self.review, self.page
        lists = review.district.rules.lists
        words = {name: tuple(w.value for w in found) for name, found in lists.items()}
        self.session.set_as_of(review.manifest.as_of)
        self.session.hold(review.district, words)
        page.form.withhold(review.manifest.withheld)
        page.show_lines(self.lines.all())
        page.list.widen(_WIDTHS)
        first = page.list.current
        if first is not None and not self._is_open(first):
            page.list.go_on(self._is_open)
        self._show_progress()
        self._open_tiles()

    def _title(self) -> None:
        manifest = self.review.manifest
        words = self.tr("外业核查 · {area} · {number}")
        name = manifest.area.name or manifest.area.key
        self.setWindowTitle(words.format(area=name, number=manifest.number))
        told = self.tr("{office} {day} 发出，交 {to}。每按一键即存盘，可随时关闭。")
        self.page.head.setText(
            told.format(
                office=manifest.district,
                day=manifest.at.astimezone().date().isoformat(),
                to=manifest.to or self.tr("外业人员"),
            )
        )

    def _open_tiles(self) -> None:
        tiles, crs = self.review.tiles, self.review.manifest.crs
        if tiles is None:
            return

        def work(_: Reporter) -> Backdrop:
            return open_basemap(BaseMap(tiles), crs)

        self.session.errands.start(work, self.session.set_backdrop, self._tell)

    def _listen(self) -> None:
        page = self.page
        page.list.moved.connect(self._moved)
        page.list.keyed.connect(self._keyed)
        page.list.opened.connect(self._next)
        page.list.flown.connect(page.map.go_close)
        page.asked.connect(self._asked)
        page.form.corrected.connect(self._corrected)
        page.form.finished.connect(self._next)
        page.form.left.connect(self._back_to_list)
        page.remark.textEdited.connect(self._remarked)
        page.remark.returnPressed.connect(self._next)
        page.map.tool.placed.connect(self._placed)
        page.map.map.picked.connect(lambda _: self._picked())
        page.strip.dropped.connect(self.add_photo)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence("Ctrl+Return"), self._next),
            (QKeySequence(QKeySequence.StandardKey.Find), self._find),
        ):
            QShortcut(keys, self).activated.connect(slot)
        menu = QMenu(self)
        for number, kind in enumerate(CHECKED, start=1):
            name = headline(KIND_NAMES[kind].of(self.session.language))
            action = menu.addAction(f"&{number} {name}")
            action.triggered.connect(lambda _=False, kind=kind: self.add_row(kind))
        self.new_menu = menu

    # --- the current row --------------------------------------------------------

    def _moved(self, line: Line | None) -> None:
        """Show the row of a line."""
        page = self.page
        self._here = (line.kind, line.uid) if line is not None else None
        page.allow(line is not None)
        if line is None:
            page.form.clear()
            page.title.setText(self.tr("没有要核查的行。"))
            page.map.show_stands(Stands())
            return
        self._show_row(close=True)
        self.session.select({line.kind: [line.uid]})

    def _show_row(self, *, close: bool) -> None:
        if self._here is None:
            return
        kind, uid = self._here
        page, lines = self.page, self.lines
        reply = self.review.reply(kind, uid)
        line = lines.line(kind, uid)
        page.form.show_row(kind, lines.base(kind, uid), lines.found(reply))
        page.title.setText(" ".join(t for t in line.texts[2:4] if t))
        item = lines.items.get((kind, uid))
        page.ask(item.asked if item is not None else "")
        page.show_mark(line)
        page.remark.setText(reply.remark if reply is not None else "")
        self._show_place(reply, close=close)
        self._show_photos(kind, uid, reply)

    def _show_place(self, reply: Reply | None, *, close: bool) -> None:
        if self._here is None:
            return
        kind, uid = self._here
        base = getattr(self.lines.row(kind, uid), "geometry", None)
        found = reply.theirs.get(GEOMETRY) if reply is not None else None
        others = []
        for key, other in self.review.replies.items():
            place = point_of(other.theirs.get(GEOMETRY))
            if key != self._here and place is not None:
                others.append(place)
        self.page.map.tool.movable = kind in _POINTS
        self.page.map.show_stands(Stands(base, None, found), others, close=close)

    def _show_photos(self, kind: Kind, uid: str, reply: Reply | None) -> None:
        review, found = self.review, []
        for photo in review.district.photos:
            data = review.thumbnail(photo.sha256) or review.photo(photo.sha256)
            if photo.row_uid == uid and photo.kind == kind.value and data:
                found.append(Pictured(self.tr("发出时"), data))
        for name in reply.photos if reply is not None else ():
            data = review.thumbnail(name) or review.photo(name)
            if data:
                found.append(Pictured(self.tr("外业"), data))
        self.page.strip.show_pictures(found)

    def _picked(self) -> None:
        """Go to the row that was clicked on the map."""
        for kind, uid in self.session.selected:
            row = self.page.model.row_of(kind, uid)
            if row is not None and (kind, uid) != self._here:
                self.page.list.go_to(row)
                return

    # --- saving -----------------------------------------------------------------

    def _save(self, reply: Reply, field: str = "") -> bool:
        """Put a reply on the disk; where that fails it is said, and nothing changes."""
        try:
            before = self.review.save(reply)
        except OfficerError as error:
            self._tell(error)
            return False
        past = _Past(reply.kind, reply.uid, before, field)
        last = self._past[-1] if self._past else None
        joins = bool(field) and last is not None and last.field == field
        if not (joins and last is not None and last[:2] == past[:2]):
            self._past = [*self._past[-_MOST_BACK:], past]
        self._saved(reply.kind, reply.uid)
        return True

    def _saved(self, kind: Kind, uid: str) -> None:
        line = self.lines.line(kind, uid)
        self.page.put_line(line)
        if (kind, uid) == self._here:
            self.page.show_mark(line)
        self._show_progress()
        self.page.say_saved()

    def _show_progress(self) -> None:
        self.page.show_progress(self.review.progress, len(self.review.replies))

    def _tell(self, error: Exception) -> None:
        self.page.say(message(error, self.session.language), "danger")

    def undo(self) -> None:
        """Bring back what was said of a row before the last change."""
        if not self._past:
            self.page.say(self.tr("没有可撤销的操作。"))
            return
        past = self._past.pop()
        try:
            self.review.restore(past.kind, past.uid, past.before)
        except OfficerError as error:
            self._tell(error)
            return
        self._refresh(past.kind, past.uid)
        self.page.say(self.tr("已撤销一步。"))

    def _refresh(self, kind: Kind, uid: str) -> None:
        """Show a row after its reply has come or gone."""
        gone = self.lines.is_new(kind, uid) and self.review.reply(kind, uid) is None
        if gone:
            self.page.show_lines(self.lines.all())
        else:
            self.page.put_line(self.lines.line(kind, uid))
        row = self.page.model.row_of(kind, uid)
        self.page.list.go_to(row if row is not None else 0)
        self._show_row(close=False)
        self._show_progress()

    # --- what was found ---------------------------------------------------------

    def _is_open(self, line: Line) -> bool:
        reply = self.review.reply(line.kind, line.uid)
        return reply is None or reply.mark is Mark.REMARK

    def _next(self) -> None:
        """Go on to the next row that was not ticked yet."""
        self._back_to_list()
        if not self.page.list.go_on(self._is_open):
            words = self.tr("所列各行都已核完；可以“生成回传”了。")
            self.page.say(words, "ok")

    def _back_to_list(self) -> None:
        self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        self.page.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.words.selectAll()

    def _keyed(self, key: int) -> None:
        self._asked(KEYS[key])

    def _asked(self, what: str) -> None:
        """Do what a key or button asks of the current row."""
        doing: dict[str, Callable[[], object]] = {
            "right": lambda: self._mark(Mark.RIGHT),
            "gone": lambda: self._mark(Mark.GONE),
            "correct": self.page.form.enter,
            "remark": self._to_remark,
            "place": self._to_place,
            "photo": self.ask_photo,
            "new": self._to_new,
            "clear": self.clear,
            "send": self.send,
            "paper": self.type_in,
        }
        if self._here is not None or what in ("new", "send", "paper"):
            doing[what]()

    def _mark(self, mark: Mark) -> None:
        """Tick the row, and move on."""
        if self._here is None:
            return
        kind, uid = self._here
        if self.lines.is_new(kind, uid):
            words = self.tr("新增的行不能标“{mark}”；按 0 可去掉它。")
            name = MARK_NAMES[mark].of(self.session.language)
            self.page.say(words.format(mark=name), "warn")
            return
        before, row = self.review.reply(kind, uid), self.lines.row(kind, uid)
        make = replies.right if mark is Mark.RIGHT else replies.gone
        if self._save(make(kind, row, before)):
            self._next()

    def clear(self) -> None:
        """Take everything back that was said of the row; undo brings it back."""
        if self._here is None or self.review.reply(*self._here) is None:
            return
        kind, uid = self._here
        try:
            before = self.review.forget(kind, uid)
        except OfficerError as error:
            self._tell(error)
            return
        self._past.append(_Past(kind, uid, before, ""))
        self._refresh(kind, uid)
        self.page.say(self.tr("已清除这一行的结论；Ctrl+Z 恢复。"))

    def _say(self, kind: Kind, uid: str, facts: dict[str, object], field: str) -> None:
        before = self.review.reply(kind, uid)
        if self.lines.is_new(kind, uid):
            self._save(replies.new_row(kind, facts, before), field)
        else:
            row = self.lines.row(kind, uid)
            self._save(replies.corrected(kind, row, facts, before), field)

    def _corrected(self, key: str, value: object) -> None:
        if self._here is not None:
            self._say(*self._here, facts_typed(key, value), key)

    def _to_remark(self) -> None:
        self.page.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remarked(self, words: str) -> None:
        if self._here is None:
            return
        kind, uid = self._here
        before = self.review.reply(kind, uid)
        alone = before is not None and before.mark is Mark.REMARK and not before.photos
        if not words.strip() and alone:
            self.clear()
            return
        self._save(replies.remarked(kind, uid, before, remark=words), "\0remark")

    def _to_place(self) -> None:
        if not self.page.map.tool.movable:
            self.page.say(self.tr("只有公示牌和排污口的位置可以在这里移动。"), "warn")
            return
        self.page.map.tool.arm()
        self.page.map.map.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.say(self.tr("在地图上点一下实际位置；Esc 取消。"))

    def _placed(self, east: float, north: float) -> None:
        if self._here is None:
            return
        self._say(*self._here, {GEOMETRY: shapely.Point(east, north)}, "")
        self._show_place(self.review.reply(*self._here), close=False)
        if self.lines.is_new(*self._here):
            self.page.form.enter()
        else:
            self._back_to_list()

    def _to_new(self) -> None:
        button = self.page.buttons["new"]
        self.new_menu.popup(button.mapToGlobal(button.rect().topLeft()))

    def add_row(self, kind: Kind) -> None:
        """Add a row that is on the ground and not in the package."""
        facts: dict[str, object] = {}
        if kind in _POINTS and self._here is not None:
            row = self.lines.row(*self._here)
            code = getattr(row, "segment_code", "")
            is_segment = self._here[0] is Kind.SEGMENT
            facts["segment_code"] = getattr(row, "code", "") if is_segment else code
        reply = replies.new_row(kind, facts)
        if not self._save(reply):
            return
        self.page.words.clear()
        row_at = self.page.model.row_of(kind, reply.uid)
        self.page.list.go_to(row_at if row_at is not None else 0)
        if kind in _POINTS:
            self._to_place()
        else:
            self.page.form.enter()

    # --- photographs ------------------------------------------------------------

    def ask_photo(self) -> None:
        """Ask for a photograph."""
        dialog = QFileDialog(self, self.tr("选择照片"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("照片") + " (*.jpg *.jpeg *.png *.heic *.bmp)")
        dialog.setDirectory(str(documents()))
        dialog.filesSelected.connect(self.add_photos)
        dialog.open()

    def add_photos(self, names: list[str]) -> None:
        """Hang photographs on the current row."""
        for name in names:
            self.add_photo(Path(name))

    def add_photo(self, path: Path) -> None:
        """Hang a photograph on the current row."""
        if self._here is None:
            return
        kind, uid = self._here
        photo = read_photograph(path)
        if photo.fault is not None:
            words = self.tr("{name} 没有添加：{why}。")
            why = photo.fault.of(self.session.language)
            self.page.say(words.format(name=path.name, why=why), "danger")
            return
        try:
            name = self.review.keep_photo(path.read_bytes(), photo.thumbnail)
        except OSError as error:
            words = self.tr("{name} 没有添加：{why}。")
            why = error.strerror or str(error)
            self.page.say(words.format(name=path.name, why=why), "danger")
            return
        except OfficerError as error:
            self._tell(error)
            return
        before = self.review.reply(kind, uid)
        names = (*(before.photos if before is not None else ()), name)
        if self._save(replies.remarked(kind, uid, before, photos=names)):
            self._show_photos(kind, uid, self.review.reply(kind, uid))

    # --- paper, and sending back ------------------------------------------------

    def type_in(self) -> None:
        """Type in what was ticked on paper."""
        from gridwatch.gui.dialogs.papersheets import SheetsDialog

        dialog = SheetsDialog(
            self.review.manifest.pages,
            lambda kind, uid: " ".join(self.lines.line(kind, uid).texts[2:4]),
            self._typed,
            self.session.language,
            self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _typed(self, reply: Reply) -> None:
        """Take a line of a field sheet; corrections typed before stay under ✔ or ✖."""
        before = self.review.reply(reply.kind, reply.uid)
        row = self.lines.row(reply.kind, reply.uid)
        if reply.mark is Mark.RIGHT:
            made = replies.right(reply.kind, row, before)
        elif reply.mark is Mark.GONE:
            made = replies.gone(reply.kind, row, before)
        else:
            made = replies.remarked(reply.kind, reply.uid, before)
        if reply.remark:
            made = replies.remarked(reply.kind, reply.uid, made, remark=reply.remark)
        self._save(made)
        if (reply.kind, reply.uid) == self._here:
            self._show_row(close=False)

    def send(self) -> SendDialog:
        """Ask where to write the return, and by whom."""
        dialog = SendDialog(self.review, self.session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sent.connect(self._sent)
        dialog.open()
        return dialog

    def _sent(self, sent: Sent) -> None:
        words = self.tr("已生成第 {n} 次回传，{count} 条意见：{path}。请交回内业。")
        told = words.format(n=sent.serial, count=sent.replies, path=sent.path)
        self.page.say(told, "ok")

    # --- closing ----------------------------------------------------------------

    def _end(self) -> None:
        """Let everything go; what was said is on the disk already."""
        if self._ended:
            return
        self._ended = True
        self.session.errands.stop_all()
        self.page.map.rest()
        self.session.close()
        self.review.close()

    def done(self, result: int) -> None:
        """Close."""
        self._end()
        super().done(result)

    def reject(self) -> None:
        """Esc lets go of a place that is asked for, or a field; it closes nothing."""
        if self.page.map.tool.cancel():
            return
        self._back_to_list()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the package; `reject` alone would keep the window open."""
        self._end()
        event.accept()
