"""Which row of a ledger is which row on record.

Every stage decides for all rows at once from what is left over by the one before, and
takes only what is unique on both sides: so no order of rows can change the outcome.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from rapidfuzz import fuzz

from gridwatch.district.ledgervalues import (
    Candidate,
    Difference,
    LedgerRow,
    LedgerRules,
    Pair,
    Status,
    plain,
)
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Matcher"]

_MOST = 5
_COMMON, _CROWD, _RAREST = 40, 120, 2
_LIKE_MOST = 12
_NAMESAKES_MOST = 4000
_LEAD = 0.7
_CODED = ("_code", ".code")
_STEP = 500
_FAR = 10.0
_ROUNDS = 4
_NAME_SCORE, _CODE_SCORE = 0.95, 0.98
_TEXT_SHARE, _TEXT_ONLY, _TEXT_FAR = 0.6, 0.95, 0.7
_BETWEEN = re.compile(r"(?<=\d)[\s\-_./\\—]+(?=\d)")
_LOOSE = re.compile(r"[\s_./\\—]+|-(?!\d)|(?<!\d)-")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

_SAME_CODE = Text("编码相同：{code}", "the same code: {code}")
_LIKE_CODE = Text(
    "编码写法不同，去掉分隔符和前导零后相同：{code}",
    "the code is the same but for separators and leading zeros: {code}",
)
_SAME_NAME = Text("名称相同：{name}", "the same name: {name}")
_SAME_NAME_NEAR = Text(
    "名称相同：{name}，相距 {metres} 米", "the same name: {name}, {metres} m apart"
)
_ANSWERED = Text("由用户指定", "chosen by the user")
_SCORED = Text("文字相似 {text}%", "texts {text}% alike")
_SCORED_NEAR = Text(
    "文字相似 {text}%，相距 {metres} 米", "texts {text}% alike, {metres} m apart"
)
_NEW = Text(
    "台账里没有这个编码，也没有相近的行", "neither its code nor a like row is on record"
)
_SAID_NEW = Text("由用户指定为新增", "said to be new by the user")
_REPEATED = Text(
    "编码 {code} 在本文件有 {file} 行、台账有 {store} 行：请核对",
    "the code {code} stands in {file} rows of the file and {store} on record",
)
_NAMESAKES = Text(
    "同名“{name}”在本文件有 {file} 行、台账有 {store} 行：请选择",
    "“{name}” stands in {file} rows of the file and {store} on record: choose",
)
_OTHER_CODE = Text(
    "名称相同（{name}），编码不同：是换了编码，还是另一处？",
    "the same name ({name}) with another code: recoded, or another one?",
)
_FAR_AWAY = Text(
    "名称相同（{name}），但相距 {metres} 米：是同一处吗？",
    "the same name ({name}), but {metres} m apart: is it the same?",
)
_LIKE = Text("与台账里的行相近：请选择", "rows on record are like it: choose")


class Matcher:
    """Pairs the rows of a file with those on record.

    Parameters
    ----------
    store_rows, file_rows : sequence of LedgerRow
        The rows.
    rules : LedgerRules
        How they are known.
    tick : callable
        Told how far it is; may raise to stop.
    """

    def __init__(
        self,
        store_rows: Sequence[LedgerRow],
        file_rows: Sequence[LedgerRow],
        rules: LedgerRules,
        tick: Callable[[int, int], None],
    ) -> None:
        self._store = {row.key: row for row in store_rows}
        self._file = {row.key: row for row in file_rows}
        self._rules, self._tick = rules, tick
        self._free_store = dict.fromkeys(self._store)
        self._free_file = dict.fromkeys(self._file)
        self._asked: dict[str, tuple[Text, tuple[Candidate, ...]]] = {}
        self._looks = _Looks(self._file, self._store, rules)
        self.pairs: list[Pair] = []
        self.new: dict[str, Text] = {}

    def run(self) -> None:
        """Match everything."""
        self._take_answers()
        for number, keys in enumerate(self._rules.codes):
            self._by_code(keys, _exact, first=number == 0)
        for keys in self._rules.codes:
            self._by_code(keys, _loose, first=False)
        self._by_name()
        self._by_score()
        for key in self._free_file:
            self.new.setdefault(key, _NEW)

    @property
    def questions(self) -> list[Difference]:
        """Rows of the file that are asked about."""
        return [
            Difference(
                Status.QUESTION,
                "",
                row,
                score=candidates[0].score if candidates else 0.0,
                reason=reason,
                candidates=candidates,
            )
            for row, (reason, candidates) in self._asked.items()
        ]

    @property
    def vanished(self) -> list[str]:
        """Rows on record that the file no longer has and no question is about."""
        held = {one.uid for _, found in self._asked.values() for one in found}
        return [uid for uid in self._free_store if uid not in held]

    # --- what is certain --------------------------------------------------------

    def _pair(self, pair: Pair) -> None:
        self.pairs.append(pair)
        del self._free_store[pair.uid], self._free_file[pair.row]

    def _ask(self, row: str, reason: Text, candidates: Iterable[Candidate]) -> None:
        best = sorted(candidates, key=lambda one: (-one.score, one.uid))
        self._asked[row] = (reason, tuple(best[:_MOST]))
        del self._free_file[row]

    def _take_answers(self) -> None:
        taken: set[str] = set()
        for row, uid in sorted(self._rules.answers.items()):
            if row not in self._free_file:
                continue
            if not uid:
                self.new[row] = _SAID_NEW
                del self._free_file[row]
            elif uid in self._free_store and uid not in taken:
                taken.add(uid)
                self._pair(Pair(row, uid, 1.0, _ANSWERED))

    def _by_code(
        self,
        keys: tuple[str, ...],
        form: Callable[[LedgerRow, tuple[str, ...]], str],
        *,
        first: bool,
    ) -> None:
        """Pair what has the same code; repeated codes of the first sort are asked."""
        file = self._grouped(self._free_file, self._file, lambda row: form(row, keys))
        store = self._grouped(
            self._free_store, self._store, lambda row: form(row, keys)
        )
        exact = form is _exact
        text = _SAME_CODE if exact else _LIKE_CODE
        for code, rows in file.items():
            uids = store.get(code, [])
            if not uids:
                continue
            shown = _shown(self._store[uids[0]], keys)
            if len(rows) == len(uids) == 1:
                score = 1.0 if exact else _CODE_SCORE
                same = () if exact else keys
                self._pair(Pair(rows[0], uids[0], score, text.filled(code=shown), same))
            elif first:
                reason = _REPEATED.filled(code=shown, file=len(rows), store=len(uids))
                for row in rows:
                    self._ask(row, reason, self._scored(row, uids))

    def _grouped(
        self,
        keys: Iterable[str],
        rows: Mapping[str, LedgerRow],
        form: Callable[[LedgerRow], str],
    ) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key in keys:
            value = form(rows[key])
            if value:
                found[value].append(key)
        return found

    # --- names ------------------------------------------------------------------

    def _by_name(self) -> None:
        def named(row: LedgerRow) -> str:
            return _exact(row, self._rules.names)

        file = self._grouped(self._free_file, self._file, named)
        store = self._grouped(self._free_store, self._store, named)
        for name, rows in file.items():
            uids = store.get(name, [])
            if uids:
                self._of_name(rows, uids)

    def _of_name(self, rows: list[str], uids: list[str]) -> None:
        """Pair rows of one name, by place where there are several."""
        shown = _shown(self._store[uids[0]], self._rules.names)
        if len(rows) == len(uids) == 1:
            self._namesake(rows[0], uids[0], shown)
            return
        nearest = self._nearest_pairs(rows, uids)
        for row, (uid, metres) in nearest.items():
            reason = _SAME_NAME_NEAR.filled(name=shown, metres=round(metres))
            self._pair(Pair(row, uid, _NAME_SCORE, reason))
        left = [uid for uid in uids if uid in self._free_store]
        rest = [row for row in rows if row in self._free_file]
        reason = _NAMESAKES.filled(name=shown, file=len(rows), store=len(uids))
        for row in rest if left else ():
            self._ask(row, reason, self._scored(row, left))

    def _namesake(self, row: str, uid: str, shown: str) -> None:
        metres = self._metres(row, uid)
        candidates = self._scored(row, [uid])
        if self._differ_in_code(row, uid):
            self._ask(row, _OTHER_CODE.filled(name=shown), candidates)
        elif metres is not None and metres > _FAR * self._rules.near:
            reason = _FAR_AWAY.filled(name=shown, metres=round(metres))
            self._ask(row, reason, candidates)
        else:
            reason = _SAME_NAME.filled(name=shown)
            if metres is not None:
                reason = _SAME_NAME_NEAR.filled(name=shown, metres=round(metres))
            self._pair(Pair(row, uid, _NAME_SCORE, reason))

    def _nearest_pairs(
        self, rows: Sequence[str], uids: Sequence[str]
    ) -> dict[str, tuple[str, float]]:
        """Return pairs that are each other's nearest by far."""
        if len(rows) * len(uids) > _NAMESAKES_MOST:
            return {}
        found = {}
        for row in rows:
            uid, metres = self._clearly_nearest(
                [(self._metres(row, uid), uid) for uid in uids]
            )
            back, _ = self._clearly_nearest(
                [(self._metres(other, uid), other) for other in rows] if uid else []
            )
            if uid and back == row and not self._differ_in_code(row, uid):
                found[row] = (uid, metres)
        return found

    def _clearly_nearest(
        self, found: Sequence[tuple[float | None, str]]
    ) -> tuple[str, float]:
        """Return the nearest where the next is at least three times as far."""
        far = sorted((metres, key) for metres, key in found if metres is not None)
        if not far or len(far) < len(found) or far[0][0] > self._rules.near:
            return "", 0.0
        clear = len(far) == 1 or far[1][0] > max(3 * far[0][0], 1.0)
        return (far[0][1], far[0][0]) if clear else ("", 0.0)

    # --- name, place and text together ------------------------------------------

    def _by_score(self) -> None:
        if not self._free_file or not self._free_store:
            return
        scored = self._candidates()
        for _ in range(_ROUNDS):
            pairs = self._mutual(scored)
            for row, one in pairs:
                self._pair(Pair(row, one.uid, one.score, one.reason))
            if not pairs:
                break
        for row, found in scored.items():
            left = [one for one in found if one.uid in self._free_store]
            if row in self._free_file and left:
                self._ask(row, _LIKE, left)

    def _candidates(self) -> dict[str, list[Candidate]]:
        """Return for each free row what it may be, with scores worth a question."""
        near = self._neighbours()
        words = _Recorded({uid: self._looks[uid, True] for uid in self._free_store})
        # What lies beyond reach can then not come near the score of a sure neighbour.
        settled = self._rules.sure - self._rules.margin >= _TEXT_FAR and all(
            self._store[uid].place is not None for uid in self._free_store
        )
        found: dict[str, list[Candidate]] = {}
        for at, row in enumerate(self._free_file):
            if at % _STEP == 0:
                self._tick(at, len(self._free_file))
            uids = near.get(row, set())
            likely = self._likely(row, uids)
            if not (settled and any(o.score >= self._rules.sure for o in likely)):
                like = words.like(self._looks[row, False]) - uids
                likely += self._likely(row, like)
            if likely:
                found[row] = likely
        return found

    def _likely(self, row: str, uids: Iterable[str]) -> list[Candidate]:
        least = self._rules.likely
        scored = (
            self._candidate(row, uid, least)
            for uid in sorted(uids)
            if not self._differ_in_code(row, uid)
        )
        return [one for one in scored if one is not None and one.score >= least]

    def _mutual(
        self, scored: Mapping[str, Sequence[Candidate]]
    ) -> list[tuple[str, Candidate]]:
        """Return pairs that are clearly the best for each other."""
        by_uid: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        by_row: dict[str, list[Candidate]] = {}
        for row in scored:
            if row not in self._free_file:
                continue
            free = [one for one in scored[row] if one.uid in self._free_store]
            by_row[row] = sorted(free, key=lambda one: -one.score)
            for one in free:
                by_uid[one.uid].append((one.score, row))
        found = []
        for row, ones in by_row.items():
            if not ones or ones[0].score < self._rules.sure:
                continue
            others = [s for s, other in by_uid[ones[0].uid] if other != row]
            rivals = [*(one.score for one in ones[1:2]), *others]
            if ones[0].score - max(rivals, default=0.0) >= self._rules.margin:
                found.append((row, ones[0]))
        return found

    def _neighbours(self) -> dict[str, set[str]]:
        """Return the free rows on record within reach of each free row of the file."""
        uids = [u for u in self._free_store if self._store[u].place is not None]
        rows = [r for r in self._free_file if self._file[r].place is not None]
        found: defaultdict[str, set[str]] = defaultdict(set)
        if uids and rows:
            tree = shapely.STRtree([self._store[uid].place for uid in uids])
            places = np.array([self._file[row].place for row in rows], object)
            at, hit = tree.query(places, "dwithin", self._rules.near)
            for one, other in zip(at.tolist(), hit.tolist(), strict=True):
                found[rows[one]].add(uids[other])
        return found

    def _scored(self, row: str, uids: Iterable[str]) -> list[Candidate]:
        found = (self._candidate(row, uid, 0.0) for uid in sorted(uids))
        return [one for one in found if one is not None]

    def _candidate(self, row: str, uid: str, least: float) -> Candidate | None:
        """Score one pair: texts that both have, and how near it lies.

        None where the score is certainly below `least`.
        """
        metres = self._metres(row, uid)
        share, rest = _TEXT_ONLY, 0.0
        if metres is not None and metres > self._rules.near:
            share = _TEXT_FAR
        elif metres is not None:
            share, rest = _TEXT_SHARE, 1.0 - metres / self._rules.near
        # The least that texts must have in common for the whole to be enough.
        needed = (least - (1 - _TEXT_SHARE) * rest) / share
        alike = _alike(self._looks[row, False], self._looks[uid, True], needed)
        if alike < needed:
            return None
        if metres is None:
            text = _SCORED.filled(text=round(100 * alike))
            return Candidate(uid, _TEXT_ONLY * alike, text)
        score = share * alike + (1 - _TEXT_SHARE) * rest
        text = _SCORED_NEAR.filled(text=round(100 * alike), metres=round(metres))
        return Candidate(uid, score, text)

    def _metres(self, row: str, uid: str) -> float | None:
        one, other = self._looks[row, False], self._looks[uid, True]
        if one.point is not None and other.point is not None:
            return math.dist(one.point, other.point)
        if one.place is None or other.place is None:
            return None
        metres = float(shapely.distance(one.place, other.place))
        return None if math.isnan(metres) else metres

    def _differ_in_code(self, row: str, uid: str) -> bool:
        """Tell whether both have a code of the first sort, and not the same."""
        one, other = self._looks[row, False].code, self._looks[uid, True].code
        return bool(one and other and one != other)


