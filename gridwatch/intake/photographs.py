"""Pictures of the ground: where and when they were taken, and a small copy of each.

Telephones write WGS 84 into a picture, even where their own map shows GCJ-02. Nothing
here believes a file: whatever its head says is checked before a pixel is decoded.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import struct
import warnings
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import (
    ExifTags,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "ENDINGS",
    "LARGEST_BYTES",
    "LARGEST_PIXELS",
    "Photograph",
    "alike",
    "judged",
    "paths_in",
    "read_photograph",
    "read_photographs",
]

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
"""File endings that are taken for pictures."""
LARGEST_BYTES = 25_000_000
LARGEST_PIXELS = 80_000_000
"""Nothing larger is decoded; a JPEG is read at an eighth and may be twice that."""
_THUMBNAIL = (240, 240)
_QUALITY = 80
_JPEG_FACTOR = 2
_GRID = (9, 8)
_CONTRAST = 12
_SAME_BITS = 3
_UNKNOWN_DAYS = ("0000", "    ", "")
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Imported for their formats only: Pillow loads the others when it meets none."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUICK = ("JPEG", "MPO")
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error)


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture of a folder.

    Parameters
    ----------
    path : Path
        The file.
    sha256 : str
        Hash of its bytes, in hex; empty where they could not be read.
    taken : datetime or None
        When it was taken, by the clock of the camera.
    longitude, latitude : float or None
        Where, degrees, as the file has it (telephones: WGS 84); both or neither.
    camera : str
        Maker and model.
    size : tuple of int
        Width and height as it should be seen, pixels.
    thumbnail : bytes
        A small JPEG, turned the right way up; empty where there is none.
    likeness : int or None
        64 bits that stay nearly the same when a picture is saved again (dHash); None
        where it shows too little to tell.
    notes : tuple of Text
        What the officer should know of it.
    fault : Text or None
        Why it cannot be taken; None where it can.
    twin : str
        Name of an earlier file with the same bytes, or empty.
    """

    path: Path
    sha256: str = ""
    taken: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    camera: str = ""
    size: tuple[int, int] = (0, 0)
    thumbnail: bytes = b""
    likeness: int | None = None
    notes: tuple[Text, ...] = ()
    fault: Text | None = None
    twin: str = ""

    @property
    def placed(self) -> bool:
        """Whether it says where it was taken."""
        return self.longitude is not None and self.latitude is not None


def paths_in(folder: Path) -> list[Path]:
    """Return the pictures of a folder and of those in it, in the order of names.

    Links to folders are not followed; what macOS leaves beside files is left out.
    """
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(here, name)
            for name in sorted(names)
            if Path(name).suffix.casefold() in ENDINGS and not name.startswith(".")
        ]
    return found


def read_photographs(
    folder: Path,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Photograph, ...]:
    """Read every picture of a folder; the same bytes twice are told as twins.

    Stops early, with what was read, where `cancelled` says so.
    """
    paths = paths_in(folder)
    found: list[Photograph] = []
    first: dict[str, Path] = {}
    for number, path in enumerate(paths):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(number, len(paths), Text(path.name, path.name))
        one = read_photograph(path)
        if one.sha256:
            earlier = first.setdefault(one.sha256, path)
            one = replace(one, twin="" if earlier is path else earlier.name)
        found.append(one)
    if progress is not None:
        progress(len(found), len(paths), Text("照片读取完毕", "pictures read"))
    return tuple(found)


def read_photograph(path: Path) -> Photograph:
    """Read one picture; whatever is wrong with it is told in its `fault`."""
    blank = Photograph(path)
    try:
        size = path.stat().st_size
        if size == 0:
            return replace(blank, fault=_EMPTY)
        if size > LARGEST_BYTES:
            return replace(blank, fault=_HEAVY.filled(size=round(size / 1e6)))
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return replace(blank, fault=_UNREADABLE.filled(reason=reason))
    named = replace(blank, sha256=hashlib.sha256(data).hexdigest())
    try:
        return _looked_at(named, data)
    except _BROKEN as error:
        return replace(named, fault=_fault_of(path, error))


def judged(data: bytes) -> Photograph:
    """Judge a picture that came in a file of ours before anybody looks at it.

    Returns
    -------
    Photograph
        With `fault` where it cannot be taken; else with a small copy, and with when
        and where it was taken as far as it says.
    """
    nameless = Photograph(Path("photo"))
    if len(data) > LARGEST_BYTES:
        return replace(nameless, fault=_HEAVY.filled(size=round(len(data) / 1e6)))
    try:
        return _looked_at(nameless, data)
    except _BROKEN as error:
        return replace(nameless, fault=_fault_of(nameless.path, error))


