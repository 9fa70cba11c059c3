"""Texts that stand in fields of one width, a whole column at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["plain_texts", "texts_at_once", "used"]

_BLANK = 0x20


def used(block: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a column without the blanks at its right that all rows have.

    Most fields are wider than anything in them: what is left is a tenth of the bytes.

    Examples
    --------
    >>> import numpy as np
    >>> used(np.frombuffer(b"ab  c   ", np.uint8).reshape(2, 4)).shape
    (2, 2)
    """
    least, width = min(1, block.shape[1]), block.shape[1]
    while least < width:
        middle = (least + width) // 2
        if bool((block[:, middle:width] == _BLANK).all()):
            width = middle
        else:
            least = middle + 1
    return block[:, :width]


def plain_texts(block: NDArray[np.uint8]) -> list[str] | None:
    """Return the texts of a column without the blanks around them.

    Parameters
    ----------
    block : ndarray of uint8, shape (rows, width)
        The bytes of the column.

    Returns
    -------
    list of str or None
        None where a byte is zero or beyond ASCII: those need more care.

    Examples
    --------
    >>> import numpy as np
    >>> plain_texts(np.frombuffer(b"ab  12 ", np.uint8)[None])
    ['ab  12']
    >>> plain_texts(np.frombuffer("村".encode(), np.uint8)[None]) is None
    True
    """
    if not block.size:
        return None
    block = used(block)
    rows, width = block.shape
    if block.max() > 0x7F or block.min() == 0:
        return None
    # A zero byte ends each field: one split is faster than half a million slices.
    ended = np.zeros((rows, width + 1), np.uint8)
    ended[:, :width] = block
    parts = ended.tobytes().decode("ascii").split("\0")
    return list(map(str.strip, parts[:rows]))


def texts_at_once(values: Iterable[bytes], encoding: str) -> dict[bytes, str]:
    r"""Return the texts of different values, decoded in one go.

    Parameters
    ----------
    values : iterable of bytes
        Without line ends or zero bytes in them; those that have are left out.
    encoding : str
        Python codec name.

    Returns
    -------
    dict of bytes to str
        Without blanks around the texts. Empty where one value does not decode: then
        each has to be asked for alone.

    Examples
    --------
    >>> texts_at_once([b"\xb4\xe5  ", b"a"], "gb18030")
    {b'\xb4\xe5  ': '村', b'a': 'a'}
    >>> texts_at_once([b"\xb4"], "gb18030")
    {}
    """
    plain = [value for value in values if b"\n" not in value and b"\0" not in value]
    try:
        texts = b"\n".join(plain).decode(encoding).split("\n")
    except (UnicodeDecodeError, LookupError):
        return {}
    if len(texts) != len(plain):
        return {}
    return dict(zip(plain, map(str.strip, texts), strict=True))