class _Looks(dict[tuple[str, bool], "_Look"]):
    """Looks of rows by key and whether they are on record, made when first asked."""

    def __init__(
        self,
        file: Mapping[str, LedgerRow],
        store: Mapping[str, LedgerRow],
        rules: LedgerRules,
    ) -> None:
        super().__init__()
        self._rows, self._rules = {False: file, True: store}, rules

    def __missing__(self, key: tuple[str, bool]) -> _Look:
        name, recorded = key
        self[key] = found = _Look(self._rows[recorded][name], self._rules)
        return found


class _Look:
    """What a row is compared by, made once."""

    __slots__ = ("code", "place", "point", "texts")

    def __init__(self, row: LedgerRow, rules: LedgerRules) -> None:
        self.code = _exact(row, rules.codes[0]) if rules.codes else ""
        self.texts = tuple(
            (plain(row.fields.get(key)), key.endswith(_CODED)) for key in rules.texts
        )
        self.place = row.place
        self.point: tuple[float, float] | None = None
        if isinstance(row.place, shapely.Point) and not row.place.is_empty:
            self.point = (row.place.x, row.place.y)

    @property
    def lead(self) -> str:
        """The text that weighs most, where it is no code."""
        text, coded = self.texts[0] if self.texts else ("", True)
        return "" if coded else text

    @property
    def words(self) -> str:
        """What is found by pairs of characters: texts that are no codes."""
        return " ".join(text for text, coded in self.texts if text and not coded)


