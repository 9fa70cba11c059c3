"""Which encoding a table's bytes are in, whatever its declarations say.

A language byte or ``.cpg`` is a witness, not a judge: ArcGIS up to 10.2 writes GBK,
later versions UTF-8, and copied side files lie. UTF-8 is tried first because other
text hardly ever passes it; GB18030 decodes most Latin-1 bytes too and therefore has
to give common Chinese characters (GB 2312) besides.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Text
from gridwatch.intake.layers import Coding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["LANGUAGE_BYTES", "Piece", "codec_of_cpg", "decide", "decoded", "repaired"]

GB = "gb18030"
_GB_FAMILY = {"gbk", "gb2312", "gb18030", "cp936", "hz"}

LANGUAGE_BYTES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x13: "cp932",
    0x4D: GB,
    0x4E: "cp949",
    0x4F: "cp950",
    0x50: "cp874",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
    0x64: "cp852",
    0x65: "cp866",
    0x78: "cp950",
    0x79: "cp949",
    0x7A: GB,
    0x7B: "cp932",
    0x7D: "cp1255",
    0x7E: "cp1256",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
    0xCC: "cp1257",
}
"""Language byte of a ``.dbf`` (LDID, byte 29) -> codec."""


class Piece(NamedTuple):
    """Bytes of one value or field name; `full` where they fill their field."""

    data: bytes
    full: bool = False


_SCRIPTS = (
    ("\xc0", "\u024f"),
    ("\u0370", "\u03ce"),
    ("\u0400", "\u04ff"),
    ("\u0800", "\U0010ffff"),
)
"""Letters a UTF-8 table may well hold; GBK pairs fall between them as well."""

_MIXED = 0.55
_PLAUSIBLE = 0.72
_SURE_CHARACTERS = 4


def codec_of_cpg(text: str) -> str | None:
    """Return the codec that the content of a ``.cpg`` file names, or None.

    Examples
    --------
    >>> codec_of_cpg("UTF-8"), codec_of_cpg("936"), codec_of_cpg("klingon")
    ('utf-8', 'gb18030', None)
    """
    word = text.strip().strip("\ufeff").casefold()
    word = word.removeprefix("ansi ").replace("oem ", "cp")
    if word.startswith("8859"):
        word = f"iso8859_{word[4:].lstrip('-_')}"
    elif word.isdigit():
        word = {"65001": "utf-8", "54936": GB}.get(word, f"cp{word}")
    try:
        name = codecs.lookup(word).name
    except (LookupError, ValueError):
        return None
    return GB if name in _GB_FAMILY else name


def decoded(data: bytes, encoding: str, *, full: bool = False) -> tuple[str, bool]:
    """Decode a value; returns the text and whether bytes had to be given up.

    Parameters
    ----------
    data : bytes
        The value.
    encoding : str
        Python codec name.
    full : bool
        The value fills its field and may therefore end in half a character: the half
        is dropped and does not count as damage, for the writer had lost it already.
    """
    for cut in range(4 if full else 1):
        try:
            return data[: len(data) - cut].decode(encoding), False
        except UnicodeDecodeError:
            continue
    return data.decode(encoding, "replace"), True


def repaired(data: bytes, encoding: str) -> str | None:
    """Decode a field name, trimmed of half a character; None where that fails."""
    text, damaged = decoded(data, encoding, full=True)
    return None if damaged or not text.strip() else text.strip()


def _weight(char: str) -> float:
    """Say how usual a character is in Chinese office data, 0 to 1."""
    if "\ue000" <= char <= "\uf8ff":
        return -1.0  # private use: GB18030 maps stray bytes there
    try:
        raw = char.encode("gb2312")
    except UnicodeEncodeError:
        return 0.35 if "\u3400" <= char <= "\u9fff" or char >= "\U00020000" else 0.0
    first = raw[0]
    if 0xB0 <= first <= 0xD7:
        return 1.0
    if first >= 0xD8:
        return 0.75
    return 0.6 if first in (0xA1, 0xA2, 0xA3) else 0.1


def _chinese(texts: Iterable[str]) -> tuple[float, int]:
    """Return mean weight and number of the characters beyond ASCII."""
    chars = [char for text in texts for char in text if char > "\x7f"]
    if not chars:
        return 0.0, 0
    return sum(map(_weight, chars)) / len(chars), len(chars)


def _strict(pieces: Sequence[Piece], encoding: str) -> list[str] | None:
    texts = []
    for piece in pieces:
        text, damaged = decoded(piece.data, encoding, full=piece.full)
        if damaged:
            return None
        texts.append(text)
    return texts


def _latin(pieces: Sequence[Piece]) -> float:
    """Return how much the bytes look like single accented letters between letters."""
    score = total = 0.0
    for piece, _ in pieces:
        for at, byte in enumerate(piece):
            if byte < 0x80:
                continue
            total += 1
            near = piece[max(at - 1, 0) : at] + piece[at + 1 : at + 2]
            alone = all(other < 0x80 for other in near)
            score += 0.9 if alone and byte >= 0xC0 else 0.2 * alone
    return score / total if total else 0.0


def decide(
    pieces: Sequence[Piece], *, language_byte: int = 0, cpg: str | None = None
) -> Coding:
    """Decide the encoding of raw values and field names.

    Parameters
    ----------
    pieces : sequence of Piece
        Values and names; pure ASCII ones may be left out.
    language_byte : int
        Byte 29 of the ``.dbf``, 0 for none.
    cpg : str or None
        Content of the ``.cpg`` beside it.

    Returns
    -------
    Coding
        With `overruled` set where a declaration contradicts the bytes.
    """
    by_byte = LANGUAGE_BYTES.get(language_byte)
    by_cpg = codec_of_cpg(cpg) if cpg is not None else None
    # A Latin language byte is what writers leave who never thought of it.
    declared = by_byte if by_byte == GB else by_cpg or by_byte
    pieces = [piece for piece in pieces if not piece.data.isascii()]
    if not pieces:
        reason = Text(
            "只有 ASCII 字符，编码无影响", "plain ASCII: any encoding will do"
        )
        return Coding(declared or "utf-8", True, reason)
    found = _from_bytes(pieces, declared)
    return found._replace(
        overruled=_overruled(found, by_byte, language_byte, by_cpg, cpg)
    )


def _from_bytes(pieces: Sequence[Piece], declared: str | None) -> Coding:
    utf8 = _strict(pieces, "utf-8")
    gb = _strict(pieces, GB)
    gb_score, gb_count = _chinese(gb or ())
    if utf8 is not None and not _gb_rather(utf8, gb_score, declared):
        reason = Text("全部字节是合法的 UTF-8", "every byte is valid UTF-8")
        return Coding("utf-8", True, reason)
    if gb is not None and _is_chinese(gb_score, pieces, declared):
        sure = gb_count >= _SURE_CHARACTERS or declared == GB
        reason = Text(
            "按 GBK/GB18030 解码得到常用汉字",
            "decodes as GBK/GB18030 to common Chinese characters",
        )
        return Coding(GB, sure, reason)
    if declared and declared != "utf-8" and _strict(pieces, declared) is not None:
        text = Text("按文件声明的编码 {name}", "as the file declares: {name}")
        return Coding(declared, True, text.filled(name=declared))
    return _last_resort(pieces)


def _gb_rather(utf8: Sequence[str], gb_score: float, declared: str | None) -> bool:
    """Tell whether valid UTF-8 is a coincidence (蘑摩 in GBK is valid UTF-8)."""
    if all(text.isascii() for text in utf8):
        return True  # nothing but halves that were trimmed away: no evidence
    if gb_score < _PLAUSIBLE or _chinese(utf8)[0] >= _MIXED:
        return False
    beyond = [char for text in utf8 for char in text if char > "\x7f"]
    usual = sum(any(a <= char <= b for a, b in _SCRIPTS) for char in beyond)
    return declared == GB or usual * 2 < len(beyond)


def _is_chinese(score: float, pieces: Sequence[Piece], declared: str | None) -> bool:
    if declared == GB:
        return True
    if declared in (None, "cp1252", "iso8859-1", "utf-8", "cp437", "cp850"):
        return score >= _PLAUSIBLE or (score >= 0.3 and score > _latin(pieces))
    return score >= _PLAUSIBLE and _strict(pieces, declared) is None


def _last_resort(pieces: Sequence[Piece]) -> Coding:
    name = "cp1252" if _strict(pieces, "cp1252") is not None else "latin-1"
    reason = Text(
        "既不是 UTF-8 也不像中文，按西文 {name} 读取，请核对",
        "neither UTF-8 nor Chinese: read as Western {name}, please check",
    )
    return Coding(name, False, reason.filled(name=name))


def _overruled(
    found: Coding,
    by_byte: str | None,
    language_byte: int,
    by_cpg: str | None,
    cpg: str | None,
) -> Text | None:
    """Say which declaration the bytes contradict."""
    if by_cpg is not None and not _agree(by_cpg, found.encoding):
        return Text(
            ".cpg 声明 {said}，但字节是 {found}：以字节为准",
            "the .cpg says {said} but the bytes are {found}: the bytes were believed",
        ).filled(said=(cpg or "").strip(), found=found.encoding)
    if by_cpg is None and by_byte is not None and not _agree(by_byte, found.encoding):
        return Text(
            "语言字节 0x{said:02X}（{codec}）与字节不符，实为 {found}：以字节为准",
            "language byte 0x{said:02X} ({codec}) contradicts the bytes, which are "
            "{found}: the bytes were believed",
        ).filled(said=language_byte, codec=by_byte, found=found.encoding)
    return None


def _agree(declared: str, found: str) -> bool:
    latin = {"cp1252", "iso8859-1", "latin-1"}
    return declared == found or {declared, found} <= latin
