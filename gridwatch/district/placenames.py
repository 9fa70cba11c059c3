"""Names of rivers, villages and towns as offices write them, compared with care.

How far a name may differ is data (``resources/variants.csv``): traditional and variant
characters, endings that come and go. One wrong character is allowed, and said.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXACT", "ONE_WRONG", "Likeness", "Variants"]

EXACT, VARIANT, ENDING, ONE_WRONG = 1.0, 0.97, 0.93, 0.8
_NOISE = re.compile(r"[\s（）()〔〕\[\]【】—\-_·.,，、“”\"']+")
_LEAST = 2


class Likeness(NamedTuple):
    """How well a written name fits a name on record; a score of 0 is not at all."""

    score: float
    reason: Text


_NOT = Likeness(0.0, Text("", ""))
_EXACT = Text("“{name}”一致", "“{name}” is the same")
_VARIANT = Text(
    "“{written}”是“{name}”的繁体或异体写法",
    "“{written}” is “{name}” in other characters",
)
_ENDING = Text(
    "“{written}”与“{name}”只差末尾的通名", "“{written}” is “{name}” but for its ending"
)
_ONE = Text(
    "“{written}”与“{name}”一字之差",
    "“{written}” differs from “{name}” by one character",
)


@dataclass(frozen=True)
class Variants:
    """What may differ in a name.

    Parameters
    ----------
    characters : mapping of str to str
        A character as written, and the one that is meant.
    endings : mapping of str to tuple of str
        By sort of place (``river``, ``village``, ``town``) the endings that come and
        go.
    """

    characters: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def likeness(self, sort: str, written: str, name: str) -> Likeness:
        """Return how well a written name fits one on record.

        Parameters
        ----------
        sort : str
            ``river``, ``village``, ``town`` or another sort without endings.
        written, name : str
            As the office wrote it, and as it is on record.

        Examples
        --------
        >>> names = Variants({"溇": "涠"}, {"village": ("村", "社区")})
        >>> names.likeness("village", "溇洲社区", "涠洲村").score
        0.93
        """
        one, other = _plain(written), _plain(name)
        if not one or not other:
            return _NOT
        if one == other:
            return Likeness(EXACT, _EXACT.filled(name=name))
        one, other = self._meant(one), self._meant(other)
        if one == other:
            return Likeness(VARIANT, _VARIANT.filled(written=written, name=name))
        one, other = self._bare(sort, one), self._bare(sort, other)
        if one == other:
            return Likeness(ENDING, _ENDING.filled(written=written, name=name))
        if min(len(one), len(other)) >= _LEAST and _one_wrong(one, other):
            return Likeness(ONE_WRONG, _ONE.filled(written=written, name=name))
        return _NOT

    def _meant(self, text: str) -> str:
        return "".join(self.characters.get(letter, letter) for letter in text)

    def _bare(self, sort: str, text: str) -> str:
        """Return a name without its ending; a name that is nothing else keeps it."""
        for ending in sorted(self.endings.get(sort, ()), key=len, reverse=True):
            if text.endswith(ending) and len(text) > len(ending):
                return text.removesuffix(ending)
        return text


def _one_wrong(one: str, other: str) -> bool:
    return Levenshtein.distance(one, other, score_cutoff=1) == 1


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