def _alike(one: _Look, other: _Look, needed: float) -> float:
    """Return how alike the texts are that both have, 0 to 1; the first weighs most.

    Codes are the same or they are not: two of them look alike though they mean places
    far apart.
    """
    shared = [
        (text, there, coded)
        for (text, coded), (there, _) in zip(one.texts, other.texts, strict=True)
        if text and there
    ]
    if not shared:
        return 0.0
    lead = _text_score(shared[0])
    rest = shared[1:]
    if not rest:
        return lead
    if _LEAD * lead + (1 - _LEAD) < needed:
        return 0.0
    others = sum(_text_score(pair) for pair in rest) / len(rest)
    return _LEAD * lead + (1 - _LEAD) * others


def _text_score(pair: tuple[str, str, bool]) -> float:
    one, other, coded = pair
    if coded or one == other:
        return float(one == other)
    return fuzz.ratio(one, other) / 100


class _Recorded:
    """Finds rows on record that may be like a row of the file.

    Rows that both have the leading text can only be alike where that is: the other
    texts weigh too little.
    """

    def __init__(self, looks: Mapping[str, _Look]) -> None:
        self._looks = looks
        self._leading = _Words({k: look.lead for k, look in looks.items() if look.lead})
        self._without = _Words(
            {k: look.words for k, look in looks.items() if not look.lead}
        )

    @cached_property
    def _all(self) -> _Words:
        return _Words({key: look.words for key, look in self._looks.items()})

    def like(self, look: _Look) -> set[str]:
        """Return the likeliest rows."""
        if not look.lead:
            return self._all.like(look.words)
        return self._leading.like(look.lead) | self._without.like(look.words)


