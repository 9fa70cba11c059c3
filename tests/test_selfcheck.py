"""Whether all parts of a product are there, and how it is said where not."""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from gridwatch import selfcheck
from tests.conftest import ROOT


@pytest.fixture
def product(tmp_path):
    """A product of three files, with its manifest."""
    lines = []
    for name in ("python/python.exe", "site/数据.txt", "site/a b.dll"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        lines.append(f"{digest} {len(name.encode())} {name}")
    (tmp_path / selfcheck.MANIFEST).write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def test_a_whole_product_has_no_broken_part(product):
    assert selfcheck.broken_parts(product, deep=True) == []


def test_missing_and_cut_files_are_found_at_once(product):
    (product / "site/a b.dll").unlink()
    (product / "site/数据.txt").write_bytes(b"")
    assert selfcheck.broken_parts(product) == ["site/数据.txt", "site/a b.dll"]


def test_a_changed_byte_is_found_when_every_byte_is_read(product):
    path = product / "site/a b.dll"
    path.write_bytes(path.read_bytes()[::-1])
    assert selfcheck.broken_parts(product) == []
    assert selfcheck.broken_parts(product, deep=True) == ["site/a b.dll"]


def test_the_complaint_names_the_missing_file(product, monkeypatch):
    monkeypatch.setattr(selfcheck, "product_folder", lambda: product)
    (product / "site/a b.dll").unlink()
    said = selfcheck.complaint(ImportError("DLL load failed"))
    assert "site/a b.dll" in said
    assert "工作库和设置不受影响" in said


def test_without_a_product_the_complaint_says_what_python_says(monkeypatch):
    monkeypatch.setattr(selfcheck, "product_folder", lambda: None)
    assert "no module x" in selfcheck.complaint(ImportError("no module x"))


def test_a_checkout_is_no_product_and_its_libraries_load(capsys):
    assert selfcheck.product_folder() is None
    assert selfcheck.main(["--quick"]) == 0
    assert "complete" in capsys.readouterr().err


def test_a_library_that_is_missing_is_named(monkeypatch, capsys):
    monkeypatch.setattr(selfcheck, "_PARTS", ("json", "no_such_part"))
    assert selfcheck.main(["--quick"]) == 1
    assert "no_such_part" in capsys.readouterr().err


def test_every_library_the_program_needs_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split("[<>=]", one)[0].lower() for one in project["dependencies"]}
    found: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            found.setdefault(package.lower().replace("_", "-"), set()).add(module)
    asked = {part.split(".")[0] for part in selfcheck._PARTS}
    assert [name for name in sorted(needed) if not found[name] & asked] == []
