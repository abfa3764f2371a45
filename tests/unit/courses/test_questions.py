import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.questions import TYPES, BadAnswer, type_of
from tests.unit.courses.samples import QUESTIONS, question

KINDS = sorted(TYPES)
SEED = "hat-giong"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def handles(spec, key_texts):
    """The handles of the options with these texts, as a browser would send them."""
    page = TYPES[spec.type].public(spec, SEED)
    shown = {entry["text_html"]: entry["handle"] for entry in page.get("options") or page["steps"]}
    return [shown[text] for text in key_texts]


def test_every_type_has_a_sample_here():
    assert sorted(QUESTIONS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_answer_earns_full_marks_and_the_wrong_one_does_not(kind):
    spec = question(kind)
    right, wrong = type_of(spec).example(spec)

    assert type_of(spec).grade(spec, right).right
    assert type_of(spec).grade(spec, right).points == Fraction(spec.points)
    assert not type_of(spec).grade(spec, wrong).right


@pytest.mark.parametrize("kind", KINDS)
def test_answers_survive_json(kind):
    spec = question(kind)

    for answer in type_of(spec).example(spec):
        assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_is_none_and_earns_nothing(kind):
    spec = question(kind)

    assert type_of(spec).read(spec, [], SEED) is None
    assert type_of(spec).read(spec, [""], SEED) is None
    assert type_of(spec).grade(spec, None).points == 0
    assert type_of(spec).answer_text(spec, None) == ""


@pytest.mark.parametrize("kind", KINDS)
@given(answer=json_values)
def test_any_json_value_is_graded_within_bounds_and_can_be_shown(kind, answer):
    spec = question(kind)
    mark = type_of(spec).grade(spec, answer)

    assert 0 <= mark.points <= mark.out_of == Fraction(spec.points)
    assert mark.right == (mark.points == mark.out_of)
    type_of(spec).answer_text(spec, answer)
    type_of(spec).public(spec, SEED, answer)
    type_of(spec).review(spec, SEED, answer)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_before_grading_holds_neither_key_nor_explanation(kind):
    spec = question(kind)
    page = json.dumps(type_of(spec).public(spec, SEED), ensure_ascii=False)

    assert '"right' not in page
    assert '"why' not in page
    assert spec.why not in page
    assert "Đúng nơi" not in page
    for entry in [*getattr(spec, "options", ()), *getattr(spec, "steps", ())]:
        assert f'"{entry.key}"' not in page


A_IS_RIGHT = [{"key": "a", "text": "A", "right": True}, {"key": "b", "text": "B"}]
B_IS_RIGHT = [{"key": "a", "text": "A"}, {"key": "b", "text": "B", "right": True}]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("choice", {"options": A_IS_RIGHT}, {"options": B_IS_RIGHT}),
        ("choices", {"options": A_IS_RIGHT}, {"options": B_IS_RIGHT}),
        ("true_false", {"answer": True}, {"answer": False}),
        ("number", {"answer": 1, "tolerance": 0}, {"answer": 2, "tolerance": 1}),
    ],
)
def test_questions_that_differ_in_the_answer_alone_look_the_same(kind, one, other):
    show = TYPES[kind].public

    assert show(question(kind, **one), SEED) == show(question(kind, **other), SEED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_after_grading_explains_everything(kind):
    spec = question(kind)
    right, _ = type_of(spec).example(spec)
    page = type_of(spec).review(spec, SEED, right)

    assert spec.why in page["why_html"]
    assert page["right_text"] == type_of(spec).right_answer_text(spec) != ""
    assert page["answer_text"] != ""


@pytest.mark.parametrize("kind", ["choice", "choices", "ordering"])
def test_one_attempt_has_one_order_and_others_have_others(kind):
    spec = question(kind)
    pages = [json.dumps(type_of(spec).public(spec, f"seed-{n}")) for n in range(20)]
    entries = getattr(spec, "options", None) or spec.steps
    orders = {tuple(page.index(json.dumps(entry.text)[1:8]) for entry in entries) for page in pages}

    assert json.dumps(type_of(spec).public(spec, "seed-3")) == pages[3]
    assert len(orders) > 1


@given(st.text(max_size=20), st.integers(3, 12))
def test_an_ordering_never_comes_in_the_right_order(seed, count):
    steps = [{"key": f"k{n}", "text": f"B{n:02}"} for n in range(count)]
    spec = question("ordering", steps=steps)

    shown = [step["text_html"] for step in type_of(spec).public(spec, seed)["steps"]]

    assert shown != sorted(shown)
    assert sorted(shown) == [step["text"] for step in steps]


@pytest.mark.parametrize("kind", ["choice", "choices", "ordering"])
def test_the_authors_keys_are_not_understood_from_a_page(kind):
    spec = question(kind)
    keys = [entry.key for entry in getattr(spec, "options", None) or spec.steps]

    with pytest.raises(BadAnswer, match=r"tải lại trang"):
        type_of(spec).read(spec, keys[:1] if kind == "choice" else keys, SEED)


def test_a_choice_is_read_from_its_handle():
    spec = question("choice")

    assert type_of(spec).read(spec, handles(spec, ["Văn thư"]), SEED) == "b"


def test_a_handle_of_another_attempt_is_refused():
    spec = question("choice")

    with pytest.raises(BadAnswer, match="không thuộc câu hỏi này"):
        type_of(spec).read(spec, handles(spec, ["Văn thư"]), "other")


def test_a_choice_takes_one_option_only():
    spec = question("choice")

    with pytest.raises(BadAnswer, match="Chỉ chọn một"):
        type_of(spec).read(spec, ["a", "b"])


def test_a_saved_choice_is_shown_as_chosen():
    spec = question("choice")
    options = type_of(spec).public(spec, SEED, "b")["options"]

    assert [option["text_html"] for option in options if option["chosen"]] == ["Văn thư"]


def test_several_choices_are_kept_in_the_authors_order():
    spec = question("choices")

    assert type_of(spec).read(spec, ["d", "a", "a"]) == ["a", "d"]


@pytest.mark.parametrize(
    ("chosen", "points"),
    [("ab", 2), ("a", 1), ("abc", 1), ("ac", 0), ("cd", 0), ("abcd", 0), ("", 0)],
)
def test_wrong_choices_cost_what_right_ones_bring_but_never_more(chosen, points):
    spec = question("choices")

    assert type_of(spec).grade(spec, list(chosen)).points == points


def test_thirds_of_points_stay_exact():
    options = [{"key": key, "text": key, "right": key != "d"} for key in "abcd"]
    spec = question("choices", options=options, points=1)

    assert type_of(spec).grade(spec, ["a"]).points == Fraction(1, 3)


@pytest.mark.parametrize(("sent", "answer"), [(["true"], True), (["false"], False)])
def test_a_statement_is_true_or_false(sent, answer):
    assert TYPES["true_false"].read(question("true_false"), sent, SEED) is answer


@pytest.mark.parametrize("sent", [["true", "false"], ["1"], ["True"], ["Đúng"]])
def test_a_statement_is_nothing_else(sent):
    with pytest.raises(BadAnswer, match="Đúng hoặc Sai"):
        TYPES["true_false"].read(question("true_false"), sent, SEED)


def test_numbers_one_and_zero_are_not_true_and_false():
    spec = question("true_false")

    assert type_of(spec).grade(spec, 1).points == 0


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("8", "8"),
        ("7,5", "7.5"),
        ("8 giờ", "8"),
        ("8 Giờ làm việc", "8"),
        ("8 gio lam viec", "8"),
        ("8 giờ làm", "8"),
    ],
)
def test_a_number_may_come_with_its_unit(typed, answer):
    spec = question("number")

    assert type_of(spec).read(spec, [typed], SEED) == answer


