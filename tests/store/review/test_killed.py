"""Killed in the middle: what is on the disk is whole, and says one thing or the other.

More kills by ``GRIDWATCH_REVIEW_KILLS=200 pytest tests/store/review/test_killed.py``.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import time
import warnings
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district.review import replies as said
from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.packages import AreaKind
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from gridwatch.store.review import arrivals, desk
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import open_package
from gridwatch.store.review.returns import read_return_file
from tests.store.review.made import DAY, TOWNS, look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KILLS = int(os.environ.get("GRIDWATCH_REVIEW_KILLS", "6"))

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="needs fork to be killed in the middle"
)


def killed(work: Callable[[], object], seconds: float) -> None:
    """Run `work` again and again in a process of its own, and kill that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            while True:
                work()
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended before it was killed"


def sound(path: Path) -> None:
    """See that SQLite finds nothing wrong, once a crash is rolled back."""
    with open_store(path):
        pass
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def moments() -> list[float]:
    dice = random.Random(7)
    return [dice.uniform(0.02, 0.4) for _ in range(KILLS)]


def test_a_cut_that_is_killed_leaves_packages_that_are_whole(folder: Path) -> None:
    office = folder / "office.gpkg"

    def work() -> None:
        with open_store(office) as store:
            district = store.district()
            order = Order(area_of(district, AreaKind.TOWN, TOWNS[1]), as_of=DAY)
            for number in range(1000):
                path = folder / f"{number}.gwreview"
                cut(store, district, order, path, who="李四")

    for seconds in moments():
        killed(work, seconds)
        sound(office)
        with open_store(office, read_only=True) as store:
            known = {one.manifest.uid: one for one in desk.receipts(store)}
            noted = [e for e in store.journal(9999) if e.table == "gw_review_package"]
        assert len(noted) == len(known)
        for path in folder.glob("*.gwreview"):
            with open_package(path, draft=folder / "d.gwdraft") as review:
                # No package is abroad of which the office knows nothing.
                assert review.manifest.uid in known
            (folder / "d.gwdraft").unlink()


def test_a_review_that_is_killed_has_every_answer_up_to_the_last(folder: Path) -> None:
    package, heard = folder / "青石镇.gwreview", folder / "heard"
    draft = folder / "青石镇.gwdraft"

    def work() -> None:
        with open_package(package) as review, heard.open("a") as file:
            for number in range(10_000):
                item = review.items[number % len(review.items)]
                text = f"{len(review.replies)}-{number}-{item.uid}"
                review.save(said.remarked(item.kind, item.uid, remark=text))
                file.write(text + "\n")
                file.flush()
                if number % 7 == 3:
                    review.write_return(folder / "k.gwreturn", by="王某")

    for seconds in moments():
        heard.write_text("")
        killed(work, seconds)
        with open_package(package) as review:
            last = heard.read_text().split()[-1:]
            texts = {reply.remark for reply in review.replies.values()}
            assert set(last) <= texts
        assert sqlite3.connect(draft).execute("PRAGMA integrity_check").fetchone() == (
            "ok",
        )
        if (folder / "k.gwreturn").exists():
            assert read_return_file(folder / "k.gwreturn", look).replies


def test_taking_in_and_accepting_when_killed_did_all_of_it_or_nothing(
    folder: Path,
) -> None:
    office = folder / "office.gpkg"
    with open_package(folder / "青石镇.gwreview") as review:
        for turn in range(25):
            for item in review.items:
                if item.kind is Kind.SIGNBOARD:
                    facts = {
                        "condition": f"第{turn}次",
                        "geometry": shapely.Point(500000 + turn, 4400000),
                    }
                    reply = said.corrected(item.kind, item.row, facts)
                    review.save(reply)
            review.write_return(folder / f"{turn}.gwreturn", by="王某")

    def work() -> None:
        with open_store(office) as store:
            for turn in itertools.count():
                # Those that were taken in before are told to be there already.
                arrivals.take_return(
                    store, folder / f"{turn % 25}.gwreturn", look, who="李四"
                )
                district = store.district()
                accept = Decision(Answer.ACCEPT, reason="核对无误")
                cases = [c for c in desk.cases(store, district) if c.open]
                settling = desk.decide(district, [(c, accept) for c in cases], who="x")
                desk.settle(store, settling.settlement, who="李四")

    for seconds in moments():
        killed(work, seconds)
        sound(office)
        with open_store(office, read_only=True) as store:
            district = store.district()
            boards = {b.condition for b in district.signboards if b.uid[:2] == "b0"}
            places = {b.geometry.x for b in district.signboards if b.uid[:2] == "b0"}
            assert len(boards) == 1 or places == set()
            for case in desk.cases(store, district):
                # A decision is there if and only if what it decided is.
                assert (case.decision is None) == case.asks
            rows = [e for e in store.journal(9999) if e.table == "signboard"]
            told = [e for e in store.journal(9999) if e.table == "gw_review_reply"]
            written = [e for e in rows if "HC2026-001" in e.reason]
            assert len(written) == len(told)
