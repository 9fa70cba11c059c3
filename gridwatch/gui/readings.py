"""What the river ruler says of a row, as columns of a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.district.ruler import (
    OFFSET,
    RIVER_CHAINAGE,
    SEGMENT_CHAINAGE,
    chainage_text,
    reading_of,
)
from gridwatch.district.wording import Format, Text, choice
from gridwatch.gui.tables import Column, field_title, headline

if TYPE_CHECKING:
    from gridwatch.gui.session import Session
    from gridwatch.gui.tables import Line

__all__ = ["RULED", "ruler_columns", "with_ruler"]

RULED = 4
"""How many columns the ruler adds, last in the table."""

_BANK = Text("岸别", "bank")
_METRES = Text("米", "m")


def ruler_columns(session: Session) -> list[Column]:
    """Return the columns that `with_ruler` fills, to stand last."""
    language = session.language

    def text(key: str, name: Text, *, shown: bool = True) -> Column:
        return Column(key, headline(name.of(language)), shown=shown)

    return [
        text("on_segment", SEGMENT_CHAINAGE),
        text("on_river", RIVER_CHAINAGE, shown=False),
        text("bank", _BANK),
        Column("offset", field_title(OFFSET, _METRES, language), Format.LENGTH),
    ]


def with_ruler(line: Line, session: Session) -> Line:
    """Return the line of a board or outfall with its ruler reading at the end."""
    reading = reading_of(session.district, line.uid)
    values: tuple[object, ...] = (None,) * RULED
    texts = ("",) * RULED
    if reading is not None:
        bank = choice(reading.bank, session.language) if reading.bank else ""
        values = (reading.on_segment, reading.on_river, bank, reading.offset)
        texts = (
            chainage_text(reading.on_segment),
            chainage_text(reading.on_river),
            bank,
            f"{reading.offset:,.0f}",
        )
    tones = (*line.tones, *("",) * RULED) if line.tones else ()
    return replace(
        line, values=line.values + values, texts=line.texts + texts, tones=tones
    )
