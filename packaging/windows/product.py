"""The folder of one version as it lies on a Windows computer.

``python/`` a Windows CPython, ``site/`` the wheels and gridwatch, ``fonts/``, the page
of licences and the manifest. The same inputs give the same files, byte by byte.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import wheels
from frame import BUILD, ROOT, digest, recipe, run, say, stop, tool

sys.path.insert(0, str(ROOT))

from gridwatch.licences import bundled_in, packages, page, plain, unnamed_in

__all__ = ["PRODUCT", "assemble", "manifest"]

PRODUCT = BUILD / "product"
_MANIFEST = "manifest.txt"


def assemble(python_zip: Path | None, python_hash: str | None) -> bool:
    """Make the product's folder anew.

    Parameters
    ----------
    python_zip : Path or None
        python.org's embeddable zip; None takes the Python of test builds.
    python_hash : str or None
        The SHA-256 that python.org states for it.

    Returns
    -------
    bool
        Whether it may be given out (its Python is python.org's).
    """
    shutil.rmtree(PRODUCT, ignore_errors=True)
    PRODUCT.mkdir(parents=True)
    if python_zip is None:
        _test_python()
    else:
        _official_python(python_zip, python_hash)
    minor = _minor()
    wheels.install(minor, PRODUCT / "site")
    _gridwatch()
    for part in ("site", "python"):
        _prune(PRODUCT / part, recipe()["prune"][part])
    _prune_translations()
    _path_file(minor)
    _font()
    _licences()
    written = manifest(PRODUCT)
    size = sum(path.stat().st_size for path in PRODUCT.rglob("*") if path.is_file())
    say(f"product: {len(written)} files, {size / 1e6:.0f} MB unpacked")
    return python_zip is not None


# --- Python -------------------------------------------------------------------------


def _test_python() -> None:
    told = recipe()["python"]
    name, pin = told["test"].split("==")
    say(f"TEST BUILD: the Python inside {told['test']} (a repack by third parties)")
    fetched = BUILD / "python"
    if not list(fetched.glob(f"*{pin}.tar.gz")):
        pip = (tool("python"), "-m", "pip", "download", "-q", "--no-deps")
        run(
            *pip,
            "--no-build-isolation",
            "--no-binary=:all:",
            "-d",
            fetched,
            f"{name}=={pin}",
        )
    archive = next(fetched.glob(f"*{pin}.tar.gz"))
    unpacked = fetched / archive.name.removesuffix(".tar.gz")
    shutil.unpack_archive(archive, fetched, filter="data")
    with zipfile.ZipFile(unpacked / told["test_zip"]) as inner:
        inner.extractall(unpacked / "unpacked")
    (unpacked / "unpacked" / told["test_folder"]).rename(PRODUCT / "python")
    shutil.rmtree(unpacked)


def _official_python(archive: Path, told: str | None) -> None:
    found = digest(archive)
    if told is None:
        stop(f"--python needs --python-hash: compare with the page you took it from\n"
             f"  {found}  {archive.name}")  # fmt: skip
    if told is not None and found != told.lower():
        stop(f"{archive.name} is not the file that was meant: its SHA-256 is {found}")
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(PRODUCT / "python")
    if not (PRODUCT / "python" / "pythonw.exe").is_file():
        stop(f"{archive.name} is no embeddable Python for 64-bit Windows")


def _minor() -> str:
    dll = next((PRODUCT / "python").glob("python3[0-9]*.dll"))
    return f"3.{dll.stem.removeprefix('python3')}"


def _path_file(minor: str) -> None:
    """Write where Python looks, and nowhere else: no variable of the PC changes it."""
    folder = PRODUCT / "python"
    for old in folder.glob("*._pth"):
        old.unlink()
    zipped = [path.name for path in sorted(folder.glob("python3*.zip"))]
    own = [name for name in ("Lib", "DLLs") if (folder / name).is_dir()]
    lines = [*zipped, ".", *own, "..\\site", "import site"]
    name = f"python{minor.replace('.', '')}._pth"
    (folder / name).write_text("\n".join(lines) + "\n", "ascii")


# --- what it runs -------------------------------------------------------------------


def _gridwatch() -> None:
    manual = ROOT / "packaging" / "manual_pdf.py"
    if manual.is_file():
        say("the manual")
        run(sys.executable, manual.with_name("manual_html.py"))
        run(sys.executable, manual)
    say("gridwatch itself, as a wheel")
    target = BUILD / "wheel"
    shutil.rmtree(target, ignore_errors=True)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target)
    (wheel,) = target.glob("gridwatch-*.whl")
    with zipfile.ZipFile(wheel) as zipped:
        zipped.extractall(PRODUCT / "site")
    for path in (PRODUCT / "site/gridwatch/_resources/manual").glob("*.pdf"):
        steady(path)


def steady(path: Path) -> None:
    """Take the moment of printing out of a PDF: two builds give the same bytes."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name in ("/CreationDate", "/ModDate"):
            if name in pdf.docinfo:
                pdf.docinfo[name] = pikepdf.String("D:20260101000000Z")
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        _steady_fonts(pdf)
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]  # half of it would be kept, and that is by chance
        pdf.save(path, deterministic_id=True)


