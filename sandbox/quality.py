"""The quality index of Quyết định 766/QĐ-TTg over any set of dossiers, and Biểu 07a.

Only indicators that dossiers move are here: 1.4, 2.1, 2.2, 3.3, 3.6, 4.1–4.5 and 5.4. The others
(1.1–1.3, 3.1, 3.2, 3.5, 5.1–5.3) are about published procedures, online services or the handling
of complaints, which no dossier can show.

Source of the formulas: section 6 of the domain description, after the formula description used
for the dashboard of the National Public Service Portal. A judgement where that text is silent is
marked "Judgement". Datetimes are naive and local, to the minute.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from sandbox.procedure_parts import Channel

REFUSED, WITHDRAWN, STOPPED, SETTLED, RETURNED = 3, 7, 8, 9, 10
FINISHING = frozenset({REFUSED, WITHDRAWN, STOPPED, SETTLED, RETURNED})
REOPENING = frozenset({1, 2, 4, 5})
"""A dossier that comes back to one of these, to correct its result, is no longer finished."""
BANDS = ((90, "Xuất sắc"), (80, "Tốt"), (70, "Khá"), (50, "Trung bình"), (0, "Yếu"))
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class DossierRecord:
    """What the index needs to know about one dossier.

    `due_at` is the NgayHenTra that the Portal has; `legal_due_at` the due date by the legal clock
    where that differs (a supplement restarts it). `supplements` are (asked, brought or None) in
    order, and alone decide how often a supplement was asked. `fee_lines` are in đồng.
    `longest_limit_minutes` is the longest limit of the procedure in minutes by the clock on the
    wall, for a dossier without a due date.

    Raises:
        ValueError: the facts contradict each other.
    """

    code: str
    procedure: str
    channel: Channel
    submitted_at: datetime
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    legal_due_at: datetime | None = None
    longest_limit_minutes: int | None = None
    history: tuple[tuple[int, datetime], ...] = ()
    supplements: tuple[tuple[datetime, datetime | None], ...] = ()
    sector: str = ""
    """Lĩnh vực, a row of Biểu 07a."""
    fully_online: bool = True
    """Whether the online service is "toàn trình"; matters for the online channel only."""
    synchronised: bool = True
    fee_bearing: bool = False
    fee_lines: tuple[int, ...] = ()
    paid_online: Literal[0, 1, 2] = 0
    """DuocThanhToanTrucTuyen; both 1 and 2 count as paid online."""
    paper_result: bool = True
    """Whether the procedure gives a paper result."""
    result_file: bool = False
    """A link to the result file, with the code of the result."""
    components_digitised: bool = False
    reused: bool = False
    from_store: bool = False
    """A component from the data store (DuocLayTuKhoDMQG = 1)."""
    verified_by_population_db: bool = False
    complained: bool = False
    disliked: bool = False

    def __post_init__(self) -> None:
        if any(not 1 <= status <= 10 for status, _ in self.history):
            raise ValueError(f"Hồ sơ {self.code}: trạng thái phải từ 1 đến 10")
        moments = [at for _, at in self.history]
        if moments != sorted(moments):
            raise ValueError(f"Hồ sơ {self.code}: lịch sử trạng thái phải theo thứ tự thời gian")
        instants = [each or datetime.max for pair in self.supplements for each in pair]  # noqa: DTZ901
        if instants != sorted(instants):
            raise ValueError(f"Hồ sơ {self.code}: các lần bổ sung phải nối tiếp nhau")
        if self.paid_online not in (0, 1, 2) or any(line < 0 for line in self.fee_lines):
            raise ValueError(f"Hồ sơ {self.code}: phí hoặc cách thanh toán không hợp lệ")

    @property
    def starts_at(self) -> datetime:
        """When the clock starts: at acceptance, or at submission if there was none."""
        return self.accepted_at or self.submitted_at


@dataclass(frozen=True)
class Clock:
    """A dossier against its deadline: `moment` is what is compared with `deadline`.

    `counted` says whether the dossier belongs to the denominator of 2.1 at all.
    """

    counted: bool
    finished: bool
    moment: datetime
    deadline: datetime | None
    asked_twice: bool = False

    @property
    def on_time(self) -> bool:
        in_time = self.deadline is None or self.moment <= self.deadline
        return in_time and not self.asked_twice


EQUAL_SPLIT: Mapping[str, float] = {
    **{"1.4": 18 / 4, "2.1": 20, "3.3": 12 / 3, "3.6": 10 / 3, "5.4": 6},
    **dict.fromkeys(("4.1", "4.2", "4.3", "4.4", "4.5"), 22 / 5),
}
"""The points inside groups 1, 3 (12 for online services, 10 for online payment) and 4 were not
found: they are split equally, also with the indicators that are not computed here."""
GROUPS = {"1": 18, "2": 20, "3": 22, "4": 22, "5": 18}


@dataclass(frozen=True)
class Weights:
    """The most points of each indicator, where the province knows better than the equal split.

    Raises:
        ValueError: an unknown indicator, a negative weight, more points than the group has.
    """

    known: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := self.known.keys() - EQUAL_SPLIT.keys():
            raise ValueError(f"Không có chỉ số {min(unknown)}")
        if any(points < 0 for points in self.known.values()):
            raise ValueError("Điểm tối đa của một chỉ số không được âm")
        for group, most in GROUPS.items():
            if sum(self.of(each) for each in EQUAL_SPLIT if each[0] == group) > most:
                raise ValueError(f"Nhóm {group} chỉ có {most} điểm")

    def of(self, number: str) -> Fraction:
        """As it was meant: 10/3 and 4.4, not their nearest binary numbers."""
        return Fraction(self.known.get(number, EQUAL_SPLIT[number])).limit_denominator(10_000)


@dataclass(frozen=True)
class Indicator:
    """One indicator over a set of dossiers.

    `ratio` is from 0 to 1, to four decimals; for 2.2 (unit "minutes") it is the average number
    of minutes. An empty denominator leaves `ratio` and `points` None, "not applicable", and so
    does an indicator that is only displayed leave `points`. `threshold` None means that none was
    found: full points then only at 100 %. `certain` is false where a formula, threshold or
    maximum was not read in a source. `losing` is empty at full points.
    """

    number: str
    label: str
    numerator: int
    denominator: int
    ratio: float | None
    threshold: float | None
    max_points: float | None
    points: float | None
    certain: bool
    losing: tuple[str, ...]
    unit: Literal["share", "minutes"] = "share"


@dataclass(frozen=True)
class Total:
    """The points of the indicators that apply, out of what these can bring, and the band."""

    points: float
    out_of: float
    percent: float | None
    band: str | None


def rounded(value: Fraction, decimals: int = 2) -> float:
    """Rounded half up, as dashboards do; floats would sometimes round a half down."""
    scale: int = 10**decimals
    return math.floor(value * scale + Fraction(1, 2)) / scale


# The two clocks.


def finishing(record: DossierRecord, until: datetime) -> tuple[int, datetime] | None:
    """The status and moment that finished the dossier by `until`, or None.

    Settled (9) comes before returned (10); withdrawn (7) counts only after acceptance.
    Judgement: a dossier reopened to correct its result is unfinished until it is settled again.
    """
    run: list[tuple[int, datetime]] = []
    for status, at in record.history:
        if at > until:
            break
        if status in REOPENING:
            run = []
        elif status in FINISHING and (status != WITHDRAWN or _received(record, at)):
            run.append((status, at))
    return next((each for each in run if each[0] == SETTLED), run[0] if run else None)


def index_clock(record: DossierRecord, until: datetime) -> Clock:
    """The on-time rule of indicator 2.1, at the moment `until` (end of the period, or now).

    The time from asking for a supplement until it is brought is taken off; while nobody brings
    it, the dossier stands at the moment of asking. Two requests make the dossier overdue.

    Judgements: time is taken off also while the dossier is unfinished; a request never answered
    waits until the dossier is closed; a request before acceptance, where no clock runs yet,
    takes nothing off; without due date and limit nothing can be late.
    """
    finish = finishing(record, until)
    end = finish[1] if finish else until
    counted = _received(record, until) or finish is not None
    asked_twice = sum(asked <= until for asked, _ in record.supplements) > 1
    deadline = _deadline(record, record.due_at)
    return Clock(counted, finish is not None, end - _waited(record, end), deadline, asked_twice)


def legal_clock(record: DossierRecord, until: datetime) -> Clock:
    """Whether the dossier keeps the due date of the law, at the moment `until`.

    A supplement restarts this clock (khoản 5 Điều 19 of Nghị định 118/2025/NĐ-CP): the new due
    date is `legal_due_at`, nothing is taken off, and no clock runs while a supplement is awaited.
    """
    finish = finishing(record, until)
    awaited = [
        asked
        for asked, brought in record.supplements
        if asked <= until and (brought is None or until < brought)
    ]
    moment = awaited[0] if awaited else finish[1] if finish else until
    deadline = _deadline(record, record.legal_due_at or record.due_at)
    return Clock(_received(record, until), finish is not None, moment, deadline)


def _received(record: DossierRecord, until: datetime) -> bool:
    return record.accepted_at is not None and record.accepted_at <= until


def _deadline(record: DossierRecord, due: datetime | None) -> datetime | None:
    if due is None and record.longest_limit_minutes is not None:
        return record.starts_at + record.longest_limit_minutes * MINUTE
    return due


def _waited(record: DossierRecord, end: datetime) -> timedelta:
    """The time in which the dossier waited for supplements, between its start and `end`."""
    return sum(
        (
            max(min(brought or end, end) - max(asked, record.starts_at), timedelta())
            for asked, brought in record.supplements
        ),
        timedelta(),
    )


# The indicators.

Test = Callable[[DossierRecord, datetime], bool]


@dataclass(frozen=True)
class _Formula:
    """Which dossiers count, and which of them are as they should be."""

    number: str
    label: str
    good: Test
    counted: Test = _received
    threshold: Fraction | None = None
    certain: bool = False


def _fee_is_due(record: DossierRecord, until: datetime) -> bool:
    """Judgement: a fee that nobody recorded is not a fee of 0, so the dossier counts."""
    waived = bool(record.fee_lines) and not any(record.fee_lines)
    return _received(record, until) and record.fee_bearing and not waived


_FORMULAS = (
    _Formula("1.4", "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia", lambda r, _: r.synchronised),
    _Formula("2.1", "Hồ sơ xử lý trước hạn, đúng hạn",
             lambda r, until: index_clock(r, until).on_time,
             lambda r, until: index_clock(r, until).counted),
    # Received × rate of synchronisation is the number of synchronised dossiers.
    _Formula("3.3", "Hồ sơ nộp trực tuyến",
             lambda r, _: r.channel == "online" and (r.result_file or not r.paper_result),
             lambda r, until: _received(r, until) and r.synchronised, Fraction(1, 2)),
    _Formula("3.6", "Hồ sơ thanh toán trực tuyến",
             lambda r, _: r.paid_online > 0, _fee_is_due),
    _Formula("4.1", "Cấp kết quả điện tử", lambda r, _: r.result_file,
             lambda r, until: _received(r, until) and r.paper_result),
    _Formula("4.2", "Số hóa hồ sơ",
             lambda r, _: r.components_digitised and r.result_file, threshold=Fraction(4, 5)),
    _Formula("4.3", "Khai thác, sử dụng lại dữ liệu số hóa",
             lambda r, _: r.reused, threshold=Fraction(4, 5)),
    _Formula("4.4", "Kết nối, chia sẻ dữ liệu để tái sử dụng",
             lambda r, _: r.from_store or (r.result_file and r.synchronised)),
    _Formula("4.5", "Ứng dụng dữ liệu dân cư",
             lambda r, _: r.verified_by_population_db),
)  # fmt: skip
_SATISFACTION = _Formula(
    "5.4", "Hài lòng trong tiếp nhận, giải quyết thủ tục hành chính",
    lambda r, until: index_clock(r, until).on_time and not (r.complained or r.disliked),
    lambda r, until: index_clock(r, until).counted, Fraction(9, 10), certain=True,
)  # fmt: skip


def indicators(
    records: Iterable[DossierRecord], until: datetime, weights: Weights | None = None
) -> tuple[Indicator, ...]:
    """Every indicator that dossiers move, by number.

    The caller chooses the dossiers; `until` is the end of the period, or now. What happened later
    is not known yet. Judgement: unfinished dossiers stand in the denominators of 3.3, 4.1 and 4.2
    as the formulas say, so their missing results lower the ratio until they are issued.
    """
    all_of_them, weights = tuple(records), weights or Weights()
    found = [
        _measure(formula, all_of_them, until, weights) for formula in (*_FORMULAS, _SATISFACTION)
    ]
    return tuple(sorted([*found, average_time(all_of_them, until)], key=lambda each: each.number))


def _measure(
    formula: _Formula, records: Sequence[DossierRecord], until: datetime, weights: Weights
) -> Indicator:
    counted = [each for each in records if formula.counted(each, until)]
    losing = tuple(each.code for each in counted if not formula.good(each, until))
    good = len(counted) - len(losing)
    if formula is _SATISFACTION:
        # The two rates are added, so a dossier both overdue and disliked comes off twice.
        late = [each for each in counted if not index_clock(each, until).on_time]
        good -= sum(each.complained or each.disliked for each in late)
    return _scored(formula, max(0, good), len(counted), losing, weights)


def _scored(
    formula: _Formula, good: int, of: int, losing: tuple[str, ...], weights: Weights
) -> Indicator:
    """Points are ratio × maximum / threshold, and the maximum from the threshold on."""
    most, threshold = weights.of(formula.number), formula.threshold
    ratio = Fraction(good, of) if of else None
    share = None if ratio is None else min(ratio / (threshold or 1), Fraction(1))
    return Indicator(
        formula.number, formula.label, good, of,
        ratio=None if ratio is None else rounded(ratio, 4),
        threshold=None if threshold is None else float(threshold),
        max_points=rounded(most),
        points=None if share is None else rounded(share * most),
        certain=formula.certain,
        losing=() if share == 1 else losing,
    )  # fmt: skip


def average_time(records: Iterable[DossierRecord], until: datetime) -> Indicator:
    """2.2: the average minutes by the clock on the wall from acceptance until settled, without
    the time that waited for supplements. Displayed, never scored; meant for one procedure."""
    took = []
    for each in records:
        finish = finishing(each, until)
        if finish and finish[0] in (SETTLED, RETURNED):
            took.append((finish[1] - _waited(each, finish[1]) - each.starts_at) // MINUTE)
    average = rounded(Fraction(sum(took), len(took))) if took else None
    return Indicator(
        "2.2", "Thời gian giải quyết trung bình", sum(took), len(took), average,
        threshold=None, max_points=None, points=None, certain=True, losing=(), unit="minutes",
    )  # fmt: skip


def total(found: Iterable[Indicator]) -> Total:
    """The sum over the indicators that apply.

    Dossiers move only part of the 100 points, so the band is that of the percentage.
    """
    scored = [each for each in found if each.points is not None]
    points = Fraction(sum(Fraction(str(each.points)) for each in scored))
    out_of = Fraction(sum(Fraction(str(each.max_points)) for each in scored))
    percent = rounded(points * 100 / out_of) if out_of else None
    name = None if percent is None else band(percent)
    return Total(rounded(points), rounded(out_of), percent, name)


def band(points: float) -> str:
    """The name of the rank for points out of 100."""
    return next((name for least, name in BANDS if points >= least), BANDS[-1][1])
