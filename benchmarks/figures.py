"""The map's figures as tables: kept per size, written wherever they are quoted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["curve", "keep", "page", "short_table", "write"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
KEPT = HERE / "figures-map.json"
BEGIN, END = "<!-- figures:map -->", "<!-- /figures:map -->"
Figures = dict[str, Any]

_SIZES = ("S", "M", "L")
_NONE = "-"
_WHAT = {
    "full, labels": ("full extent, names", "全图，带名称"),
    "full, no labels": ("full extent, no names", "全图，不带名称"),
    "4x, labels": ("4x closer, names", "放大 4 倍，带名称"),
    "16x, labels": ("16x closer, names", "放大 16 倍，带名称"),
    "64x, labels": ("64x closer, names", "放大 64 倍，带名称"),
    "4x, no labels": ("4x closer, no names", "放大 4 倍，不带名称"),
    "16x, no labels": ("16x closer, no names", "放大 16 倍，不带名称"),
    "64x, no labels": ("64x closer, no names", "放大 64 倍，不带名称"),
    "1:25000, labels": ("1:25,000, names", "1:25,000，带名称"),
    "identify, segments": ("what is here: segments", "点查河段"),
    "identify, villages": ("what is here: villages", "点查村居"),
    "identify, outfalls": ("what is here: outfalls", "点查排污口"),
    "identify, everything": ("what is here: all layers (hover)", "指针下的全部要素"),
}
_CURVE = ("full, labels", "full, no labels", "1:25000, labels", "identify, villages")
_WINDOW = {
    "sharp_ms": ("sharp frame after a move", "移动后的清晰帧"),
    "zoomed_ms": ("sharp frame after a step of zoom", "缩放一级后的清晰帧"),
    "reopen_ms": ("reopen to labelled frame", "再次打开到带名称的图"),
    "paint_p99_ms": ("paint event, p99", "绘制事件，p99"),
    "paint_max_ms": ("paint event, worst", "绘制事件，最长"),
    "stall_p99_ms": ("stall of the window in a drag, p99", "拖动时界面停顿，p99"),
    "stall_max_ms": ("stall of the window in a drag, worst", "拖动时界面停顿，最长"),
    "rss_mb": ("memory of the window, MB", "窗口内存，MB"),
    "peak_mb": ("memory of the window, peak, MB", "窗口内存峰值，MB"),
}


def keep(found: Figures) -> None:
    """Keep the figures of one size beside those of the others."""
    kept = kept_figures()
    kept[found["size"]] = found
    ordered = {size: kept[size] for size in _SIZES if size in kept}
    text = json.dumps(ordered, ensure_ascii=False, indent=1)
    KEPT.write_text(text + "\n", "utf-8")


def kept_figures() -> dict[str, Figures]:
    """Return the last figures of each size."""
    if not KEPT.is_file():
        return {}
    found: dict[str, Figures] = json.loads(KEPT.read_text("utf-8"))
    return found


def write() -> None:
    """Write the page of figures and the blocks of both READMEs."""
    kept = kept_figures()
    (HERE / "figures-map.md").write_text(page(kept), "utf-8")
    for language, name in enumerate(("README.md", "README.zh-CN.md")):
        put(ROOT / name, short_table(kept, language))


def put(path: Path, block: str) -> None:
    """Replace what stands between the markers of a page; without markers nothing."""
    text = path.read_text("utf-8")
    if BEGIN not in text or END not in text:
        return
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    path.write_text(f"{head}{BEGIN}\n{block}\n{END}{tail}", "utf-8")


# ---- in words -------------------------------------------------------------------


def number(value: float) -> str:
    """Return milliseconds with as many digits as matter.

    Examples
    --------
    >>> number(1234.5), number(12.34), number(0.1234)
    ('1,234', '12.3', '0.12')
    """
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def spread(figures: Figures | None) -> str:
    """Return median and range, or a dash."""
    if not figures:
        return _NONE
    low, high = number(figures["least"]), number(figures["most"])
    return f"{number(figures['median'])} ({low} to {high})"


def ratio(figures: Figures | None) -> str:
    """Return the median ratio and the range over the rounds, or a dash."""
    if not figures:
        return _NONE
    return f"**{figures['median']:g}** ({figures['least']:g} to {figures['most']:g})"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def page(kept: dict[str, Figures]) -> str:
    """Return the whole page of figures."""
    lines = ["# Figures of the map", ""]
    if not kept:
        return "\n".join([*lines, "Not measured yet.", ""])
    lines += [
        "Written by `python -m benchmarks.map --size S|M|L --against-qgis`; "
        "milliseconds at 1600 x 1000, median (least to most); ratios are QGIS / "
        "gridwatch, the median of the rounds' ratios (least to most). What is compared "
        "is said in [README](README.md) beside this page.",
        "",
    ]
    for figures in kept.values():
        lines += _size_page(figures)
    lines += ["## From district to province", "", *curve(kept, 0), ""]
    return "\n".join(lines)


def _size_page(figures: Figures) -> list[str]:
    size, vertices = figures["size"], figures["vertices"]
    peer = f", QGIS {figures['qgis']}" if figures.get("qgis") else ""
    lines = [
        f"## {size}: {figures['features']:,} features, {vertices:,} vertices",
        "",
        f"{figures['on']}, {figures['rounds']} rounds, {figures['cores']} cores, "
        f"no GPU, Python {figures['python']}{peer}. Layers ready "
        f"{figures['opened_s']:g} s after the store was opened by the benchmark.",
        "",
        _row(
            *("what", "gridwatch, warm", "first visit", "QGIS", "ratio, warm"),
            *("ratio, first visit", "names, ours / QGIS's"),
        ),
        _row("---", *["---:"] * 6),
    ]
    for name, case in figures["cases"].items():
        lines.append(_case_row(name, case, name in figures["left_out"]))
    return [*lines, "", *_window_lines(figures), ""]


def _case_row(name: str, case: Figures, left_out: bool) -> str:
    names = _NONE
    if "our_labels" in case:
        names = f"{case['our_labels']:g} / {case.get('their_labels', _NONE)}"
    theirs = "does not end" if left_out else spread(case.get("theirs"))
    return _row(
        _WHAT.get(name, (name,))[0],
        spread(case.get("ours")),
        spread(case.get("first")),
        theirs,
        ratio(case.get("ratio_ours")),
        ratio(case.get("ratio_first")),
        names,
    )


def _window_lines(figures: Figures) -> list[str]:
    window = figures.get("window", {})
    if "note" in window or not window:
        return [f"The window: not measured ({window.get('note', 'not asked for')})."]
    lines = [_row("the window, a process of its own", ""), _row("---", "---:")]
    for key, (what, _) in _WINDOW.items():
        if key in window:
            lines.append(_row(what, number(float(window[key]))))
    return lines


def curve(kept: dict[str, Figures], language: int) -> list[str]:
    """Return the table that shows what cost grows with."""
    sizes = [size for size in _SIZES if size in kept]
    words = (("in the store", "features", "vertices"), ("库中", "要素", "顶点"))[
        language
    ]
    lines = [_row(words[0], *sizes), _row("---", *["---:"] * len(sizes))]
    for key, what in (("features", words[1]), ("vertices", words[2])):
        lines.append(_row(what, *(f"{kept[size][key]:,}" for size in sizes)))
    for name in _CURVE:
        cells = []
        for size in sizes:
            case = kept[size]["cases"].get(name, {})
            cells.append(number(case["ours"]["median"]) if "ours" in case else _NONE)
        lines.append(_row(f"{_WHAT[name][language]}, ms", *cells))
    return lines


def short_table(kept: dict[str, Figures], language: int) -> str:
    """Return the block of a README: ours, QGIS's, the ratio, and the curve."""
    sizes = [size for size in _SIZES if size in kept]
    if not sizes:
        return ("Not measured yet.", "尚未测量。")[language]
    head = (
        "ms, warm: ours / QGIS's, **ratio** (range)",
        "毫秒：本软件 / QGIS，**倍数**（范围）",
    )[language]
    lines = ["", _row(head, *sizes), _row("---", *["---:"] * len(sizes))]
    for name, words in _WHAT.items():
        cells = [_short_cell(kept[size], name, language) for size in sizes]
        if any(cell != _NONE for cell in cells):
            lines.append(_row(words[language], *cells))
    lines += _short_window(kept, sizes, language)
    return "\n".join([*lines, "", *curve(kept, language), ""])


def _short_cell(figures: Figures, name: str, language: int) -> str:
    case = figures["cases"].get(name)
    if not case or "ours" not in case:
        return _NONE
    ours = number(case["ours"]["median"])
    if name in figures["left_out"]:
        return f"{ours} / {('never ends', '画不完')[language]}"
    if "theirs" not in case:
        return ours
    return f"{ours} / {number(case['theirs']['median'])}, {ratio(case['ratio_ours'])}"


def _short_window(
    kept: dict[str, Figures], sizes: list[str], language: int
) -> list[str]:
    lines = []
    for key, words in _WINDOW.items():
        values = [kept[size].get("window", {}).get(key) for size in sizes]
        if any(value is not None for value in values):
            cells = [_NONE if v is None else number(float(v)) for v in values]
            lines.append(_row(words[language], *cells))
    return lines