def _steady_fonts(pdf: pikepdf.Pdf) -> None:
    """Give the tags of embedded fonts, which Qt makes by chance, numbers instead."""
    tags: dict[str, str] = {}
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        for key in ("/FontName", "/BaseFont"):
            name = str(thing.get(key, ""))
            found = re.fullmatch(r"/([A-Z]{6})\+(.+)", name)
            if found:
                tag = tags.setdefault(found[1], f"GW{len(tags):04}".translate(_LETTERS))
                thing[key] = pikepdf.Name(f"/{tag}+{found[2]}")


_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


def _prune(folder: Path, patterns: list[str]) -> None:
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _prune_translations() -> None:
    kept = set(recipe()["prune"]["translations"])
    for path in (PRODUCT / "site" / "PySide6" / "translations").iterdir():
        if path.name not in kept:
            path.unlink()


def _font() -> None:
    """Make the font that is used where Windows has no Chinese one."""
    told = recipe()["font"]
    source = Path(told["source"])
    target = PRODUCT / "site/gridwatch/_resources/fonts" / told["name"]
    target.parent.mkdir()
    kept = BUILD / told["name"]
    letters, wanted = BUILD / "letters.txt", _letters()
    known = letters.read_text("utf-8") if letters.is_file() else ""
    if not kept.is_file() or known != wanted:
        say(f"font: {told['family']}, GB 2312 and what our own texts need")
        letters.write_text(wanted, "utf-8")
        run(
            *(tool("pyftsubset"), source, f"--text-file={letters}"),
            *(f"--font-number={_face(source, told['family'])}", "--notdef-outline"),
            *("--layout-features=*", f"--output-file={kept}", "--no-recalc-timestamp"),
        )
    shutil.copyfile(kept, target)


def _letters() -> str:
    """Return every character of GB 2312, Western marks, and those of our own texts.

    Windows and Python do not agree on all signs of GB 2312: the dash is U+2014 in one
    and U+2015 in the other.
    """
    found = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    pairs = [bytes((a, b)) for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF)]
    for codec in ("gb2312", "cp936"):
        found |= {pair.decode(codec, "ignore") for pair in pairs}
    site = PRODUCT / "site" / "gridwatch"
    for kind in ("py", "toml", "csv", "html"):
        for path in site.rglob(f"*.{kind}"):
            found.update(path.read_text("utf-8"))
    return "".join(sorted(found))


def _face(collection: Path, family: str) -> str:
    """Return the number of a family in a collection of fonts."""
    program = (
        "import sys; from fontTools.ttLib import TTCollection as C; "
        "print([f['name'].getBestFamilyName() for f in C(sys.argv[1]).fonts]"
        ".index(sys.argv[2]))"
    )
    call = [str(tool("python")), "-c", program, str(collection), family]
    return subprocess.run(
        call, capture_output=True, text=True, check=True
    ).stdout.strip()


# --- what is said of it -------------------------------------------------------------


def _licences() -> None:
    unnamed = unnamed_in(PRODUCT)
    if unnamed:
        stop(f"no licence is named for {', '.join(unnamed)}: resources/licences")
    parts = [*packages([str(PRODUCT / "site")]), *bundled_in(PRODUCT)]
    (PRODUCT / "licences.html").write_text(page(parts), "utf-8")
    # NSIS tells UTF-8 by its mark.
    (BUILD / "licences.txt").write_text(plain(parts, full=False), "utf-8-sig")
    say(f"licences: {len(parts)} parts")


def manifest(folder: Path) -> list[str]:
    """Write hash, size and path of every file, in the order of their names."""
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )
    lines = [
        f"{digest(folder / name)} {(folder / name).stat().st_size} {name}"
        for name in paths
        if name != _MANIFEST
    ]
    (folder / _MANIFEST).write_text("\n".join(lines) + "\n", "utf-8")
    return lines
