"""What the office keeps on record: what it gave out, and photographs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Photo", "Publication"]


@dataclass(frozen=True, slots=True)
class Publication:
    """Something that was given out on a day, with what stood in it then.

    Parameters
    ----------
    uid : str
        Stable identifier.
    what : str
        ``roster``, ``sheet``, ``book``, ``confirmation``, ``face`` or ``directory``;
        an act on an outfall is ``approval`` or ``rectification``.
    on : date or None
        Day.
    subject : str
        Code of what it is about (jurisdiction, segment, board), or empty.
    document, medium, by : str
        Number or file name, where it was published, who did it.
    content : str
        What stood in it, as JSON; its form is that of the module that wrote it.
    """

    uid: str
    what: str = ""
    on: date | None = None
    subject: str = ""
    document: str = ""
    medium: str = ""
    by: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of a row; its bytes lie in the store under their hash.

    Parameters
    ----------
    uid : str
        Stable identifier.
    kind, row_uid : str
        Kind and stable identifier of the row it shows.
    role : str
        ``face``, ``before``, ``after`` or ``site``.
    taken : date or None
        Day it was taken.
    name : str
        Name of the file it came from.
    sha256 : str
        Hash of its bytes, in hex.
    """

    uid: str
    kind: str = ""
    row_uid: str = ""
    role: str = ""
    taken: date | None = None
    name: str = ""
    sha256: str = ""