@pytest.mark.parametrize("typed", ["8 ngày", "tám", "giờ", "8 g", "1" * 60, "x" * 200])
def test_a_number_with_other_words_is_refused_in_a_sentence(typed):
    spec = question("number")

    with pytest.raises(BadAnswer) as refusal:
        type_of(spec).read(spec, [typed], SEED)
    assert refusal.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("answer", "right"),
    [("8", True), ("8.5", True), ("7.5", True), ("8.51", False), ("7.49", False), ("NaN", False)],
)
def test_the_tolerance_includes_its_edges(answer, right):
    spec = question("number")

    assert type_of(spec).grade(spec, answer).right is right


def test_a_number_is_shown_with_its_unit():
    spec = question("number", answer=Decimal("1250.5"))

    assert type_of(spec).right_answer_text(spec) == "1.250,5 giờ làm việc (chấp nhận sai lệch 0,5)"
    assert type_of(spec).answer_text(spec, "7.5") == "7,5 giờ làm việc"
    assert type_of(spec).public(spec, SEED, "7.5")["value"] == "7,5"


def test_an_order_is_read_from_handles_in_order():
    spec = question("ordering")
    sent = handles(spec, ["Kiểm tra", "Tiếp nhận", "Chuyển"])

    assert type_of(spec).read(spec, sent, SEED) == ["a", "b", "c"]


