"""Which encoding a table's bytes are in, whatever its declarations say.

A language byte or ``.cpg`` is a witness, not a judge: ArcGIS up to 10.2 writes GBK,
later versions UTF-8, and copied side files lie. Every encoding is tried on all texts;
the one that gives the most usual characters (`gridwatch.intake.likelihood`) is taken,
and taken for certain only where the next best is far less likely.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import Text
from gridwatch.intake.layers import Coding
from gridwatch.intake.likelihood import (
    LOST,
    bits,
    usual_share,
    western_bits,
    western_share,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

__all__ = [
    "LANGUAGE_BYTES",
    "Read",
    "Score",
    "codec_of_cpg",
    "decide",
    "decoded",
    "mistakable",
    "reading",
    "repaired",
    "scores",
]

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


_SURE = 12.0
"""Bits by which a verdict has to be likelier than any other: four thousand times."""

_STRAY, _STRAY_SHARE = 12.0, 0.6
_FIRST_HANZI = "\u2e80"
_TRIMMED = 6.0
_FOREIGN_HERE = {"cp950": 15.0, "cp1252": 8.0}
"""What an encoding costs beforehand that hardly any office here writes."""

_DECLARED = 12.0
_LATIN_BYTES = {"cp1252", "cp437", "cp850"}
_UNICODE = {"utf-8", GB, "cp950", "cp932", "cp949"}


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
    if name in _GB_FAMILY:
        return GB
    return "cp950" if name.startswith("big5") else name


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


class Read(NamedTuple):
    """A value as it was read.

    Parameters
    ----------
    text : str
        The text.
    encoding : str
        Codec it was read with: another than its table's where it is a stray.
    cut : bool
        It ended in half a character, which was dropped.
    damaged : bool
        Bytes stand in it that are no text.
    """

    text: str
    encoding: str
    cut: bool = False
    damaged: bool = False


def reading(data: bytes, encoding: str, *, full: bool = False) -> Read:
    """Read one value of a table, which may be in another encoding than the table.

    Rows pasted from elsewhere keep their encoding. A value is read with another one
    where its table's does not decode it, or makes it far less usual.

    Examples
    --------
    >>> reading("白河".encode("utf-8"), "gb18030")
    Read(text='白河', encoding='utf-8', cut=False, damaged=False)
    """
    try:
        own = Read(data.decode(encoding), encoding)
        if not mistakable((data,), encoding):
            return own
    except UnicodeDecodeError:
        text, damaged = decoded(data, encoding, full=full)
        own = Read(text, encoding, not damaged, damaged)
    other = {"utf-8": GB, GB: "utf-8"}.get(encoding)
    if other is None or data.isascii():
        return own
    try:
        text = data.decode(other)
    except UnicodeDecodeError:
        if not own.damaged or not full:
            return own
        text, damaged = decoded(data, other, full=True)
        if damaged:
            return own
        own_cost = bits(own.text) + LOST
        stray = bits(text) + _STRAY + _TRIMMED < own_cost
        return Read(text, other, True) if stray else own
    if other == "utf-8" and max(text) < _FIRST_HANZI:
        return own  # two-byte UTF-8 and GBK coincide too often (联通)
    own_cost = bits(own.text) + _TRIMMED * own.cut + LOST * own.damaged
    usual = own.damaged or usual_share(text) >= _STRAY_SHARE
    return Read(text, other) if usual and bits(text) + _STRAY < own_cost else own


_COINCIDENCE = {
    GB: re.compile(b"[\xe2-\xef][\x80-\xbf][\x80-\xbf]"),
    "utf-8": re.compile(b"[\xc2-\xdf][\x80-\xbf]"),
}
"""Bytes that may be text in GB18030 and in UTF-8 alike."""


def mistakable(values: Sequence[bytes], encoding: str) -> set[int]:
    """Return the positions of values that may be text in another encoding too."""
    pattern = _COINCIDENCE.get(encoding)
    met = [] if pattern is None else list(pattern.finditer(b"\n".join(values)))
    if not met:
        return set()
    ends = list(accumulate(len(value) + 1 for value in values))
    return {bisect_right(ends, found.start()) for found in met}


def repaired(data: bytes, encoding: str) -> str | None:
    """Decode a field name, trimmed of half a character; None where that fails."""
    read = reading(data, encoding, full=True)
    return None if read.damaged or not read.text.strip() else read.text.strip()


class Score(NamedTuple):
    """How well an encoding explains the bytes of a table.

    Parameters
    ----------
    encoding : str
        Python codec name.
    bits : float
        What the texts cost under it; fewer is likelier, each bit by half.
    share : float
        From 0 to 1: values that decode whole, times how usual their characters are.
    damaged : int
        Different values that do not decode.
    values : int
        Different values that were tried.
    reason : Text
        Both in words.
    """

    encoding: str
    bits: float
    share: float
    damaged: int
    values: int
    reason: Text


class _Evidence(NamedTuple):
    """Values beyond ASCII without line ends in them; those that fill their fields."""

    values: list[bytes]
    joined: bytes
    full: Set[bytes]


def _evidence(values: Iterable[bytes], full: Set[bytes]) -> _Evidence:
    beyond = [value for value in values if not value.isascii()]
    joined = b"\n".join(beyond)
    if joined.count(b"\n") < len(beyond):
        return _Evidence(beyond, joined, full)
    parted = [value.split(b"\n") for value in beyond]
    ends = {
        parts[-1] for value, parts in zip(beyond, parted, strict=True) if value in full
    }
    lines = [part for parts in parted for part in parts if part]
    return _Evidence(lines, b"\n".join(lines), ends)


def _decoded_all(evidence: _Evidence, encoding: str) -> tuple[str, int, int]:
    """Decode everything at once; returns the text, damaged and trimmed values."""
    whole = evidence.joined.decode(encoding, "replace")
    if "\ufffd" not in whole:
        return whole, 0, 0
    texts = whole.split("\n")
    if len(texts) != len(evidence.values):  # a codec that swallows line ends
        texts = [value.decode(encoding, "replace") for value in evidence.values]
    broken = [at for at, text in enumerate(texts) if "\ufffd" in text]
    damaged = len(broken)
    for at in broken:
        value = evidence.values[at]
        if value in evidence.full:
            texts[at], lost = decoded(value, encoding, full=True)
            damaged -= not lost
    return "\n".join(texts), damaged, len(broken) - damaged


def _scored(evidence: _Evidence, encoding: str, discount: float) -> Score:
    text, damaged, trimmed = _decoded_all(evidence, encoding)
    count = len(evidence.values)
    if encoding in _UNICODE:
        cost = bits(text, traditional=encoding == "cp950")
        usual = usual_share(text)
    else:
        cost, usual = western_bits(text), western_share(text)
    cost += _TRIMMED * trimmed + _FOREIGN_HERE.get(encoding, 0.0) - discount
    # Bytes given up, and nothing else, may be left of a value.
    cost += LOST * damaged
    whole = (count - damaged) / max(count, 1)
    words = _DAMAGED if damaged else _WHOLE
    reason = words.filled(
        values=f"{count:,}", damaged=f"{damaged:,}", usual=f"{usual:.0%}"
    )
    return Score(encoding, cost, whole * usual, damaged, count, reason)


_WHOLE = Text(
    "{values} 个不同的值全部可解码，常用程度 {usual}",
    "all {values} different values decode; how usual they are: {usual}",
)
_DAMAGED = Text(
    "{values} 个不同的值中有 {damaged} 个不能解码，其余常用程度 {usual}",
    "{damaged} of {values} different values do not decode; how usual the others are: "
    "{usual}",
)


def scores(
    values: Iterable[bytes],
    *,
    full: Set[bytes] = frozenset(),
    language_byte: int = 0,
    cpg: str | None = None,
) -> tuple[Score, ...]:
    """Weigh every encoding a table may be in, the likeliest first.

    Parameters
    ----------
    values : iterable of bytes
        Values and names; pure ASCII ones count for nothing.
    full : set of bytes
        Those of them that fill their fields and may end in half a character.
    language_byte : int
        Byte 29 of the ``.dbf``, 0 for none.
    cpg : str or None
        Content of the ``.cpg`` beside it.
    """
    return _ranked(_evidence(values, full), language_byte, cpg)


def _ranked(
    evidence: _Evidence, language_byte: int, cpg: str | None
) -> tuple[Score, ...]:
    by_byte, by_cpg = _declarations(language_byte, cpg)
    discounts = dict.fromkeys(("utf-8", GB, "cp950", "cp1252"), 0.0)
    for said in {by_byte, by_cpg} - {None}:
        # A Latin language byte is what writers leave who never thought of it.
        believed = said == by_cpg or said not in _LATIN_BYTES
        discounts[str(said)] = _DECLARED * believed
    found = [_scored(evidence, name, much) for name, much in discounts.items()]
    return tuple(sorted(found, key=lambda score: score.bits))


def _declarations(language_byte: int, cpg: str | None) -> tuple[str | None, str | None]:
    by_cpg = codec_of_cpg(cpg) if cpg is not None else None
    return LANGUAGE_BYTES.get(language_byte), by_cpg


def decide(
    values: Iterable[bytes],
    *,
    full: Set[bytes] = frozenset(),
    language_byte: int = 0,
    cpg: str | None = None,
) -> Coding:
    """Decide the encoding of raw values and field names.

    Parameters
    ----------
    values : iterable of bytes
        Values and names; pure ASCII ones may be left out.
    full : set of bytes
        Those of them that fill their fields and may end in half a character.
    language_byte : int
        Byte 29 of the ``.dbf``, 0 for none.
    cpg : str or None
        Content of the ``.cpg`` beside it.

    Returns
    -------
    Coding
        With `overruled` set where a declaration contradicts the bytes.
    """
    evidence = _evidence(values, full)
    by_byte, by_cpg = _declarations(language_byte, cpg)
    declared = by_byte if by_byte == GB else by_cpg or by_byte
    if not evidence.values:
        reason = Text(
            "只有 ASCII 字符，编码无影响", "plain ASCII: any encoding will do"
        )
        return Coding(declared or "utf-8", True, reason)
    ranked = _ranked(evidence, language_byte, cpg)
    found = _verdict(ranked, {by_byte, by_cpg}, little=_is_little(evidence.values))
    return found._replace(
        overruled=_overruled(found, by_byte, language_byte, by_cpg, cpg)
    )


_FEW_BYTES = 9
"""Three characters in UTF-8: what is shorter may be whole in GB18030 by chance."""


def _is_little(values: Sequence[bytes]) -> bool:
    """Tell whether there is hardly any text beyond ASCII."""
    if len(values) >= _FEW_BYTES:
        return False
    beyond = sum(byte > 0x7F for value in values for byte in value[:_FEW_BYTES])
    return beyond < _FEW_BYTES


def _verdict(ranked: Sequence[Score], said: set[str | None], *, little: bool) -> Coding:
    best, second = ranked[0], ranked[1]
    if best.encoding not in _REASONS and best.encoding not in said:
        name = (
            "latin-1" if best.encoding == "cp1252" and best.damaged else best.encoding
        )
        return Coding(name, False, _FOREIGN.filled(name=name))
    reason = _REASONS.get(best.encoding, _SAID.filled(name=best.encoding))
    if best.damaged:
        reason = _but(reason, best.reason)
    either = {best.encoding, second.encoding} == {"utf-8", GB} and not second.damaged
    sure = second.bits - best.bits >= _SURE and best.damaged * 10 <= best.values
    sure = sure and not (either and little)
    if not sure:
        reason = _but(reason, _UNSURE.filled(second=second.encoding))
    return Coding(best.encoding, sure, reason)


def _but(reason: Text, more: Text) -> Text:
    return Text(f"{reason.zh}；{more.zh}", f"{reason.en}; {more.en}")


_REASONS = {
    "utf-8": Text("按 UTF-8 解码得到通顺的文字", "decodes as UTF-8 to usual texts"),
    GB: Text(
        "按 GBK/GB18030 解码得到常用汉字",
        "decodes as GBK/GB18030 to common Chinese characters",
    ),
}
_SAID = Text("按文件声明的编码 {name}", "as the file declares: {name}")
_FOREIGN = Text(
    "既不是 UTF-8 也不像简体中文，按 {name} 读取，请核对",
    "neither UTF-8 nor simplified Chinese: read as {name}, please check",
)
_UNSURE = Text(
    "文字太少，也可能是 {second}，请核对预览",
    "there is too little text: it may be {second}, please check the preview",
)


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
