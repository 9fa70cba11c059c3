"""Many short texts in one array: nothing is decoded before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from gridwatch.cartography.flat import frozen, offsets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["Finder", "Texts"]


class Texts(Sequence[str]):
    """A sequence of texts that can lie in a mapped file.

    Parameters
    ----------
    data : ndarray of uint8
        All texts in UTF-8, one after the other.
    offsets : ndarray of int64, shape (n + 1,)
        Text i has the bytes ``data[offsets[i]:offsets[i + 1]]``.
    order : ndarray of int64, shape (n,) or (0,)
        The texts sorted by their bytes, for `index`; empty: it is not needed.

    Examples
    --------
    >>> texts = Texts.of(["望溪镇", "", "青石镇"], sorted_too=True)
    >>> texts[2], len(texts), texts.index("青石镇"), texts.find("城关镇")
    ('青石镇', 3, 2, -1)
    """

    def __init__(
        self,
        data: NDArray[np.uint8],
        offsets: NDArray[np.int64],
        order: NDArray[np.int64],
    ) -> None:
        self._data, self._offsets, self._order = data, offsets, order
        self._buffer = data.data

    @staticmethod
    def of(texts: Iterable[str], *, sorted_too: bool = False) -> Texts:
        """Store texts; with an order if they will be looked for."""
        # Half a surrogate pair, as a damaged file brings it, comes back as it was.
        coded = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = offsets_of(np.fromiter(map(len, coded), np.int64, len(coded)))
        order = sorted(range(len(coded)), key=coded.__getitem__) if sorted_too else []
        return Texts(
            frozen(np.frombuffer(b"".join(coded), np.uint8)),
            frozen(offsets),
            frozen(np.asarray(order, np.int64)),
        )

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]], prefix: str = "") -> Texts:
        """Return the texts whose `arrays` were stored under a prefix."""
        data, offsets, order = (
            arrays[prefix + name] for name in ("data", "offsets", "order")
        )
        return Texts(data, offsets, order)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by name, for an archive."""
        return {"data": self._data, "offsets": self._offsets, "order": self._order}

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._offsets) - 1

    def _bytes(self, i: int) -> bytes:
        return bytes(self._buffer[self._offsets[i] : self._offsets[i + 1]])

    @overload
    def __getitem__(self, i: int) -> str: ...

    @overload
    def __getitem__(self, i: slice) -> tuple[str, ...]: ...

    def __getitem__(self, i: int | slice) -> str | tuple[str, ...]:
        """Return one text, or a tuple of some."""
        if isinstance(i, slice):
            return tuple(self[k] for k in range(*i.indices(len(self))))
        size = len(self)
        if not -size <= i < size:
            raise IndexError(i)
        return self._bytes(i % size).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """Decode one text after the other."""
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Compare with any sequence of texts."""
        if isinstance(other, str) or not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            a == b for a, b in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def find(self, text: object) -> int:
        """Return the lowest index of a text, -1 if it is not here."""
        if not isinstance(text, str):
            return -1
        if len(self._order) < len(self):
            return next((i for i, other in enumerate(self) if other == text), -1)
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(int(self._order[middle])) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self):
            return -1
        found = int(self._order[low])
        return found if self._bytes(found) == wanted else -1

    def index(self, text: object, start: int = 0, stop: int | None = None) -> int:
        """Return the lowest index of a text; ValueError if it is not here."""
        if start or stop is not None:
            return super().index(text, start, len(self) if stop is None else stop)
        found = self.find(text)
        if found < 0:
            raise ValueError(f"{text!r} is not here")
        return found

    def __contains__(self, text: object) -> bool:
        """Tell whether a text is here."""
        return self.find(text) >= 0


class Finder(Mapping[str, int]):
    """Where each text of `Texts` stands, found when asked for.

    Examples
    --------
    >>> Finder(Texts.of(["b", "a"], sorted_too=True))["a"]
    1
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __getitem__(self, text: str) -> int:
        """Return the lowest index of a text."""
        found = self._texts.find(text)
        if found < 0:
            raise KeyError(text)
        return found

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        """Decode one text after the other."""
        return iter(self._texts)
