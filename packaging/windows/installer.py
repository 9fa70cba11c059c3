"""``dev.py installer``: the setup program and the portable zip, built on Debian."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import product
from frame import (
    BUILD,
    HERE,
    ROOT,
    digest,
    need_debian,
    recipe,
    run,
    say,
    stop,
    version,
)

__all__ = ["main"]

LAUNCHERS = BUILD / "launchers"
OUT = ROOT / "dist"
_KIND = BUILD / "kind.txt"
_GCC = "x86_64-w64-mingw32-gcc"
_MOMENT = 1_767_225_600
"""The time that every file of the product carries: 2026-01-01."""
_ICON_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_FOR_TESTS = (
    "$\\r$\\n$\\r$\\n仅供测试：内含第三方重新打包的 Python。",
    "$\\r$\\n$\\r$\\nFOR TESTS ONLY: its Python is a repack by third parties.",
)
_README = """\
gridwatch 便携版
================
1. 把整个文件夹解压到 U 盘或本机（路径可以有中文和空格）。
2. 双击 gridwatch.exe。不需要安装，不需要网络，不需要管理员权限。
3. 工作库（.gpkg 文件）请放在本机硬盘上使用，不要直接在网络共享上打开。
4. 升级：把新版解压到另一个文件夹，确认能用后再删除旧文件夹。
5. 许可证：见 gridwatch-app 文件夹里的 licences.html。
设置保存在当前 Windows 用户名下（%LOCALAPPDATA%\\gridwatch）。
"""


def main() -> int:
    """Build everything; returns an exit code."""
    told = _arguments()
    need_debian(recipe()["tools"]["installer"])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # for icon and manual
    if not told.keep:
        final = product.assemble(told.python, told.python_hash)
        _KIND.write_text("release" if final else "test", "ascii")
    elif not _KIND.is_file():
        stop("--keep: nothing has been built yet")
    final = _KIND.read_text("ascii") == "release"
    _launchers()
    _same_times(product.PRODUCT)
    _same_times(LAUNCHERS)
    OUT.mkdir(exist_ok=True)
    written = []
    if told.only != "setup":
        written.append(_portable(final))
    if told.only != "portable":
        setup = _setup(final, told.quick)
        notes = ["--notes", told.notes] if told.notes else []
        if final:
            # What 从文件安装更新 checks and shows, beside the setup on its stick.
            manifest = ROOT / "packaging" / "update_manifest.py"
            run(sys.executable, manifest, setup, *notes)
        written.append(setup)
    _tell(written, final)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py installer", description=__doc__)
    parser.add_argument("--python", type=Path, metavar="ZIP",
                        help="python.org's embeddable zip (64-bit)")  # fmt: skip
    parser.add_argument("--python-hash", metavar="SHA256", help="what its page states")
    parser.add_argument("--notes", type=Path, metavar="FILE",
                        help="what is new, for updates from a stick")  # fmt: skip
    parser.add_argument("--only", choices=["setup", "portable"], help="one of the two")
    parser.add_argument("--keep", action="store_true", help="pack what is assembled")
    parser.add_argument("--quick", action="store_true",
                        help="zlib: larger, in a quarter of the time")  # fmt: skip
    return parser.parse_args()


# --- the two small programs ---------------------------------------------------------


def _launchers() -> None:
    say("launchers")
    shutil.rmtree(LAUNCHERS, ignore_errors=True)
    LAUNCHERS.mkdir(parents=True)
    (LAUNCHERS / "gridwatch.ico").write_bytes(icon())
    for name in ("launcher.rc", "launcher.manifest"):
        shutil.copyfile(HERE / name, LAUNCHERS / name)
    numbers = ",".join(numbers_of(version()))
    run(
        *("x86_64-w64-mingw32-windres", f"-DVERSION_NUMBERS={numbers}"),
        *(f'-DVERSION_TEXT=\\"{version()}\\"', "launcher.rc", "launcher.o"),
        cwd=LAUNCHERS,
    )
    flags = ("-Os", "-s", "-Wall", "-Werror", "-municode", "-static")
    ends = ("-Wl,--no-insert-timestamp", "-Wl,--dynamicbase", "-Wl,--nxcompat")
    for name, more in (("gridwatch", "-mwindows"), ("gridwatch-cli", "-DCONSOLE")):
        run(
            *(_GCC, *flags, more, HERE / "launcher.c", "launcher.o", *ends),
            *("-lshell32", "-o", f"{name}.exe"),
            cwd=LAUNCHERS,
        )
    for path in LAUNCHERS.iterdir():
        if path.suffix not in (".exe", ".ico"):
            path.unlink()


def numbers_of(text: str) -> list[str]:
    """Return a version as the four numbers that Windows wants."""
    found = [re.match(r"\d+", part) for part in text.split(".")]
    return [*(one[0] if one else "0" for one in found), "0", "0", "0"][:4]


def icon() -> bytes:
    """Return the program's icon in all sizes of Windows."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(ROOT / "resources" / "icons" / "gridwatch.svg"))
    pictures = []
    for size in _ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
        pictures.append(bytes(data.data()))
    del application
    return _icon_file(pictures)


