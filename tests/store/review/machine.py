"""An office and its field offices, played by hypothesis against a naive model.

The model knows dictionaries only. It says what the register must be after every
decision, which replies are in conflict, and what a return that comes is. A longer
run: ``GRIDWATCH_REVIEW_STEPS=100000 pytest tests/store/review/test_machine.py``.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.review import replies as said
from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.decisions import Answer, Decision, Settlement
from gridwatch.district.review.facts import defaults_of, facts_of, same, values_from
from gridwatch.district.review.packages import AreaKind
from gridwatch.district.review.replies import CHECKED, Mark, Reply
from gridwatch.district.rowedits import fresh_uid, removal
from gridwatch.district.wording import Kind
from gridwatch.store.opening import ConflictingEdit, Store, open_store
from gridwatch.store.review import arrivals, desk
from gridwatch.store.review.arrivals import Arrival
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import FieldReview, open_package
from gridwatch.store.review.terms import ReviewError
from tests.store.review.made import DAY, TOWNS, look, make_store, point

WHAT = [
    *["edit"] * 4, "delete", "add_board", "cut", *["open"] * 2, *["answer"] * 10,
    *["find_board"] * 3, "forget", "close_and_open", "write",
    *["write_and_arrive"] * 5, *["arrive"] * 2, "arrive_cut_off",
    *["decide"] * 7, *["take_back"] * 2,
]  # fmt: skip
"""Steps by name, as often as they are to be taken."""

Key = tuple[Kind, str]
Facts = dict[str, Any]

FIELDS = {
    Kind.SEGMENT: ("name", "start", "end"),
    Kind.SIGNBOARD: ("condition", "face.chief", "face.phone", "geometry"),
    Kind.OUTFALL: ("name", "measure", "geometry"),
    Kind.CELL: ("name",),
}
VALUES = ("甲", "乙", "丙", "")
NOWHERE: Any = "—"
MOST_PACKAGES, MOST_DRAFTS = 4, 5


@dataclass
class Draft:
    """A field office at work, and what the model knows of it."""

    review: FieldReview
    number: str
    name: str
    serial: int = 0
    said: dict[Key, Reply] = field(default_factory=dict)


@dataclass
class Letter:
    """A return that was written: it may arrive never, once, or often."""

    path: Path
    number: str
    draft: str
    serial: int
    said: dict[Key, Reply]


@dataclass
class OnDesk:
    """What the model has on the desk of one reply."""

    reply: Reply
    overlay: Facts | None = None
    decision: Answer | None = None
    keys: tuple[str, ...] = ()


def place() -> Path | None:
    """Return a folder in memory where there is one: the disk is not under test."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None


class Template:
    """The office's store before the play, made once."""

    path: Path | None = None

    @classmethod
    def get(cls) -> Path:
        if cls.path is None:
            folder = Path(tempfile.mkdtemp(dir=place()))
            cls.path = make_store(folder / "office.gpkg")
        return cls.path


