"""``print --book``: a map book of all levels, whole or only what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from gridwatch.cartography.themes import Theme
    from gridwatch.cli.answers import Talk
    from gridwatch.district.bookrecords import BookRecord
    from gridwatch.district.district import District
    from gridwatch.mapbook.apprentice import Apprentice
    from gridwatch.mapbook.audience import Audience
    from gridwatch.mapbook.book import Book
    from gridwatch.mapbook.bookbinding import Printed
    from gridwatch.mapbook.fourlevel import BookOrder
    from gridwatch.mapbook.pages import Setting
    from gridwatch.mapbook.reprint import Reprint

__all__ = ["Books"]


class Books:
    """One call of ``print --book``.

    Parameters
    ----------
    arguments : Namespace
        What was asked for.
    talk : Talk
        Says it.
    district : District
        What is printed.
    themes : tuple of Theme
        How its layers are classed.
    by : str
        Who prints.
    """

    def __init__(
        self,
        arguments: argparse.Namespace,
        talk: Talk,
        district: District,
        themes: tuple[Theme, ...],
        by: str,
    ) -> None:
        self._arguments = arguments
        self._talk = talk
        self._district = district
        self._themes = themes
        self._by = by

    def print(self) -> dict[str, object]:
        """Print the book, tell what was done, and return it as facts."""
        from gridwatch.mapbook.apprentice import ended
        from gridwatch.mapbook.bookbinding import book_helper
        from gridwatch.mapbook.fourlevel import subjects_of

        # It starts while pages are counted.
        helper = book_helper(len(subjects_of(self._district, self._order)[0]))
        with ended(helper):
            return self._print(helper or True)

    def _print(self, helper: Apprentice | bool) -> dict[str, object]:
        from gridwatch.district.bookrecords import last_book
        from gridwatch.mapbook.bookbinding import print_book, resumed
        from gridwatch.mapbook.reprint import reprint_of

        arguments, talk = self._arguments, self._talk
        before = None
        if arguments.changed_only:
            before = last_book(self._district, self._edition())
            if before is None:
                raise OfficerError(_NEVER_PRINTED)
        book = self._counted(before)
        if arguments.resume:
            book = resumed(book, arguments.output)
        reprint = reprint_of(book, before) if before else None
        self._tell_guard(book)
        if reprint is not None and not reprint.wanted:
            self._answer(reprint.words)
            return _facts(book, None, None, reprint)
        printed = print_book(
            book,
            arguments.output,
            themes=self._themes,
            wanted=reprint.wanted if reprint else None,
            resume=arguments.resume,
            progress=talk.progress,
            helper=helper,
        )
        self._record(book)
        self._tell(printed, reprint)
        return _facts(book, arguments.output, printed, reprint)

    def _counted(self, before: BookRecord | None) -> Book:
        from gridwatch.cartography.layers import layers_of
        from gridwatch.mapbook.counting import plan_four_level

        return plan_four_level(
            self._district,
            self._setting,
            layers_of(self._district, self._arguments.as_of, self._themes),
            self._audience,
            self._order,
            before=before.labels if before else None,
        )

    def _edition(self) -> str:
        from gridwatch.mapbook.book import edition_of

        return edition_of(self._setting, self._audience, self._order)

    @property
    def _setting(self) -> Setting:
        from gridwatch.mapbook.pages import Setting

        arguments = self._arguments
        return Setting(arguments.as_of, arguments.paper, self._talk.language)

    @property
    def _audience(self) -> Audience:
        from gridwatch.mapbook.audience import DEFAULT, audience_named

        return audience_named(self._arguments.audience or DEFAULT)

    @property
    def _order(self) -> BookOrder:
        from gridwatch.mapbook.fourlevel import BookOrder
        from gridwatch.mapbook.recipefile import read_recipe

        arguments = self._arguments
        layouts = tuple((level, read_recipe(path)) for level, path in arguments.layout)
        return BookOrder(tuple(arguments.levels), tuple(arguments.town), layouts)

    def _tell_guard(self, book: Book) -> None:
        for removal, n in book.removed:
            zh, en = removal.words
            told = Text(f"  - {zh}（{n} 幅）", f"  - {en} ({n} sheets)")
            self._talk.message(told)
        for one in book.left_out:
            self._talk.message(
                Text(
                    f"  ! 没有制图：{one.name}（{one.why.zh}）",
                    f"  ! no sheet: {one.name} ({one.why.en})",
                )
            )

    def _tell(self, printed: Printed, reprint: Reprint | None) -> None:
        file, pages = self._arguments.output, printed.pages
        self._answer(Text(f"{file}：{pages} 页", f"{file}: {pages} pages"))
        if reprint is not None:
            self._answer(reprint.words)
        if printed.kept:
            kept = printed.kept
            self._answer(
                Text(
                    f"其中 {kept} 页是上次已画好的",
                    f"{kept} of them were finished before",
                )
            )

    def _answer(self, text: Text) -> None:
        """Say a line of the answer, where no program reads it."""
        if not self._arguments.json:
            self._talk.answer(text)

    def _record(self, book: Book) -> None:
        """Keep on record what is on paper now; where that fails, say so."""
        from gridwatch.district.bookrecords import record_book
        from gridwatch.mapbook.reprint import record_of
        from gridwatch.store.opening import StoreError, open_store

        if self._arguments.no_record:
            return
        changes = record_book(
            self._district,
            record_of(book),
            document=self._arguments.output.name,
            by=self._by,
        )
        try:
            with open_store(self._arguments.store) as store:
                store.apply(changes, who=self._by)
        except StoreError as error:
            self._talk.message(
                Text(
                    f"图册已写出，但没有记入公布记录：{error.text.zh}",
                    f"The book is written, but not on record: {error.text.en}",
                )
            )


def _facts(
    book: Book,
    file: Path | None,
    printed: Printed | None,
    reprint: Reprint | None,
) -> dict[str, object]:
    facts: dict[str, object] = {
        "file": str(file) if file else None,
        "pages": printed.pages if printed else 0,
        "kept": printed.kept if printed else 0,
        "book_pages": book.pages,
        "audience": book.audience.id,
        "removed": [
            {"what": one.what.zh, "source": one.rule.source, "sheets": sheets}
            for one, sheets in book.removed
        ],
        "left_out": [one.name for one in book.left_out],
    }
    if reprint is not None:
        facts |= {
            "changed": [leaf.key for leaf in reprint.changed],
            "added": [leaf.key for leaf in reprint.added],
            "withdrawn": list(reprint.withdrawn),
        }
    return facts


_NEVER_PRINTED = Text(
    "这本图册还没有打印记录（同样的镇街、级别、纸张、用途和语言），无法只印有变化的页。"
    "没有写出文件。请先完整打印一次。",
    "This book (same towns, levels, paper, audience, language) has no print on record, "
    "so what has changed is not known. No file was written. Print it whole first.",
)
