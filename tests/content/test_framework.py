"""What courses and scenarios say they teach is what the framework measures."""

from pathlib import Path

from courses.catalogue import load_courses
from lms.competencies import framework
from sandbox import library, marking

ROOT = Path(__file__).resolve().parents[2]


def test_every_course_names_competencies_of_the_framework():
    courses = load_courses(ROOT / "courses" / "content", framework.codes())

    assert courses


def test_every_scenario_and_every_rule_names_competencies_of_the_framework():
    # The clerk is a seat of team play for which the framework has no position yet.
    positions = set(marking.POSITIONS.values()) - {"clerk"}
    named = {f"{position}.{rule.competency}" for rule in marking.RULES for position in positions}
    for scenario in library.shipped().scenarios.values():
        named |= set(scenario.competencies)

    assert named - framework.codes() == set()


def test_every_competency_belongs_to_a_position_and_needs_a_level():
    data = framework.read()
    positions = {position["code"] for position in data["positions"]}

    for row in data["competencies"]:
        assert row["position"] in positions
        assert row["code"].startswith(row["position"] + ".")
        assert 1 <= row["required"] <= 5
        assert row["description"]
