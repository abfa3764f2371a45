"""A province of any size for trials and benchmarks: the same seed makes the same people.

Everybody is made up: names drawn from lists, no password that opens anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from courses.vietnamese import fold, sort_key_text
from lms import clock
from lms.competencies.models import Competency, Evidence, Standing
from lms.extensions import db
from lms.learning.models import Course, Enrolment
from lms.people.models import Grant, Person, Unit

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Dương",
    "Đỗ",
    "Ma",
    "Nông",
    "Hà",
    "Lường",
    "Hứa",
    "Triệu",
    "Vi",
    "Lục",
    "Chu",
    "Bàn",
    "Phùng",
    "Lý",
    "Vàng",
    "Giàng",
    "Sùng",
    "Lưu",
    "Trương",
    "Ninh",
    "Diệp",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Hữu",
    "Ngọc",
    "Minh",
    "Thu",
    "Đức",
    "Thanh",
    "Quang",
    "Bích",
    "Xuân",
    "Kim",
]
GIVEN = [
    "An",
    "Anh",
    "Ánh",
    "Bình",
    "Châu",
    "Chi",
    "Cường",
    "Dũng",
    "Duyên",
    "Đạt",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Hùng",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Ngân",
    "Oanh",
    "Phúc",
    "Quỳnh",
    "Sơn",
    "Tâm",
    "Thảo",
    "Tuyết",
    "Uyển",
    "Vinh",
    "Ưởng",
    "Yến",
]
POSITIONS = ["reception"] * 7 + ["appraisal"] * 2 + ["leadership"]
BATCH = 5000
NO_PASSWORD = "!"  # noqa: S105 - no hash at all, so no password matches


def _rows(number: int, seed: int, first_id: int, units: list[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 - made-up people, not a secret
    now = clock.now()
    for index in range(number):
        name = " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)))
        username = f"can-bo-{seed}-{index:06d}"
        yield {
            "id": first_id + index,
            "username": username,
            "full_name": name,
            "search_fold": fold(f"{name} {username}"),
            "sort_key": sort_key_text(name),
            "email": None,
            "unit_id": units[chance.randrange(len(units))],
            "position_code": chance.choice(POSITIONS),
            "password_hash": NO_PASSWORD,
            "must_change_password": True,
            "active": chance.random() > 0.01,
            "created_at": now,
        }


def _shown(person: dict[str, Any], ids: list[int], seed: int) -> Iterator[dict[str, Any]]:
    """Four in five have shown something in each competency of their position."""
    chance = random.Random(f"{seed}:{person['id']}")  # noqa: S311
    now = clock.now()
    for competency_id in ids:
        if chance.random() < 0.8:
            yield {
                "person_id": person["id"],
                "competency_id": competency_id,
                "unit_id": person["unit_id"],
                "level": chance.choice((1, 2, 2, 3, 3, 3, 4, 5)),
                "at": now - timedelta(days=chance.randrange(400)),
            }


def _insert_batch(
    people: list[dict[str, Any]], competencies: dict[str, list[int]], seed: int
) -> None:
    shown = [
        row for p in people for row in _shown(p, competencies.get(p["position_code"], []), seed)
    ]
    db.session.execute(insert(Person), people)
    db.session.execute(
        insert(Grant),
        [{"person_id": person["id"], "role": "trainee", "scope": "OWN"} for person in people],
    )
    if shown:
        db.session.execute(
            insert(Evidence),
            [
                {
                    "person_id": row["person_id"],
                    "competency_id": row["competency_id"],
                    "kind": "observation",
                    "source_kind": "seed",
                    "source_id": str(seed),
                    "title": "Dữ liệu thử",
                    "level": row["level"],
                    "shown_at": row["at"],
                }
                for row in shown
            ],
        )
        db.session.execute(
            insert(Standing),
            [
                {key: row[key] for key in ("person_id", "competency_id", "unit_id", "level")}
                | {"changed_at": row["at"]}
                for row in shown
            ],
        )
    db.session.commit()


def _enrol(first_id: int, number: int) -> None:
    """Every second person has begun every course."""
    codes = list(db.session.scalars(select(Course.code)))
    now = clock.now()
    rows = (
        {"person_id": first_id + index, "course_code": code, "enrolled_at": now,
         "last_activity_at": now - timedelta(minutes=index)}
        for code in codes
        for index in range(0, number, 2)
    )  # fmt: skip
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(Enrolment), batch)
    db.session.commit()


def make_people(number: int, seed: int = 1) -> int:
    """Add `number` made-up people over all communes, with evidence and standings; commits."""
    units = list(
        db.session.scalars(select(Unit.id).where(Unit.area_id.is_not(None)).order_by(Unit.id))
    )
    competencies: dict[str, list[int]] = {}
    for competency_id, position in db.session.execute(
        select(Competency.id, Competency.position_code).order_by(Competency.id)
    ):
        competencies.setdefault(position, []).append(competency_id)
    first_id = (db.session.scalar(select(func.max(Person.id))) or 0) + 1
    db.session.commit()
    people = _rows(number, seed, first_id, units)
    while batch := list(islice(people, BATCH)):
        _insert_batch(batch, competencies, seed)
    _enrol(first_id, number)
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            select(func.setval("person_id_seq", select(func.max(Person.id)).scalar_subquery()))
        )
        db.session.commit()
    return number
