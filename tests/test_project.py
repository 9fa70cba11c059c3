"""What must stay true of the checkout as a whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT

TOP = {
    "gridwatch", "resources", "sample_data", "tests", "docs", "benchmarks",
    "packaging", ".ci", "pyproject.toml", "README.md",
    "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "dev.py",
    ".gitignore",
}  # fmt: skip


def tracked() -> list[str]:
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine")
    listed = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    assert {name.split("/")[0] for name in tracked()} <= TOP


def test_no_room_is_without_a_meaning_of_its_own() -> None:
    nameless = re.compile(r"(^|/)(utils?|helpers?|common|misc|core|base)(\.py|/)")
    assert [name for name in tracked() if nameless.search(name)] == []


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "packaging/constraints.txt").read_text("utf-8").splitlines()
    assert [n for n in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", n)] == []


def test_every_dependency_is_pinned_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[<>=\[]", one)[0].lower() for one in wanted}
    pins = (
        (ROOT / "packaging/constraints.txt")
        .read_text("utf-8")
        .lower()
        .replace("_", "-")
    )
    pinned = {line.split("==")[0] for line in pins.splitlines()}
    assert names <= pinned
    why = (ROOT / "docs/decisions/0001-libraries.md").read_text("utf-8").lower()
    silent = {"editables", "pandas-stubs"}
    assert [name for name in names - silent if name not in why] == []


def test_every_module_has_its_place_in_the_architecture() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    listed_by_folder = ("__init__.py", "panels/", "dialogs/", "desks/", "versions/")
    modules = [n for n in tracked() if re.match(r"gridwatch/.*\.py$", n)]
    homeless = [
        name
        for name in modules
        if not any(part in name for part in listed_by_folder)
        and name.rsplit("/", 1)[-1] not in page
    ]
    assert homeless == []


def test_links_in_documents_lead_somewhere() -> None:
    broken = []
    for name in tracked():
        if not name.endswith(".md"):
            continue
        path = ROOT / name
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
        here = [link for link in links if "://" not in link]
        broken += [
            f"{name}: {link}" for link in here if not (path.parent / link).exists()
        ]
    assert broken == []


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on"
)
def test_qt_gives_back_every_reference_to_none() -> None:
    # PySide6 6.12.0 loses one at each call that returns None, and aborts in the end.
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100