class _Words:
    """Finds rows on record that share pairs of characters with a text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._index: defaultdict[str, list[str]] = defaultdict(list)
        for key, text in texts.items():
            for pair in _pairs_of(text):
                self._index[pair].append(key)

    def like(self, text: str) -> set[str]:
        """Return the rows that share the most of the rarer pairs."""
        counts: defaultdict[str, float] = defaultdict(float)
        groups = [self._index.get(pair, []) for pair in sorted(_pairs_of(text))]
        groups = sorted((keys for keys in groups if keys), key=len)
        for number, keys in enumerate(groups):
            # The rarest pairs always count; common ones find nothing new.
            if len(keys) > (_CROWD if number < _RAREST else _COMMON):
                break
            for key in keys:
                counts[key] += 1.0 / len(keys)
        return set(heapq.nsmallest(_LIKE_MOST, counts, lambda k: (-counts[k], k)))


def _pairs_of(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _exact(row: LedgerRow, keys: tuple[str, ...]) -> str:
    parts = [plain(row.fields.get(key)) for key in keys]
    return "|".join(parts) if parts and all(parts) else ""


def _loose(row: LedgerRow, keys: tuple[str, ...]) -> str:
    """Return a code without separators, unless between digits, and leading zeros."""
    parts = [_loosened(plain(row.fields.get(key))) for key in keys]
    return "|".join(parts) if parts and all(parts) else ""


def _loosened(code: str) -> str:
    """Return what two spellings of a code have in common.

    Examples
    --------
    >>> _loosened("pw-007"), _loosened("pw7"), _loosened("1-11"), _loosened("11/1")
    ('pw7', 'pw7', '1-11', '11-1')
    """
    return _ZEROS.sub("", _LOOSE.sub("", _BETWEEN.sub("-", code)))


def _shown(row: LedgerRow, keys: Sequence[str]) -> str:
    return " ".join(str(row.fields.get(key) or "") for key in keys).strip()