def test_an_order_is_read_from_numbered_handles():
    spec = question("ordering")
    first, second, third = handles(spec, ["Kiểm tra", "Tiếp nhận", "Chuyển"])

    sent = [f"{third}=3", f"{first}=1", f"{second}=2"]

    assert type_of(spec).read(spec, sent, SEED) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (["a=1", "b=1", "c=2"], "Hai bước cùng mang số thứ tự 1"),
        (["a=1", "b=", "c="], "tất cả các bước"),
        (["a=1", "b=2", "c=4"], "từ 1 đến 3"),
        (["a=1", "b=2", "c=x"], "từ 1 đến 3"),
        (["a=1", "b=2", "z=3"], "tải lại trang"),
        (["a", "b"], "tải lại trang"),
        (["a", "b", "b"], "tải lại trang"),
    ],
)
def test_a_broken_order_is_refused_in_a_sentence(sent, sentence):
    spec = question("ordering")

    with pytest.raises(BadAnswer, match=sentence):
        type_of(spec).read(spec, sent)


def test_an_order_without_any_number_is_no_answer():
    spec = question("ordering")

    assert type_of(spec).read(spec, ["a=", "b=", "c="]) is None


def test_a_saved_order_is_shown_as_it_was_given():
    spec = question("ordering")
    steps = type_of(spec).public(spec, SEED, ["c", "a", "b"])["steps"]

    assert [(step["text_html"], step["position"]) for step in steps] == [
        ("Chuyển", 1),
        ("Kiểm tra", 2),
        ("Tiếp nhận", 3),
    ]


def test_the_right_order_is_told_in_numbers():
    assert TYPES["ordering"].right_answer_text(question("ordering")) == (
        "1. Kiểm tra; 2. Tiếp nhận; 3. Chuyển"
    )


def test_the_authors_own_examples_come_first():
    spec = question("number", example={"right": 8.125, "wrong": "9,5 giờ"})

    assert type_of(spec).example(spec) == ("8.125", "9.5")


DAY = {"answer": 22, "tolerance": 0, "prefix": "ngày", "unit": "tháng 7/2026"}


@pytest.mark.parametrize(
    "typed",
    ["22", "ngày 22", "Ngày 22", "ngay 22 thang 7", "22 tháng 7/2026", "ngày 22 tháng 7/2026"],
)
def test_words_around_a_number_may_be_typed_with_it(typed):
    assert TYPES["number"].read(question("number", **DAY), [typed]) == "22"


@pytest.mark.parametrize("typed", ["hai mươi hai", "22 tháng 8", "22/7", "ngày", "thứ 22", "22 th"])
def test_other_words_are_refused_with_an_example(typed):
    with pytest.raises(BadAnswer, match=r"^Chỉ ghi số ngày, ví dụ 15\.$"):
        TYPES["number"].read(question("number", **DAY), [typed])


@pytest.mark.parametrize("typed", ["21 000 đồng", "21.000 dong", "21000"])
def test_money_may_be_typed_with_its_unit(typed):
    spec = question("number", answer=21000, tolerance=0, unit="đồng")

    assert TYPES["number"].read(spec, [typed]) == "21000"


def test_an_answer_reads_as_a_date_with_the_words_around_it():
    spec = question("number", **DAY)

    assert TYPES["number"].right_answer_text(spec) == "Ngày 22 tháng 7/2026"
    assert TYPES["number"].answer_text(spec, "3") == "Ngày 3 tháng 7/2026"
    assert TYPES["number"].public(spec, SEED)["prefix"] == "Ngày"


OPTION = {"key": "a", "text": "A"}


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("choice", {"options": [OPTION, OPTION | {"key": "b", "text": "B"}]}, "đúng một phương án"),
        ("choice", {"options": [OPTION, OPTION | {"right": True}]}, "bị trùng: a"),
        ("choice", {"options": [OPTION, {"key": "b", "text": "A", "right": True}]}, "bị trùng: A"),
        ("choices", {"options": [OPTION, {"key": "b", "text": "B"}]}, "ít nhất một phương án"),
        (
            "choices",
            {"options": [OPTION | {"right": True}, {"key": "b", "text": "B", "right": True}]},
            "phương án sai",
        ),
        ("ordering", {"steps": [OPTION, OPTION, OPTION]}, "bị trùng: a"),
        ("ordering", {"steps": [OPTION]}, "at least 3"),
        ("number", {"tolerance": -1}, "greater than or equal"),
        ("number", {"answer": "NaN"}, "finite"),
        ("true_false", {"answer": "true"}, "valid boolean"),
        ("true_false", {"points": 0}, "greater than 0"),
        ("true_false", {"why": ""}, "at least 1"),
        ("true_false", {"hint": "x"}, "Extra"),
    ],
)
def test_a_question_that_cannot_be_marked_is_refused(kind, changes, reason):
    with pytest.raises(ValidationError, match=reason):
        question(kind, **changes)