def _fault_of(path: Path, error: Exception) -> Text:
    if path.suffix.casefold() in (".heic", ".heif") and not _heif():
        return _NO_HEIF
    if "truncated" in str(error) or "broken data" in str(error):
        return _CUT_SHORT
    return _NO_PICTURE


def _looked_at(blank: Photograph, data: bytes) -> Photograph:
    formats: tuple[str, ...] = _FORMATS
    if blank.path.suffix.casefold() in (".heic", ".heif") and _heif():
        formats = (*_FORMATS, "HEIF")
    with warnings.catch_warnings():
        # Pillow's warnings are about what is checked here anyway.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=formats)
        except Image.DecompressionBombError:
            return replace(blank, fault=_VAST.filled(millions=">178"))
        with image:
            wide, tall = image.size
            most = LARGEST_PIXELS * (_JPEG_FACTOR if image.format in _QUICK else 1)
            known = _facts(replace(blank, size=(wide, tall)), image)
            if wide * tall > most:
                millions = round(wide * tall / 1e6)
                return replace(known, fault=_VAST.filled(millions=millions))
            return _pictured(known, image)


def _pictured(known: Photograph, image: Image.Image) -> Photograph:
    """Add the small copy and the likeness."""
    wide, tall = image.size
    # A JPEG can be decoded at an eighth of its size, in a hundredth of the time.
    image.draft("RGB", (_THUMBNAIL[0] * 2, _THUMBNAIL[1] * 2))
    small = ImageOps.exif_transpose(image) or image
    turned = (small.size[0] > small.size[1]) != (image.size[0] > image.size[1])
    if small.mode not in ("RGB", "L"):
        small = small.convert("RGBA")
        ground = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(ground, small).convert("RGB")
    small.thumbnail(_THUMBNAIL, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=_QUALITY)
    return replace(
        known,
        size=(tall, wide) if turned else (wide, tall),
        thumbnail=stream.getvalue(),
        likeness=_likeness(small),
    )


def _likeness(small: Image.Image) -> int | None:
    """Return the dHash: whether each of 8 x 8 fields is darker than the next one."""
    grey = small.convert("L").resize(_GRID, Image.Resampling.BILINEAR)
    values = grey.tobytes()
    if max(values) - min(values) < _CONTRAST:
        return None
    wide, tall = _GRID
    bits = 0
    for row in range(tall):
        for column in range(wide - 1):
            here = row * wide + column
            bits = bits << 1 | (values[here] < values[here + 1])
    return bits


def alike(one: Photograph, other: Photograph) -> bool:
    """Tell whether two files seem to show the same picture, saved again.

    Pictures that say they were taken at different moments are not the same, however
    alike: a messenger that saves a picture again takes its moment away.

    Examples
    --------
    >>> from pathlib import Path
    >>> a, b = Photograph(Path("a"), likeness=5), Photograph(Path("b"), likeness=7)
    >>> alike(a, b), alike(a, Photograph(Path("c")))
    (True, False)
    """
    if one.likeness is None or other.likeness is None:
        return False
    if one.taken is not None and other.taken is not None and one.taken != other.taken:
        return False
    return (one.likeness ^ other.likeness).bit_count() <= _SAME_BITS


# --- what the file says of itself ----------------------------------------------------


def _facts(blank: Photograph, image: Image.Image) -> Photograph:
    """Take time, place and camera out of the head of a file, as far as they are sound.

    A head that cannot be read costs what stands in it, never the picture.
    """
    try:
        exif = image.getexif()
        own = dict(exif)
        shot = dict(exif.get_ifd(ExifTags.IFD.Exif))
        place = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except _BROKEN:
        return replace(blank, notes=(*blank.notes, _NO_HEAD))
    longitude, latitude, notes = _place(place)
    maker, model = _words(own.get(271)), _words(own.get(272))
    camera = model if model.startswith(maker) else f"{maker} {model}"
    moments = (shot.get(36867), shot.get(36868), own.get(306))
    taken = next((m for m in map(_moment, moments) if m is not None), None)
    if taken is None:
        notes.append(_NO_TIME)
    return replace(
        blank,
        taken=taken,
        longitude=longitude,
        latitude=latitude,
        camera=camera.strip(),
        notes=(*blank.notes, *notes),
    )