def _icon_file(pictures: list[bytes]) -> bytes:
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(_ICON_SIZES, pictures, strict=True):
        side = size % 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return head + b"".join(pictures)


# --- what is given out --------------------------------------------------------------


def _same_times(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (_MOMENT, _MOMENT))


def _name(kind: str, final: bool) -> Path:
    return OUT / f"gridwatch-{version()}-{kind}{'' if final else '-test'}"


def _portable(final: bool) -> Path:
    """Write the zip: unpacked anywhere, it starts by its own gridwatch.exe."""
    target = _name("portable", final).with_name(_name("portable", final).name + ".zip")
    say(f"portable zip: {target.name}")
    top, app = f"gridwatch-{version()}", f"gridwatch-app-{version()}"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        _put(zipped, f"{top}/说明.txt", ("\ufeff" + _README).encode())
        _put(zipped, f"{top}/current.txt", app.encode())
        for name in ("gridwatch.exe", "gridwatch-cli.exe"):
            _put(zipped, f"{top}/{name}", (LAUNCHERS / name).read_bytes())
        for path in sorted(product.PRODUCT.rglob("*")):
            if path.is_file():
                inside = path.relative_to(product.PRODUCT).as_posix()
                _put(zipped, f"{top}/{app}/{inside}", path.read_bytes())
        _put(zipped, f"{top}/{app}/complete.txt", version().encode())
    return target


def _put(zipped: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    zipped.writestr(entry, data)


def _setup(final: bool, quick: bool) -> Path:
    target = _name("setup", final).with_name(_name("setup", final).name + ".exe")
    say(f"setup program: {target.name} ({'zlib' if quick else 'LZMA, some minutes'})")
    listed = BUILD / "files.nsh"
    listed.write_text(file_list(product.PRODUCT), "utf-8")
    told = defines(product.PRODUCT, LAUNCHERS, target, listed, final=final)
    compressor = ["-DQUICK=1"] if quick else []
    os.environ["SOURCE_DATE_EPOCH"] = str(_MOMENT)
    words = ("makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8")
    run(*words, *compressor, *told, HERE / "setup.nsi")
    return target


def file_list(files: Path) -> str:
    """Return the lines by which NSIS packs a folder, files that are alike together.

    GDAL, PROJ and their data lie in the product three or four times, each time of
    another version: side by side the packer sees what they share.
    """
    lines, last = [], None
    for path in sorted((p for p in files.rglob("*") if p.is_file()), key=_likeness):
        folder = "\\".join(path.relative_to(files).parts[:-1]).replace("$", "$$")
        if folder != last:
            place = f"$INSTDIR\\$folder\\{folder}".rstrip("\\")
            lines.append(f'SetOutPath "{place}"')
            last = folder
        name = path.name.replace("$", "$$")
        lines.append(f'File "/oname={name}" "{path}"')
    return "\n".join(lines) + "\n"


def _likeness(path: Path) -> tuple[str, str, str]:
    stem = re.split(r"[-_.\d]", path.name, maxsplit=1)[0].lower()
    return path.suffix.lower(), stem, path.as_posix()


def defines(
    files: Path, launchers: Path, target: Path, listed: Path, *, final: bool
) -> list[str]:
    """Return what ``setup.nsi`` is told: where everything lies and what it is."""
    size = sum(path.stat().st_size for path in files.rglob("*") if path.is_file())
    words = ("", "") if final else _FOR_TESTS
    told = {
        "VERSION": version(),
        "VERSION_NUMBERS": ".".join(numbers_of(version())),
        "FILES": listed,
        "LAUNCHERS": launchers,
        "OUT": target,
        "ICON": launchers / "gridwatch.ico",
        "LICENCES": listed.with_name("licences.txt"),
        "KILOBYTES": size // 1024,
        "TEST_WORDS_ZH": words[0],
        "TEST_WORDS_EN": words[1],
    }
    return [f"-D{name}={value}" for name, value in told.items()]


def _tell(written: list[Path], final: bool) -> None:
    for path in written:
        size = path.stat().st_size / 1e6
        say(f"{path.relative_to(ROOT)}  {size:.1f} MB  sha256 {digest(path)}")
    listing = digest(product.PRODUCT / "manifest.txt")
    say(f"list of files and contents: {listing}  build/windows/product/manifest.txt")
    most = recipe()["size"]["most_megabytes"]
    large = [
        p.name for p in written if p.suffix == ".exe" and p.stat().st_size > most * 1e6
    ]
    if large:
        say(f"larger than {most} MB: {', '.join(large)}")
    if not final:
        say("a TEST build: not to be given to offices (--python makes one that is)")


if __name__ == "__main__":
    sys.exit(main())
