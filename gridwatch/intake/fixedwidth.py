"""Texts that stand in fields of one width, a whole column at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.intake.encoding import mistakable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["ascii_texts", "sure_texts"]


def ascii_texts(block: NDArray[np.uint8]) -> list[str]:
    """Return the texts of a column of plain ASCII, without the blanks around them.

    Parameters
    ----------
    block : ndarray of uint8, shape (rows, width)
        The bytes of the column, from 1 to 127.

    Examples
    --------
    >>> import numpy as np
    >>> ascii_texts(np.frombuffer(b"ab  12 ", np.uint8)[None])
    ['ab  12']
    """
    rows, width = block.shape
    # A zero byte ends each field: one split is faster than half a million slices.
    ended = np.zeros((rows, width + 1), np.uint8)
    ended[:, :width] = block
    parts = ended.tobytes().decode("ascii").split("\0")
    return list(map(str.strip, parts[:rows]))


def sure_texts(values: Iterable[bytes], encoding: str) -> dict[bytes, str | None]:
    r"""Return the texts of different values that can be in no other encoding.

    Parameters
    ----------
    values : iterable of bytes
        Without zero bytes at their ends.
    encoding : str
        Python codec name.

    Returns
    -------
    dict of bytes to str or None
        Without blanks around the texts, None for nothing. Values that may be in
        another encoding, or have line ends or zero bytes in them, are left out. Empty
        where one does not decode: then each has to be asked for alone.

    Examples
    --------
    >>> sure_texts([b"\xb4\xe5  ", b"a", b" "], "gb18030")
    {b'\xb4\xe5  ': '村', b'a': 'a', b' ': None}
    >>> sure_texts([b"\xb4"], "gb18030")
    {}
    """
    plain = list(values)
    joined = b"\n".join(plain)
    if b"\0" in joined or joined.count(b"\n") >= len(plain):
        plain = [value for value in plain if b"\n" not in value and b"\0" not in value]
    doubtful = mistakable(plain, encoding)
    if doubtful:
        plain = [value for at, value in enumerate(plain) if at not in doubtful]
    try:
        texts = b"\n".join(plain).decode(encoding).split("\n")
    except (UnicodeDecodeError, LookupError):
        return {}
    if len(texts) != len(plain):
        return {}
    return dict(zip(plain, [text.strip() or None for text in texts], strict=True))
