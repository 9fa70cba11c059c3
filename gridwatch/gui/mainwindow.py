"""The main window: menus, tool bar, map and docks around one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridwatch.cartography.paint import View
from gridwatch.cartography.picture import draw_note, note_of
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.commands import Actions
from gridwatch.gui.desks import DESKS
from gridwatch.gui.desks.chiefs import ChiefsDesk
from gridwatch.gui.desks.reviews import ReviewsDesk
from gridwatch.gui.dropping import Dropping
from gridwatch.gui.errands import message
from gridwatch.gui.filing import Filing
from gridwatch.gui.footer import Footer
from gridwatch.gui.grounds import Grounds
from gridwatch.gui.helpdesk import HelpDesk
from gridwatch.gui.look import icon, shades
from gridwatch.gui.mapedit import MapEditing
from gridwatch.gui.mapframe import draw_picture
from gridwatch.gui.mapview import MapView, Tool
from gridwatch.gui.readingbar import ReadingBar
from gridwatch.gui.session import today
from gridwatch.gui.sides import Sides
from gridwatch.gui.topbar import TopBar
from gridwatch.gui.welcome import WelcomePage
from gridwatch.store.review.endings import PACKAGE_ENDING, RETURN_ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from gridwatch.gui.dialogs.about import AboutDialog
    from gridwatch.gui.session import Session

__all__ = ["MainWindow"]

_FRAME = 48
_KEYS = 9
_PICTURE_ZOOM = 2.0
_PACKAGE = "review-open"
_SAID = 6000
_STATE = "state"
_TOOLS = (
    "tool-browse tool-select tool-zoom | tool-add tool-reshape tool-split | "
    "full fit back forward | undo redo | import print"
)


class MainWindow(QMainWindow):
    """The window.

    Parameters
    ----------
    session : Session
        What is open.
    """

    preferences_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        # A screen of 1920 x 1080 at 200 % leaves 960 x 540.
        self.setMinimumSize(900, 470)
        self.resize(1280, 760)
        self.map = MapView(session, self)
        self.welcome = WelcomePage(self)
        self._middle = QStackedWidget(self)
        self._middle.addWidget(self.welcome)
        self._middle.addWidget(self._map_page())
        self.setCentralWidget(self._middle)
        self.footer = Footer(session, self)
        self.setStatusBar(self.footer)
        self.filing = Filing(session, self)
        self.grounds = Grounds(session, self)
        self.sides = Sides(session, self)
        self.editing = MapEditing(session, self.map)
        self.helping = HelpDesk(session, self, self._parts)
        self.commands = Actions(self)
        self._add_file_actions()
        self._add_edit_actions()
        self._add_view_actions()
        self._add_other_actions()
        self.desks = tuple(desk(session, self) for desk in DESKS)
        self._add_menus(self._add_desks())
        names = ["" if name == "|" else name for name in _TOOLS.split()]
        self.bar = TopBar(session, self.commands, names, self)
        self.addToolBar(self.bar)
        self._colours = shades()
        self._listen()
        self._show_state()

    def _map_page(self) -> QWidget:
        """Return the map with what stands over it."""
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(ReadingBar(self.session, page))
        box.addWidget(self.map, 1)
        return page

    # --- actions ----------------------------------------------------------------

    def _add_file_actions(self) -> None:
        add, key, filing = self.commands.add, QKeySequence.StandardKey, self.filing
        add("new", self.tr("新建工作库…"), filing.new_store, key.New, picture="new")
        add("open", self.tr("打开工作库…"), filing.ask_open, key.Open, picture="open")
        add(
            "import",
            self.tr("导入文件夹…"),
            filing.ask_import,
            "Ctrl+I",
            picture="import",
        )
        add("import-file", self.tr("导入文件…"), filing.ask_import_file)
        add("sample", self.tr("打开示例：云溪区"), filing.open_sample, picture="sample")
        add("aside", self.tr("导出搁置的行…"), filing.export_aside)
        add("picture", self.tr("导出地图图片…"), self.ask_picture, picture="picture")
        add("backup", self.tr("备份工作库…"), filing.ask_backup)
        add("close", self.tr("关闭工作库"), self.session.close, "Ctrl+W")
        add("quit", self.tr("退出"), self.close, "Ctrl+Q")

    def _add_edit_actions(self) -> None:
        commands, stack = self.commands, self.session.undo_stack
        undo = stack.createUndoAction(self, self.tr("撤销"))
        undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        redo = stack.createRedoAction(self, self.tr("重做"))
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        commands.adopt("undo", undo, "undo")
        commands.adopt("redo", redo, "redo")
        commands.add("copy", self.tr("复制表格行"), self.copy_rows, picture="copy")
        commands.add("release", self.tr("取消选择"), self.release, "Esc")
        find = QKeySequence.StandardKey.Find
        commands.add("find", self.tr("查找…"), self.search, find, picture="search")
        commands.add(
            "preferences", self.tr("首选项…"), self.preferences, picture="settings"
        )

    def _add_view_actions(self) -> None:
        commands, add = self.commands, self.commands.add
        for tool, text, name in (
            (Tool.BROWSE, self.tr("浏览"), "browse"),
            (Tool.SELECT, self.tr("框选"), "select-box"),
            (Tool.ZOOM, self.tr("拉框放大"), "zoom-box"),
        ):
            slot = _with(self.map.set_tool, tool)
            add(f"tool-{tool.value}", text, slot, picture=name)
        self.editing.add_actions(commands)
        commands.only_one([f"tool-{t.value}" for t in Tool], "tool-browse")
        view, name = self.map, "zoom-selection"
        add("full", self.tr("全图"), view.zoom_full, "Home", picture="zoom-full")
        words = self.tr("放大到选中对象")
        add("fit", words, view.zoom_to_selection, "F", picture=name)
        words = self.tr("上一视图")
        add("back", words, view.go_back, "Alt+Left", picture="previous")
        words = self.tr("下一视图")
        add("forward", words, view.go_forward, "Alt+Right", picture="next")
        add("in", self.tr("放大"), lambda: view.zoom_by(1.5), "Ctrl++")
        add("out", self.tr("缩小"), lambda: view.zoom_by(1 / 1.5), "Ctrl+-")
        words = self.tr("回到今天")
        add(
            "today",
            words,
            lambda: self.session.set_as_of(today()),
            "Ctrl+T",
            picture="history",
        )
        add("symbols", self.tr("图层符号…"), _with(self.show_symbols, ""))
        add("basemap", self.tr("底图…"), self.grounds.ask, picture="basemap")
        add("reset", self.tr("重置布局"), self.reset_layout)

    def _add_other_actions(self) -> None:
        add = self.commands.add
        add("check", self.tr("重新检查"), self.recheck, "F9", picture="check")
        add("check-out", self.tr("导出检查报告…"), lambda: self.sides.checks.export())
        add("roster-out", self.tr("导出河长名单…"), self.filing.export_roster)
        key = QKeySequence.StandardKey.Print
        words = self.tr("打印辖区图…")
        add("print", words, _with(self.print_maps, False), key, picture="print")
        words, keys = self.tr("打印图册…"), "Ctrl+Shift+P"
        add("book", words, _with(self.print_maps, True), keys, picture="book")
        self.helping.add_actions(self.commands)
        add("keys", self.tr("快捷键"), self.show_keys, "Ctrl+F1")
        add("about", self.tr("关于"), self.show_about, picture="info")
        always = "new open import import-file sample quit preferences keys about"
        always += " review-open"
        self._free, self._rows = (
            always.split(),
            ["symbols", "check", "check-out", "roster-out", "print", "book"],
        )
        for number in range(1, _KEYS + 1):
            shortcut = QShortcut(QKeySequence(str(number)), self)
            shortcut.activated.connect(_with(self.toggle_layer, number))

    def _add_desks(self) -> dict[str, str]:
        """Make the actions of the desks; return their names by menu."""
        names: dict[str, list[str]] = {}
        for desk in self.desks:
            desk.said.connect(self.say)
            desk.panel_asked.connect(self.sides.raise_)
            for one in desk.commands():
                self.commands.add(
                    one.name, one.text, one.slot, one.keys, picture=one.picture
                )
                names.setdefault(one.menu, []).append(one.name)
        owning = self.sides.ownership
        chiefs = next(desk for desk in self.desks if isinstance(desk, ChiefsDesk))
        self.reviews = next(d for d in self.desks if isinstance(d, ReviewsDesk))
        self.sides.handover_asked.connect(chiefs.change)
        owning.register_asked.connect(self.commands["own-register"].trigger)
        owning.confirm_asked.connect(self.commands["own-confirm"].trigger)
        self.commands.need_store_except([*self._free, *self.helping.free])
        self._offer_packages()
        self.commands.need_rows([*self._rows, *(n for g in names.values() for n in g)])
        return {menu: " ".join(group) for menu, group in names.items()}

    def _add_menus(self, desks: Mapping[str, str]) -> None:
        self._recent = QMenu(self.tr("最近打开"), self)
        self._recent.aboutToShow.connect(self._list_recent)
        self._panels = QMenu(self.tr("面板"), self)
        for dock in self.sides.docks.values():
            self._panels.addAction(dock.toggleViewAction())
        brought, sent = desks.get("bring", ""), desks.get("send", "")
        self._add_menu(
            self.tr("文件(&F)"),
            f"new open recent | import import-file {brought} aside | {sent} picture "
            "backup | sample | close quit",
        )
        self._add_menu(
            self.tr("编辑(&E)"), "undo redo | copy release find | preferences"
        )
        self._add_menu(
            self.tr("视图(&V)"),
            "tool-browse tool-select tool-zoom | full fit back forward in out | "
            "tool-add tool-reshape tool-split | today | "
            "symbols basemap | panels reset",
        )
        if register := desks.get("register", ""):
            self._add_menu(self.tr("登记(&R)"), register)
        checks, prints = desks.get("check", ""), desks.get("print", "")
        self._add_menu(self.tr("检查(&C)"), f"check check-out | {checks} | roster-out")
        if review := desks.get("review", ""):
            self._add_menu(self.tr("核查(&K)"), review)
        self._add_menu(self.tr("打印(&P)"), f"print book | {prints}")
        self._add_menu(self.tr("帮助(&H)"), "help keys tour | update | about")

    def _add_menu(self, title: str, entries: str) -> None:
        menu = self.menuBar().addMenu(title)
        inner = {"recent": self._recent, "panels": self._panels}
        for entry in entries.split():
            if entry in inner:
                menu.addMenu(inner[entry])
            elif entry == "|":
                menu.addSeparator()
            else:
                menu.addAction(self.commands[entry])

    def _list_recent(self) -> None:
        self._recent.clear()
        for path in self.session.memory.recent:
            action = self._recent.addAction(f"{path.stem}    {path.parent}")
            action.triggered.connect(_with(self.filing.open_path, path))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("（没有）")).setEnabled(False)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open a store, a review package, or returns as many as there are."""
        path, ending = paths[0], paths[0].suffix.lower()
        if ending == RETURN_ENDING:
            self.reviews.take_returns(paths)
        elif ending == PACKAGE_ENDING:
            self.reviews.review(path)
        else:
            self.filing.open_path(path)

    def _listen(self) -> None:
        session, footer, filing = self.session, self.footer, self.filing
        session.opened.connect(self._opened)
        session.closed.connect(self.remember)
        session.district_changed.connect(lambda _: self._show_state())
        session.reading_changed.connect(self._show_state)
        session.troubled.connect(self.show_trouble)
        session.selection_changed.connect(self._show_actions)
        self.map.pointed.connect(footer.show_place)
        self.map.said.connect(footer.show_names)
        self.map.view_changed.connect(lambda: footer.show_view(self.map.view))
        self.map.tool_changed.connect(self._show_tool)
        self.map.picked.connect(self.sides.show_table_of)
        self.sides.layers.zoom_asked.connect(self.map.zoom_to_layer)
        self.sides.layers.symbols_asked.connect(self.show_symbols)
        self.sides.layers.basemap_asked.connect(self.grounds.ask)
        self.sides.outline_asked.connect(self.map.sketch.show_outline)
        self.sides.reported.connect(footer.show_report)
        footer.checks_asked.connect(_with(self.sides.raise_, "checks"))
        footer.scale_asked.connect(self._go_to_scale)
        footer.stop_asked.connect(filing.stop)
        filing.working.connect(footer.show_work)
        filing.said.connect(self.say)
        self.grounds.said.connect(self.say)
        self.bar.search.found.connect(lambda _: self.map.setFocus())
        Dropping(self.session, filing, self.open_files, self)
        self.welcome.new_asked.connect(filing.new_store)
        self.welcome.open_asked.connect(filing.ask_open)
        self.welcome.import_asked.connect(filing.ask_import)
        self.welcome.sample_asked.connect(filing.open_sample)
        self.welcome.recent_asked.connect(filing.open_path)

    def _offer_packages(self) -> None:
        """Let the page of an empty window open review packages, where one can."""
        self.welcome.package.setVisible(_PACKAGE in self.commands)
        if _PACKAGE in self.commands:
            self.welcome.package.clicked.connect(self.commands[_PACKAGE].trigger)

    def _parts(self) -> dict[str, QWidget]:
        """Return what the tour points at, each in sight."""
        docks = self.sides.docks
        for name in ("ownership", "card"):
            self.sides.raise_(name)
        return {
            "map": self.map,
            "table": docks["ownership"],
            "card": docks["card"],
            "day": self.bar.day,
            "search": self.bar.search,
        }

    # --- state ------------------------------------------------------------------

    def _opened(self) -> None:
        memory, uid = self.session.memory, self.session.uid
        self.session.set_hidden(memory.words_of(uid, "hidden") or ())
        self._middle.setCurrentIndex(1)
        state = memory.bytes_of(uid, _STATE)
        if state is None or not self.restoreState(state):
            self.sides.place()
        geometry = memory.bytes_of(uid, "geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._show_state()
        extent = _numbers(memory.get(uid, "extent"))
        if len(extent) == 4:
            self.map.set_extent((extent[0], extent[1], extent[2], extent[3]))
        self.map.setFocus()

    def remember(self) -> None:
        """Keep window, docks, columns, extent and hidden layers of the open store."""
        memory, uid = self.session.memory, self.session.uid
        if self.session.store is None:
            return
        memory.put(uid, _STATE, QByteArray(self.saveState()))
        memory.put(uid, "geometry", QByteArray(self.saveGeometry()))
        memory.put(uid, "extent", " ".join(map(repr, self.map.extent)))
        memory.put(uid, "hidden", ",".join(sorted(self.session.hidden)))
        memory.save()

    def _show_state(self) -> None:
        """Show the map, or the page of an empty window."""
        session = self.session
        opened = session.store is not None
        if not opened:
            self.welcome.set_recent(session.memory.recent)
            self._middle.setCurrentWidget(self.welcome)
            self.sides.hide()
        name = session.district.name or (session.path.stem if session.path else "")
        mark = self.tr("（只读）") if opened and session.read_only else ""
        program = self.tr("河长制网格化管理")
        self.setWindowTitle(f"{name}{mark} — {program}" if opened else program)
        self._panels.setEnabled(opened)
        self.bar.setVisible(opened)
        self.footer.show_view(self.map.view)
        self.footer.show_place(None)
        self._show_actions()

    def _show_actions(self) -> None:
        session = self.session
        self.commands.set_open(opened=session.store is not None, loaded=session.loaded)
        self.editing.allow(self.commands)
        chosen = self.session.selected_extent is not None
        self.commands["fit"].setEnabled(chosen)

    def _go_to_scale(self, denominator: float) -> None:
        self.map.set_scale(denominator)
        self.map.setFocus()

    def _show_tool(self, tool: str) -> None:
        self.commands[f"tool-{tool}"].setChecked(True)

    def reset_layout(self) -> None:
        """Put every dock back where it was on the first day."""
        self.session.memory.forget_layout(self.session.uid)
        self.sides.place()

    # --- commands ---------------------------------------------------------------

    def say(self, text: str) -> None:
        """Show a sentence in the status bar for a while."""
        self.footer.showMessage(text, _SAID)

    def copy_rows(self) -> None:
        """Copy the selected rows of the table in front."""
        table = self.sides.focused_table()
        if table is not None:
            table.view.copy()

    def release(self) -> None:
        """Let go of the selection; of the tool, where nothing is selected."""
        if self.session.selection:
            self.session.select({})
        else:
            self.map.set_tool(Tool.BROWSE)

    def search(self) -> None:
        """Put the keyboard into the search box."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def toggle_layer(self, number: int) -> None:
        """Switch a layer on or off; 1 is the topmost."""
        layer = self.map.layer_at(number)
        if self.session.store is not None and layer is not None:
            self.session.toggle_layer(layer.id)

    def recheck(self) -> None:
        """Run all checks again and show them."""
        self.sides.raise_("checks")
        self.sides.checks.run()

    def print_maps(self, book: bool) -> None:
        """Ask what to print."""
        from gridwatch.gui.dialogs.printing import PrintDialog

        dialog = PrintDialog(self.session, book=book, parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_picture(self) -> None:
        """Ask where to save the map as it is seen."""
        name = self.session.district.name or self.tr("地图")
        self.filing.save_as(
            self.tr("导出地图图片"),
            f"{name}_{self.session.as_of.isoformat()}.png",
            "PNG (*.png)",
            self.save_picture,
        )

    def save_picture(self, path: Path) -> None:
        """Save the map as it is seen, twice as fine.

        Raises
        ------
        OfficerError
            Where the file cannot be written.
        """
        view, session = self.map.view, self.session
        width, height = round(view.width * 2), round(view.height * 2)
        fine = View(view.extent, width, height, 96.0 * _PICTURE_ZOOM)
        image = draw_picture(session.layers, fine, session.look)
        draw_note(image, fine, note_of(session.as_of).of(session.language))
        if not image.save(str(path)):
            raise OfficerError(_NOT_SAVED.filled(path=path))

    def preferences(self) -> None:
        """Show the preferences."""
        from gridwatch.gui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self.session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.preferences_changed)
        dialog.open()

    def show_symbols(self, layer_id: str) -> None:
        """Ask how a layer is to be drawn; without an id the topmost one."""
        from gridwatch.gui.dialogs.symbols import SymbolsDialog

        if not self.session.loaded:
            self.say(self.tr("台账还没有读入；可在地图上方读入。"))
            return
        layers = self.session.standard_layers
        filled = [layer.id for layer in reversed(layers) if len(layer.uids)]
        if not filled:
            self.say(self.tr("工作库里还没有图层：请先导入。"))
            return
        dialog = SymbolsDialog(self.session, layer_id or filled[0], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_keys(self) -> None:
        """List the keys."""
        rows = [
            (self.tr("方向键、拖动"), self.tr("移动地图")),
            (self.tr("滚轮、+ -、双击"), self.tr("缩放地图")),
            (self.tr("Shift + 拖动"), self.tr("拉框放大")),
            (self.tr("Ctrl + 拖动"), self.tr("框选")),
            (self.tr("Ctrl + 单击"), self.tr("加选、减选")),
            (self.tr("空格 + 拖动"), self.tr("任何工具下移动地图")),
            (self.tr("右键"), self.tr("列出此处全部对象")),
            ("1 … 9", self.tr("开关图层（1 为最上层）")),
            ("F", self.tr("放大到选中对象")),
            ("Home", self.tr("全图")),
            ("Alt + ← →", self.tr("上一视图、下一视图")),
            ("Ctrl + F", self.tr("搜索（可用拼音首字母）")),
            ("Ctrl + Z / Y", self.tr("撤销、重做")),
            ("Ctrl + T", self.tr("截至日期回到今天")),
            ("Ins / F2 / Ctrl + D / Del", self.tr("新建、编辑、复制、删除一行")),
            ("Shift + A / E / S", self.tr("新建点、编辑线、分段")),
            ("Ctrl + P", self.tr("打印辖区图")),
            ("Ctrl + Shift + P", self.tr("打印图册")),
            ("Ctrl + I", self.tr("导入文件夹")),
            ("Ctrl + H", self.tr("变更河长 · 换届体检")),
            ("Ctrl + R", self.tr("登记权属")),
            ("Ctrl + Shift + R", self.tr("按单位批量确认")),
            ("F1", self.tr("手册里讲这里的一节")),
            ("F9", self.tr("重新检查")),
            ("Esc", self.tr("取消选择")),
        ]
        body = "".join(
            f"<tr><td style='padding:3px 24px 3px 0'><b>{a}</b></td>"
            f"<td style='padding:3px 0'>{b}</td></tr>"
            for a, b in rows
        )
        self._tell(self.tr("快捷键"), f"<table>{body}</table>")

    def show_about(self) -> AboutDialog:
        """Say what the program is and whose parts it is made of."""
        from gridwatch.gui.dialogs.about import AboutDialog

        dialog = AboutDialog(self)
        dialog.open()
        return dialog

    def _tell(self, title: str, html: str) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(html)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def show_trouble(self, error: Exception) -> None:
        """Tell what went wrong, in words."""
        box = QMessageBox(self)
        box.setObjectName("trouble")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("请注意"))
        box.setText(message(error, self.session.language))
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # --- Qt ---------------------------------------------------------------------

    def show_whole(self) -> None:
        """Show the window, maximised where the screen is too small for it."""
        screen, frame = self.screen().availableSize(), _FRAME
        if self.width() + frame > screen.width() or (
            self.height() + frame > screen.height()
        ):
            self.showMaximized()
        else:
            self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember everything, end all work, close the store."""
        self.reviews.end()
        self.session.errands.stop_all()
        self.session.close()
        self.map.rest()
        self.helping.close()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Redraw icons when light turns dark."""
        super().changeEvent(event)
        known = getattr(self, "_colours", None)
        changed = event.type() is QEvent.Type.PaletteChange and known != shades()
        if changed and known is not None:
            self._redraw_icons()

    def _redraw_icons(self) -> None:
        self._colours = shades()
        holders: Sequence[QAction | QAbstractButton] = [
            *self.findChildren(QAction),
            *self.findChildren(QAbstractButton),
        ]
        for holder in holders:
            name = holder.property("icon_name")
            if name:
                holder.setIcon(icon(str(name)))
        if self.session.store is not None:
            self.sides.layers.refresh()


_NOT_SAVED = Text(
    "不能写入 {path}。地图和数据没有变化；请检查磁盘空间和权限，或换一个位置。",
    "Cannot write {path}. Map and data are unchanged; check the disk and your rights, "
    "or choose another place.",
)


def _numbers(value: object) -> list[float]:
    try:
        return [float(word) for word in str(value or "").split()]
    except ValueError:
        return []


def _with(call: Callable[..., object], value: object) -> Callable[[], object]:
    """Return `call` with its argument, dropping what a signal sends along."""
    return lambda *_: call(value)
