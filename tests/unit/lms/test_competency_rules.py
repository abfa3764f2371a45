import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies import rules

levels = st.integers(1, 5)


def test_without_evidence_the_level_is_zero():
    assert rules.level_held([]) == 0


def test_the_best_evidence_counts():
    assert rules.level_held([1, 3, 2]) == 3


@given(st.lists(levels), levels)
def test_more_evidence_never_lowers_a_level(evidence: list[int], more: int):
    assert rules.level_held([*evidence, more]) >= rules.level_held(evidence)


@pytest.mark.parametrize(
    ("mode", "passed", "successes", "opportunities", "hints", "level"),
    [
        ("free", True, 4, 5, 0, rules.ALONE),
        ("free", True, 4, 5, 1, rules.WITH_GUIDANCE),
        ("guided", True, 5, 5, 0, rules.WITH_GUIDANCE),
        ("free", True, 3, 4, 0, None),
        ("free", True, 0, 0, 0, None),
        ("free", False, 5, 5, 0, None),
    ],
)
def test_a_run_shows_what_was_done_without_help(
    mode, passed, successes, opportunities, hints, level
):
    found = rules.level_of_practice(
        mode, passed=passed, successes=successes, opportunities=opportunities, hints=hints
    )

    assert found == level


def test_a_quiz_shows_only_that_somebody_knows():
    assert rules.level_of_quiz(passed=True) == rules.KNOWS
    assert rules.level_of_quiz(passed=False) is None


@pytest.mark.parametrize(
    ("ready", "people", "heat"),
    [(0, 0, None), (0, 3, 0), (1, 3, 1), (2, 3, 3), (3, 3, 5), (99, 100, 4), (1, 1, 5)],
)
def test_the_heat_is_full_only_when_everybody_is_ready(ready, people, heat):
    assert rules.ready_share(ready, people) == heat