class Play(RuleBasedStateMachine):
    """Steps of the office and of field offices."""

    steps = 0
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=place()))
        shutil.copy(Template.get(), self.folder / "office.gpkg")
        self.store: Store = open_store(self.folder / "office.gpkg")
        self.district = self.store.district()
        self.office: dict[Key, Facts] = self._read()
        self.bases: dict[str, dict[Key, Facts]] = {}
        self.packages: dict[str, Path] = {}
        self.drafts: list[Draft] = []
        self.letters: list[Letter] = []
        self.newest: dict[tuple[str, str], int] = {}
        self.taken: set[tuple[str, str, int]] = set()
        self.desk: dict[tuple[str, str, Kind, str], OnDesk] = {}
        self.undo: tuple[Settlement, dict[Key, Facts], dict[Key, Facts]] | None = None
        self.log: list[Changes] = []
        self.hash = self.store.content_hash()
        self.looks = 0

    def teardown(self) -> None:
        """Replay everything that was written on a fresh copy of the store."""
        for draft in self.drafts:
            draft.review.close()
        now = self.store.content_hash()
        self.store.close()
        again = shutil.copy(Template.get(), self.folder / "again.gpkg")
        with open_store(again) as store:
            for changes in self.log:
                store.apply(changes, who="again")
            assert store.content_hash() == now
        shutil.rmtree(self.folder)

    def _read(self) -> dict[Key, Facts]:
        return {
            (kind, row.uid): facts_of(kind, row)
            for kind in Kind
            for row in self.district.rows(kind)
        }

    def _did(self, what: str) -> None:
        Play.steps += 1
        Play.seen[what] += 1

    def _wrote(self, changes: Changes) -> None:
        """Keep what was written, as the office's window does."""
        self.log.append(changes)
        self.district = patched(self.district, changes)
        self.hash = self.store.content_hash()

    def _settled(self, changes: Changes) -> None:
        """Keep what was decided; hold every field of the store against the model."""
        self.log.append(changes)
        self.district = self.store.district()
        self.hash = self.store.content_hash()
        alike(self._read(), self.office)

    # --- the office -------------------------------------------------------------

    @initialize(data=st.data())
    def first_package(self, data: st.DataObject) -> None:
        self.cut(data)
        self.open(data)

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Do one thing: what matters most is done most often."""
        getattr(self, data.draw(st.sampled_from(WHAT)))(data)

    def cut(self, data: st.DataObject) -> None:
        if len(self.packages) >= MOST_PACKAGES:
            return
        town = data.draw(st.sampled_from(TOWNS))
        order = Order(area_of(self.district, AreaKind.TOWN, town), as_of=DAY)
        path = self.folder / f"{len(self.packages)}.gwreview"
        receipt = cut(self.store, self.district, order, path, who="office")
        number = receipt.manifest.number
        assert number not in self.packages
        self.packages[number] = path
        self.bases[number] = copy.deepcopy(self.office)
        self._did("cut")

    def edit(self, data: st.DataObject) -> None:
        key = self._some_row(data)
        if key is None:
            return
        name = data.draw(st.sampled_from(FIELDS[key[0]]))
        value = self._value(data, name)
        row = self.district.row(*key)
        assert row is not None
        after = values_from(key[0], {name: value}, row)
        before = {k: getattr(row, k) for k in after}
        changes = Changes((Change(*key, before, after),), "office")
        self.store.apply(changes, who="office")
        self.office[key][name] = value
        self._wrote(changes)
        self._did("edit")

    def delete(self, data: st.DataObject) -> None:
        key = self._some_row(data)
        # Seldom, or nothing is left to play with.
        if key is None or data.draw(st.integers(0, 4)):
            return
        away = removal(self.district, key[0], [key[1]])
        changes = away.changes("office")
        self.store.apply(changes, who="office")
        for referrer in away.links:
            self.office[referrer.kind, referrer.row.uid][referrer.key] = ""
        for referrer in away.along:
            self.office.pop((referrer.kind, referrer.row.uid), None)
        self.office.pop(key)
        self._wrote(changes)
        self._did("delete")

    def add_board(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(("GS-900", "GS-901")))
        x = data.draw(st.integers(0, 900))
        taken = {f["code"] for (k, _), f in self.office.items() if k == Kind.SIGNBOARD}
        if code in taken:
            return
        uid = fresh_uid()
        facts: Facts = {"code": code, "geometry": point(x, x)}
        changes = Changes((Change(Kind.SIGNBOARD, uid, None, facts),), "office")
        self.store.apply(changes, who="office")
        self.office[Kind.SIGNBOARD, uid] = {**defaults_of(Kind.SIGNBOARD), **facts}
        self._wrote(changes)
        self._did("add")

    def _some_row(self, data: st.DataObject) -> Key | None:
        # In the order they came: identifiers of new rows differ from run to run.
        keys = [key for key in self.office if key[0] in CHECKED]
        return data.draw(st.sampled_from(keys)) if keys else None

    def _value(self, data: st.DataObject, name: str) -> object:
        if name == "geometry":
            n = data.draw(st.integers(0, 5))
            return point(100 + n * 10, 100)
        return data.draw(st.sampled_from(VALUES))

    # --- field offices ----------------------------------------------------------

    def open(self, data: st.DataObject) -> None:
        if len(self.drafts) >= MOST_DRAFTS:
            return
        number = data.draw(st.sampled_from(sorted(self.packages)))
        name = f"draft{len(self.drafts)}"
        place_ = self.folder / name
        place_.mkdir()
        path = shutil.copy(self.packages[number], place_ / "p.gwreview")
        review = open_package(Path(path))
        sent = self.bases[number]
        for item in review.items:
            there = facts_of(item.kind, item.row)
            alike_row(there, sent[item.kind, item.uid])
        self.drafts.append(Draft(review, number, name))
        self._did("open")

    def answer(self, data: st.DataObject) -> None:
        marks = (Mark.RIGHT, Mark.GONE, Mark.CORRECTED, Mark.CORRECTED)
        mark = data.draw(st.sampled_from(marks))
        draft = data.draw(st.sampled_from(self.drafts))
        item = data.draw(st.sampled_from(draft.review.items))
        key = (item.kind, item.uid)
        before = draft.said.get(key)
        if mark is Mark.CORRECTED:
            name = data.draw(st.sampled_from(FIELDS[item.kind]))
            facts = {name: self._value(data, name)}
            reply = said.corrected(item.kind, item.row, facts, before)
        elif mark is Mark.GONE:
            reply = said.gone(item.kind, item.row, before)
        else:
            reply = said.right(item.kind, item.row, before)
        draft.review.save(reply)
        draft.said[key] = reply
        self._did(f"answer {reply.mark}")

    def find_board(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(("GS-900", "GS-901", "")))
        draft = data.draw(st.sampled_from(self.drafts))
        mine = [k for k, r in draft.said.items() if r.mark is Mark.NEW]
        before = None
        if mine and data.draw(st.booleans()):
            before = draft.said[data.draw(st.sampled_from(mine))]
        facts = {"code": code, "geometry": self._value(data, "geometry"),
                 "face.chief": data.draw(st.sampled_from(VALUES))}  # fmt: skip
        reply = said.new_row(Kind.SIGNBOARD, facts, before)
        draft.review.save(reply)
        draft.said[reply.kind, reply.uid] = reply
        self._did("answer new")

    def forget(self, data: st.DataObject) -> None:
        busy = [draft for draft in self.drafts if draft.said]
        if not busy:
            return
        draft = data.draw(st.sampled_from(busy))
        key = data.draw(st.sampled_from(list(draft.said)))
        draft.review.forget(*key)
        del draft.said[key]
        self._did("forget")

    def close_and_open(self, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(self.drafts))
        path = draft.review.path
        draft.review.close()
        draft.review = open_package(path)
        assert set(draft.review.replies) == set(draft.said)
        for key, reply in draft.review.replies.items():
            alike_reply(reply, draft.said[key])
        self._did("reopen")

    def write(self, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(self.drafts))
        draft.serial += 1
        path = self.folder / draft.name / f"{draft.serial}.gwreturn"
        sent = draft.review.write_return(path, by=draft.name)
        assert sent.serial == draft.serial
        self.letters.append(
            Letter(path, draft.number, draft.name, draft.serial, dict(draft.said))
        )
        self._did("write")

    # --- returns arrive ---------------------------------------------------------

    def arrive(self, data: st.DataObject) -> None:
        if not self.letters:
            return
        letter = data.draw(st.sampled_from(self.letters))
        taken = arrivals.take_return(self.store, letter.path, look, who="office")
        assert taken.arrival is self._expected(letter)
        if taken.kept:
            self._put(letter)
        self._did(f"arrive {taken.arrival}")

    def write_and_arrive(self, data: st.DataObject) -> None:
        if not any(draft.said for draft in self.drafts):
            return
        before = len(self.letters)
        self.write(data)
        letter = self.letters[before]
        taken = arrivals.take_return(self.store, letter.path, look, who="office")
        assert taken.arrival is self._expected(letter)
        self._put(letter)
        self._did(f"arrive {taken.arrival}")

    def _expected(self, letter: Letter) -> Arrival:
        if (letter.number, letter.draft, letter.serial) in self.taken:
            return Arrival.AGAIN
        mine = self.newest.get((letter.number, letter.draft))
        if mine is not None:
            return Arrival.OUTRUN if letter.serial < mine else Arrival.LATER
        others = any(number == letter.number for number, _ in self.newest)
        return Arrival.SECOND_PERSON if others else Arrival.FIRST

    def _put(self, letter: Letter) -> None:
        self.taken.add((letter.number, letter.draft, letter.serial))
        self.newest[letter.number, letter.draft] = letter.serial
        for key in [k for k in self.desk if k[:2] == (letter.number, letter.draft)]:
            if key[2:] not in letter.said and self.desk[key].decision is None:
                del self.desk[key]
        for (kind, uid), reply in letter.said.items():
            place_ = (letter.number, letter.draft, kind, uid)
            old = self.desk.get(place_)
            if old is not None and alike_said(old.reply, reply):
                continue
            overlay = None if old is None else self._overlay(old)
            self.desk[place_] = OnDesk(reply, overlay)

    @staticmethod
    def _overlay(old: OnDesk) -> Facts | None:
        if old.decision not in (Answer.ACCEPT, Answer.PART):
            return old.overlay
        taken = {
            key: value
            for key, value in old.reply.theirs.items()
            if old.decision is Answer.ACCEPT or key in old.keys
        }
        if old.reply.mark is Mark.NEW and old.overlay is None:
            taken = {**defaults_of(old.reply.kind), **taken}
        return {**(old.overlay or {}), **taken} or None

    def arrive_cut_off(self, data: st.DataObject) -> None:
        if not self.letters:
            return
        share = data.draw(st.floats(0.05, 0.95))
        letter = data.draw(st.sampled_from(self.letters))
        whole = letter.path.read_bytes()
        broken = self.folder / "broken.gwreturn"
        broken.write_bytes(whole[: int(len(whole) * share)])
        try:
            arrivals.take_return(self.store, broken, look, who="office")
        except ReviewError:
            self._did("arrive cut off")
        else:
            raise AssertionError("a return that is cut off was taken")

    # --- the desk ---------------------------------------------------------------

    def decide(self, data: st.DataObject) -> None:
        cases = [c for c in desk.cases(self.store, self.district) if c.asks]
        if not cases:
            return
        chosen = data.draw(
            st.lists(
                st.sampled_from(cases), min_size=1, max_size=6, unique_by=lambda c: c.id
            )
        )
        decided = []
        for case in chosen:
            answer = data.draw(st.sampled_from(Answer))
            keys = tuple(f.key for f in case.fields if data.draw(st.booleans()))
            decided.append((case, Decision(answer, keys, "因为")))
        settling = desk.decide(self.district, decided, who="office", day=DAY)
        before = copy.deepcopy(self.office)
        refused = {one.received for one in settling.refusals}
        self._judge_refusals(decided, refused)
        done = desk.settle(self.store, settling.settlement, who="office")
        made = {
            (c.kind, c.uid): c.after for c in done.changes.items if c.before is None
        }
        for case, decision in decided:
            if case.id not in refused:
                self._follow(case, decision, made)
        self._settled(done.changes)
        self.undo = (done, before, copy.deepcopy(self.office))
        self._did("decide")

    @staticmethod
    def _judge_refusals(decided: list[Any], refused: set[int]) -> None:
        """A decision is refused for a rival, a link or a taken code only."""
        rows = Counter((case.kind, case.uid) for case, _ in decided)
        for case, decision in decided:
            if case.id in refused:
                rival = rows[case.kind, case.uid] > 1
                linked = case.mark is Mark.GONE or case.now is None
                coded = "code" in case.received.reply.theirs
                unfit = unfitting(case, decision)
                assert rival or linked or coded or unfit, case
            else:
                assert not unfitting(case, decision), case

    def _follow(self, case: Any, decision: Decision, made: dict[Key, Any]) -> None:
        """Do by hand what an accepted decision must do, and nothing else."""
        place_ = self._place(case)
        on_desk = self.desk[place_]
        if on_desk.decision is decision.answer is Answer.PART:
            decision = replace(decision, keys=on_desk.keys + decision.keys)
        on_desk.decision, on_desk.keys = decision.answer, decision.keys
        if decision.answer in (Answer.REJECT, Answer.ASK):
            return
        key = (case.kind, case.uid)
        reply = on_desk.reply
        if reply.mark is Mark.GONE:
            self._follow_gone(key)
            return
        base = self._base(place_)
        taken = self._taken(case, decision, base, reply)
        if not taken:
            return
        if key not in self.office:
            self.office[key] = {**defaults_of(case.kind), **(base or {})}
            if reply.mark is Mark.NEW and "code" in taken:
                taken["code"] = self._free(case.kind, made[key]["code"])
        self.office[key] |= taken

    def _follow_gone(self, key: Key) -> None:
        if key not in self.office:
            return
        if key[0] is not Kind.SIGNBOARD:
            del self.office[key]
        elif self.office[key]["removed"] is None:
            self.office[key]["removed"] = DAY

    def _taken(
        self, case: Any, decision: Decision, base: Facts | None, reply: Reply
    ) -> Facts:
        """Return the fields that a decision takes, by dictionaries alone."""
        if decision.answer is Answer.PART:
            return {k: v for k, v in reply.theirs.items() if k in decision.keys}
        there = (case.kind, case.uid) in self.office
        return {
            k: v
            for k, v in reply.theirs.items()
            if not there or not same(v, (base or {}).get(k, NOWHERE))
        }

    def _free(self, kind: Kind, code: str) -> str:
        """See that the code a new row got is nobody else's."""
        others = {f["code"] for (k, _), f in self.office.items() if k is kind}
        assert code not in others
        return code

    def _place(self, case: Any) -> tuple[str, str, Kind, str]:
        return next(
            key
            for key, one in self.desk.items()
            if key[0] == case.received.package
            and key[2:] == (case.kind, case.uid)
            and self._draft_uid(key[1]) == case.received.draft
        )

    def _draft_uid(self, name: str) -> str:
        draft = next(d for d in self.drafts if d.name == name)
        (uid,) = draft.review._connection.execute("SELECT uid FROM draft").fetchone()
        return str(uid)

    def take_back(self, data: st.DataObject) -> None:
        del data
        if self.undo is None:
            return
        done, before, after = self.undo
        self.undo = None
        inverse = done.inverse()
        try:
            desk.settle(self.store, inverse, who="office")
        except (ConflictingEdit, ReviewError):
            assert self.store.content_hash() == self.hash
            self._did("take back refused")
            return
        self._follow_back(inverse.changes, before, after)
        numbers = {ruling.received for ruling in done.rulings}
        for case in desk.cases(self.store, self.district):
            if case.id in numbers:
                on_desk = self.desk[self._place(case)]
                was = case.decision
                on_desk.decision = None if was is None else was.answer
                on_desk.keys = () if was is None else was.keys
        self._settled(inverse.changes)
        self._did("take back")

    def _follow_back(
        self, changes: Changes, before: dict[Key, Facts], after: dict[Key, Facts]
    ) -> None:
        """Do by hand what taking a decision back must do."""
        for change in changes.items:
            key = (change.kind, change.uid)
            if key not in before:
                del self.office[key]
            elif key not in after:
                self.office[key] = before[key]
            else:
                for name in facts_changed(before[key], after[key]):
                    self.office[key][name] = before[key][name]

    # --- what must always hold --------------------------------------------------

    @invariant()
    def nothing_changes_without_an_accept(self) -> None:
        assert self.store.content_hash() == self.hash

    @precondition(lambda self: self.desk)
    @invariant()
    def the_desk_finds_what_the_oracle_finds(self) -> None:
        # By its own count, so that what fails fails again.
        self.looks += 1
        if self.looks % 5:
            return
        cases = desk.cases(self.store, self.district)
        assert len(cases) == len(self.desk)
        for case in cases:
            place_ = self._place(case)
            alike_reply(case.received.reply, self.desk[place_].reply)
            assert case.conflict == self._conflict(place_), (case, place_)

    def _base(self, place_: tuple[str, str, Kind, str]) -> Facts | None:
        sent = self.bases[place_[0]].get(place_[2:])
        overlay = self.desk[place_].overlay
        if sent is None and not overlay:
            return None
        hidden = {k for k in sent or {} if f"{place_[2]}.{k}" in WITHHELD}
        shipped = {k: v for k, v in (sent or {}).items() if k not in hidden}
        return {**shipped, **(overlay or {})}

    def _conflict(self, place_: tuple[str, str, Kind, str]) -> bool:
        """Tell by dictionaries alone whether both sides changed the same."""
        on_desk, now = self.desk[place_], self.office.get(place_[2:])
        base, theirs = self._base(place_), on_desk.reply.theirs
        if on_desk.reply.mark is Mark.GONE:
            assert base is not None
            return now is not None and any(
                not same(now[key], value) for key, value in base.items()
            )
        if base is None:
            return False
        if now is None:
            return bool(theirs)
        return any(
            not same(now[k], base[k])
            and not same(now[k], value)
            and not same(base[k], value)
            for k, value in theirs.items()
        )


