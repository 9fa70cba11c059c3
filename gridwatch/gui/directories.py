"""The directory of rivers in one go: table, document and map in one folder.

No widgets: the command line uses it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.directory import (
    contradictions,
    directory_of,
    lacking_chiefs,
    statements_of,
)
from gridwatch.district.riverpapers import directory_document, directory_title
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.binding import PrintCancelledError, print_pdf
from gridwatch.mapbook.distribution import distribution_plan, distribution_themes
from gridwatch.reports.rivers import directory_book
from gridwatch.reports.wordfile import write_docx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from gridwatch.district.directory import Directory, DirectoryFault
    from gridwatch.district.district import District
    from gridwatch.district.rivers import River

__all__ = ["Written", "write_directory"]


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    files : tuple of Path
        The files: table, document and, where there is a border, map.
    directory : Directory
        What stands in them.
    faults : tuple of DirectoryFault
        What the self-check has found.
    lacking : tuple
        Rivers without a chief at a rank they need.
    unmapped : Text or None
        Why there is no map.
    """

    files: tuple[Path, ...]
    directory: Directory
    faults: Sequence[DirectoryFault]
    lacking: Sequence[tuple[River, Sequence[str]]]
    unmapped: Text | None = None

    @property
    def summary(self) -> Text:
        """One sentence on what stands in the directory."""
        total, found = self.directory.total, len(self.faults) + len(self.lacking)
        told = _SUMMARY.filled(
            rivers=total.rivers, segments=total.segments, faults=found
        )
        if self.unmapped is None:
            return told
        return Text(f"{told.zh}{self.unmapped.zh}", f"{told.en} {self.unmapped.en}")

    @property
    def facts(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "files": [str(file) for file in self.files],
            "as_of": self.directory.as_of,
            "rivers": self.directory.total.rivers,
            "segments": self.directory.total.segments,
            "by_rank": {
                one.rank: {"rivers": one.rivers, "segments": one.segments}
                for one in self.directory.totals
            },
            "contradictions": [fault.text.zh for fault in self.faults],
            "without_chief": {
                river.name or river.code: list(ranks) for river, ranks in self.lacking
            },
        }


def write_directory(
    district: District,
    folder: Path,
    as_of: date,
    *,
    language: Language = Language.ZH,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the directory of a district into a folder, which is made if need be.

    Needs a running QGuiApplication for the map.

    Raises
    ------
    OfficerError
        Where a file cannot be written; older files of these names stand untouched.
    PrintCancelledError
        When `cancelled` turned true before the map was drawn.
    """
    tell = progress or (lambda *_: None)
    tell(0, 3, _TABLE)
    directory = directory_of(district, as_of)
    stated = district.rules.table("directory").get("declared")
    statements = statements_of(stated if isinstance(stated, dict) else {})
    faults = contradictions(directory, statements)
    lacking = lacking_chiefs(district, as_of)
    _make(folder)
    name, checks = district.name, (faults, lacking)
    stem = directory_title(name).of(language)
    book, document = folder / f"{stem}.xlsx", folder / f"{stem}.docx"
    directory_book(book, directory, checks, name, language)
    tell(1, 3, _DOCUMENT)
    write_docx(document, directory_document(directory, checks, name), language)
    tell(2, 3, _MAP)
    files, unmapped = [book, document], None
    try:
        plan = distribution_plan(district, as_of, language=language)
        path = folder / f"{plan.title.of(language)}.pdf"
        themes = distribution_themes()
        print_pdf([plan], district, path, themes=themes, cancelled=cancelled)
        files.append(path)
    except PrintCancelledError:
        raise
    except OfficerError as error:
        # The tables are whole: what is wrong with the map is told beside them.
        unmapped = error.text
    tell(3, 3, _DONE)
    return Written(tuple(files), directory, faults, lacking, unmapped)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise OfficerError(_NO_FOLDER.filled(folder=folder, why=why)) from error


_SUMMARY = Text(
    "河流 {rivers} 条，河段 {segments} 个；自查发现 {faults} 处不一致或缺河长。",
    "{rivers} rivers, {segments} segments; the self-check found {faults} "
    "contradictions or missing chiefs.",
)
_TABLE = Text("编制名录表格", "table")
_DOCUMENT = Text("编制名录文档", "document")
_MAP = Text("绘制分布示意图", "map")
_DONE = Text("完成", "done")
_NO_FOLDER = Text(
    "不能建立文件夹 {folder}（{why}）。没有写出文件，数据没有改变。请换一个位置。",
    "Cannot make the folder {folder} ({why}). Nothing was written and no data has "
    "changed. Choose another place.",
)