def _words(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = value if isinstance(value, str) else ""
    return "".join(c for c in text.split("\0")[0] if c.isprintable()).strip()


def _moment(value: object) -> datetime | None:
    text = _words(value)
    if text[:4] in _UNKNOWN_DAYS:
        return None
    for form in ("%Y:%m:%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y:%m:%d"):
        try:
            # By the camera's own clock: a picture rarely says in which zone.
            return datetime.strptime(text[:19], form)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _place(
    tags: dict[int, Any],
) -> tuple[float | None, float | None, list[Text]]:
    """Return longitude, latitude and what is to be said of them."""
    latitude = _degrees(tags.get(2), 90.0)
    longitude = _degrees(tags.get(4), 180.0)
    if latitude is None and longitude is None:
        return None, None, [_BAD_PLACE if 2 in tags or 4 in tags else _NO_PLACE]
    if latitude is None or longitude is None:
        return None, None, [_HALF_PLACE]
    if latitude == 0 and longitude == 0:
        return None, None, [_NULL_PLACE]
    notes = []
    south, west = _words(tags.get(1)).upper()[:1], _words(tags.get(3)).upper()[:1]
    if south not in ("N", "S") or west not in ("E", "W"):
        notes.append(_NO_SIDE)
    datum = _words(tags.get(18))
    if datum and "84" not in datum and "2000" not in datum:
        notes.append(_DATUM.filled(datum=datum))
    return (
        -longitude if west == "W" else longitude,
        -latitude if south == "S" else latitude,
        notes,
    )


def _degrees(value: object, most: float) -> float | None:
    """Return degrees of degrees, minutes and seconds; None for anything unsound."""
    parts = value if isinstance(value, tuple | list) else (value,)
    total, share = 0.0, 1.0
    for number in _numbers(parts):
        total += number / share
        share *= 60.0
    fit = share > 1.0 and math.isfinite(total) and 0.0 <= total <= most
    return total if fit else None


def _numbers(parts: Sequence[object]) -> Iterator[float]:
    for part in parts[:3]:
        try:
            yield float(part)  # type: ignore[arg-type]
        except (TypeError, ValueError, ZeroDivisionError):
            yield math.nan


def _heif() -> bool:
    """Make HEIC readable, where the optional library for it is installed."""
    try:
        import pi_heif
    except ImportError:
        return False
    pi_heif.register_heif_opener()
    return True


_EMPTY = Text("文件是空的（0 字节）", "the file is empty (0 bytes)")
_HEAVY = Text(
    "文件有 {size} MB，超过 25 MB：请先压缩",
    "{size} MB; more than 25 MB: make it smaller",
)
_VAST = Text(
    "图片有 {millions} 百万像素，太大，没有打开：请先缩小",
    "{millions} million pixels are too many; it was not opened: make it smaller",
)
_UNREADABLE = Text("读不了（{reason}）", "cannot be read ({reason})")
_NO_PICTURE = Text(
    "不是能打开的照片，或已损坏", "no picture that can be opened, or damaged"
)
_CUT_SHORT = Text(
    "照片不完整（传输中断？）：请重新拷贝", "the picture is cut short: copy it again"
)
_NO_HEIF = Text(
    "HEIC 照片需要另装 pi-heif 组件；也可在手机上改存为 JPG",
    "HEIC needs the optional pi-heif; or save it as JPG on the phone",
)
_NO_HEAD = Text("拍摄信息已损坏，读不出", "what it says of itself is damaged")
_NO_PLACE = Text("没有定位信息", "says no place")
_BAD_PLACE = Text("定位信息已损坏，未采用", "its place is damaged and was not used")
_HALF_PLACE = Text(
    "只有经度或只有纬度，未采用", "only one of longitude and latitude; not used"
)
_NULL_PLACE = Text(
    "定位为 0°、0°（手机没有收到卫星信号），未采用",
    "its place is 0°, 0° (the phone had no fix); not used",
)
_NO_SIDE = Text(
    "未注明南北、东西，按北纬、东经", "no N/S or E/W; taken as north and east"
)
_DATUM = Text(
    "注明的坐标基准是 {datum}，请核对位置",
    "it names the datum {datum}: look at its place",
)
_NO_TIME = Text("没有拍摄时间", "says no time")