def unfitting(case: Any, decision: Decision) -> bool:
    """Tell a decision that nobody can mean."""
    before = case.decision
    taken = before is not None and before.answer in (Answer.ACCEPT, Answer.PART)
    if taken and decision.answer in (Answer.REJECT, Answer.ASK):
        return True
    keys = set(decision.keys)
    if taken and before.answer is decision.answer is Answer.PART:
        keys |= set(before.keys)
    here = {one.key for one in case.fields}
    return decision.answer is Answer.PART and not here & keys


WITHHELD: frozenset[str] = frozenset()


def facts_changed(one: Facts, other: Facts) -> list[str]:
    return [key for key in one if not same(one[key], other[key])]


def alike_row(one: Facts, other: Facts) -> None:
    assert facts_changed(one, other) == []


def alike(one: dict[Key, Facts], other: dict[Key, Facts]) -> None:
    assert set(one) == set(other)
    for key, facts in one.items():
        wrong = facts_changed(facts, other[key])
        assert wrong == [], (key, wrong, facts, other[key])


def alike_said(one: Reply, other: Reply) -> bool:
    return (
        (one.mark, one.remark, one.photos) == (other.mark, other.remark, other.photos)
        and set(one.theirs) == set(other.theirs)
        and all(same(one.theirs[k], other.theirs[k]) for k in one.theirs)
    )


def alike_reply(one: Reply, other: Reply) -> None:
    assert alike_said(one, other), (one, other)
