"""What a page may show: made-up people, papers, rows, sheets, forms, hints; never the truth."""

import dataclasses
import re
from datetime import date

import pytest

from sandbox import debrief, forms, hints, papers, words, worklist
from sandbox.chance import between, pick, share, shuffled
from sandbox.engine import applicant, available
from sandbox.people import FAMILIES, make_person
from sandbox.steps.desk import acceptance
from sandbox.workflow import CLOCK_ACTS
from sandbox.world import Command
from tests.unit.sandbox.desk import PLAIN, Desk, scenario
from tests.unit.sandbox.test_rules import ask, refuse

SEEDS = [str(seed) for seed in range(40)]


@pytest.mark.parametrize("ethnicity", FAMILIES)
@pytest.mark.parametrize("gender", ["female", "male"])
@pytest.mark.parametrize("year", [1950, 1999, 2000, 2024])
def test_made_up_people_look_real_and_are_certainly_nobody(ethnicity, gender, year):
    for seed in SEEDS:
        person = make_person(seed, "a", gender, ethnicity, year, "xã Bình Yên")

        digit = {("male", 19): 0, ("female", 19): 1, ("male", 20): 2, ("female", 20): 3}
        expected = f"018{digit[gender, year // 100]}{year % 100:02}"
        assert re.fullmatch(rf"{expected}\d{{6}}", person.number)
        assert re.fullmatch(r"060\d{7}", person.phone)
        assert person.email.endswith("@vidu.example")
        assert person.address.endswith(", xã Bình Yên, tỉnh Thái Nguyên")
        assert person.name.startswith(FAMILIES[ethnicity])
        assert person.birth_date.year == year


@pytest.mark.parametrize(
    ("commune", "smallest"),
    [("xã Bình Yên", r"(Xóm|Thôn|Bản) "), ("phường Gia Sàng", r"Tổ dân phố ")],
)
def test_an_address_names_the_unit_that_such_a_commune_has(commune, smallest):
    for seed in SEEDS:
        address = make_person(seed, "a", "male", "Kinh", 1990, commune).address
        assert re.match(smallest, address)
        assert address.endswith(f", {commune}, tỉnh Thái Nguyên")


def test_women_have_women_s_names():
    names = {make_person(s, "a", "female", "Kinh", 1990, "xã Bình Yên").name for s in SEEDS}

    assert not any(" Văn " in name for name in names)
    assert len(names) > 20


def test_chance_is_keyed_and_needs_no_order():
    one = [share("seed", label) for label in "abc"]
    other = [share("seed", label) for label in "cba"]

    assert one == other[::-1]
    assert len(set(one)) == 3
    assert share("seed", "a") != share("other", "a")


def test_chance_reaches_both_ends_of_a_range():
    drawn = {between(seed, "x", 1, 3) for seed in SEEDS}

    assert drawn == {1, 2, 3}
    assert {pick(seed, "y", "ab") for seed in SEEDS} == {"a", "b"}
    assert {tuple(shuffled(seed, "z", "ab")) for seed in SEEDS} == {("a", "b"), ("b", "a")}


def test_a_planted_defect_can_be_seen_on_the_paper_and_only_there():
    run = Desk(scenario())
    shown = {paper.key: paper for paper in papers.shown(run.world, "hs1")}

    assert shown["giay-khai-sinh"].form_label == "Bản sao chứng thực"
    assert "Dấu “BẢN SAO” ở góc trên bên phải" in shown["giay-khai-sinh"].text
    assert "không đọc được" in shown["xac-nhan-cong-tac"].text
    assert "không đọc được" not in shown["bang-tot-nghiep"].text


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_papers_without_their_defects_look_different(seed):
    run = Desk(scenario(), seed)
    before = {paper.key: paper.text for paper in papers.shown(run.world, "hs1")}
    faulty = set(run.dossier.open_defects())

    run.follow("accept")
    after = {paper.key: paper.text for paper in papers.shown(run.world, "hs1")}

    assert {key for key in before if before[key] != after[key]} == faulty


def test_the_text_twin_says_all_that_the_paper_shows():
    (paper, *_) = papers.shown(Desk(scenario()).world, "hs1")

    for piece in (paper.title, paper.issuer, *paper.marks):
        assert piece in paper.text
    assert paper.form_label not in paper.text
    assert all(label in paper.text and text in paper.text for label, text in paper.lines)


def test_papers_speak_of_the_citizen_at_the_counter():
    run = Desk(scenario())
    person = applicant(run.world, "hs1")

    (paper, *_) = papers.shown(run.world, "hs1")

    assert ("Họ và tên", person.name.upper()) in paper.lines
    assert ("Ngày sinh", f"{person.birth_date:%d/%m/%Y}") in paper.lines


def test_a_paper_shows_the_officer_s_own_verdict_and_scan():
    run = Desk(scenario()).instead("check_paper", finding="ca-nhan-tu-lap")
    paper = papers.shown(run.world, "hs1")[0]

    assert (paper.verdict, paper.digitised) == ("faulty", False)
    assert paper.verdict_label.startswith("Giấy tờ do cá nhân tự lập")

    run.follow("transfer")
    paper = papers.shown(run.world, "hs1")[0]
    assert (paper.verdict, paper.verdict_label) == ("ok", "Đạt")
    assert paper.digitised
    assert paper.signed


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_no_screen_tells_the_truth_about_the_papers(seed):
    run = Desk(scenario(), seed)
    planted = {d.key: d for d in run.dossier.spec.defects.all}
    truth = [text for key in run.dossier.defects for text in (planted[key].what, key)]
    screens = [
        worklist.rows(run.world),
        worklist.sheet(run.world, "hs1"),
        worklist.steps(run.world, "hs1"),
        [dataclasses.asdict(paper) for paper in papers.shown(run.world, "hs1")],
        [dataclasses.asdict(option) for option in available(run.world, "hs1", "reception")],
        hints.ladder(run.world, "hs1"),
    ]

    assert truth
    for screen in screens:
        assert not [each for each in truth if each in str(screen)]


def test_the_row_of_a_dossier_says_whose_turn_it_is():
    run = Desk(scenario())
    (row,) = worklist.rows(run.world)
    assert (row["status"], row["mine"]) == ("Mới đăng ký", True)
    assert row["attention"] == "Người dân đang ở quầy."
    assert row["due_text"] == ""

    ask(run)
    (row,) = worklist.rows(run.world)
    assert (row["status"], row["mine"]) == ("Yêu cầu bổ sung giấy tờ", False)
    assert row["holder_label"] == "Người nộp hồ sơ"

    run.follow("notify_citizen")
    (row,) = worklist.rows(run.world)
    assert row["attention"] == "Đã có kết quả, chờ người dân đến nhận."
    assert row["due_text"] == "17 giờ 00 phút, thứ Năm ngày 19/11/2026"
    assert not row["overdue"]

    run.follow()
    (row,) = worklist.rows(run.world)
    assert (row["holder_label"], row["attention"]) == ("Đã kết thúc", "")


def test_a_dossier_past_its_due_hour_is_marked_overdue():
    run = Desk(scenario(PLAIN)).follow("transfer").do("wait_until_morning")

    assert worklist.rows(run.world)[0]["overdue"]


@pytest.mark.parametrize(
    ("until", "done", "current"),
    [
        ("check_identity", 0, "Nộp hồ sơ"),
        ("digitise", 1, "Tiếp nhận"),
        ("notify_citizen", 5, "Trả kết quả"),
        ("", 6, None),
    ],
)
def test_the_progress_line_follows_the_dossier(until, done, current):
    line = worklist.steps(Desk(scenario()).follow(until).world, "hs1")

    assert sum(step["done"] for step in line) == done
    assert [step["label"] for step in line if step["current"]] == ([current] if current else [])


def test_a_refused_dossier_is_nowhere_on_the_progress_line():
    run = refuse(Desk(scenario()), "noi-dung-trai-phap-luat")

    line = worklist.steps(run.world, "hs1")

    assert not any(step["done"] or step["current"] for step in line)


def test_the_sheet_carries_the_issued_forms_in_order():
    run = Desk(scenario()).follow()
    sheet = worklist.sheet(run.world, "hs1")

    assert [form["number"] for form in sheet["forms"]] == ["02", "01", "06"]
    assert {form["watermark"] for form in sheet["forms"]} == {forms.WATERMARK}
    assert sheet["fee"]["text"] == "22.000 đ"
    assert sheet["applicant"]["number"] in sheet["looked_up"][0]["found"]
    assert [due["why"] for due in sheet["due_history"]] == ["Hẹn khi tiếp nhận"]


def test_the_slip_says_when_it_was_received_and_when_the_result_is_due():
    run = Desk(scenario()).follow("transfer")

    lines = dict(worklist.sheet(run.world, "hs1")["forms"][-1]["lines"])

    assert lines["Mã hồ sơ"] == run.dossier.code
    assert run.dossier.accepted_at
    assert lines["Thời gian nhận hồ sơ"] == words.moment(run.dossier.accepted_at)
    assert lines["Thời gian trả kết quả"] == "17 giờ 00 phút, thứ Năm ngày 19/11/2026"
    assert lines["Phí, lệ phí"] == "22.000 đ"


def test_the_slip_has_the_lines_of_form_01():
    run = Desk(scenario()).follow("digitise")

    lines = dict(worklist.sheet(run.world, "hs1")["forms"][-1]["lines"])

    assert lines["Quốc hiệu – tiêu ngữ"] == forms.MOTTO
    assert lines["Số lượng hồ sơ"] == "01 bộ"
    assert lines["Đăng ký nhận kết quả tại"].startswith("Trực tiếp tại Trung tâm")
    assert lines["Người nộp hồ sơ (ký)"].startswith("Bà ")
    assert lines["Người tiếp nhận hồ sơ (ký)"] == "Cán bộ tiếp nhận 01"


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("in_time", "Đến hết ngày 03/12/2026"),
        ("today", "Đến hết ngày 18/11/2026"),
        ("unsaid", "(không ghi)"),
    ],
)
def test_the_supplement_slip_says_until_when(given, printed):
    run = ask(Desk(scenario()), complete_by=given)

    assert dict(worklist.sheet(run.world, "hs1")["forms"][0]["lines"])["Thời hạn hoàn thiện"] == (
        printed
    )


def test_the_supplement_slip_names_every_item_and_has_no_code_yet():
    run = Desk(scenario()).follow()

    lines = dict(worklist.sheet(run.world, "hs1")["forms"][0]["lines"])

    assert lines["Nội dung 1"].startswith("Giấy khai sinh")
    assert lines["Nội dung 2"].startswith("Giấy xác nhận quá trình công tác")
    assert "Mã hồ sơ" not in lines


@pytest.mark.parametrize(
    ("act", "number", "label"),
    [
        (
            {
                "kind": "refuse",
                "ground": "noi-dung-trai-phap-luat",
                "way": "form_03",
                "guidance": "said",
            },
            "03",
            "Căn cứ",
        ),
        ({"kind": "stop", "ground": "busy"}, "05", "Lý do dừng"),
    ],
)
def test_refusal_and_stop_leave_their_form(act, number, label):
    data = {key: value for key, value in act.items() if key != "kind"}
    run = Desk(scenario()).do(act["kind"], reason="Lý do đủ dài để đọc hiểu.", **data)

    (form,) = worklist.sheet(run.world, "hs1")["forms"]

    assert form["number"] == number
    assert label in dict(form["lines"])


def test_what_is_only_said_leaves_no_form():
    assert worklist.sheet(ask(Desk(scenario()), way="oral").world, "hs1")["forms"] == []


def test_the_hint_ladder_says_more_and_costs_more_with_each_rung():
    rungs = hints.ladder(Desk(scenario()).follow("accept").world, "hs1")

    assert [rung.rung for rung in rungs] == [1, 2, 3]
    assert [rung.cost for rung in rungs] == sorted({rung.cost for rung in rungs})
    assert "Điều 17" in rungs[1].text
    assert "hẹn trả" in rungs[2].text
    assert "hẹn trả" not in rungs[0].text


def test_the_desk_works_in_the_order_of_the_decree():
    run = Desk(scenario(PLAIN)).follow("accept")
    order = []
    while (step := hints.next_step(run.world, "hs1")).kind != "wait_for_news":
        order.append(step.kind)
        run.do(step.kind, **step.data)

    assert order == ["accept", "collect_fee", "issue_receipt", "digitise", "transfer"]


def test_acceptance_is_led_with_case_channel_and_due_hour():
    sentence = hints.next_step(Desk(scenario(PLAIN)).follow("accept").world, "hs1").sentence

    for piece in ("Giải quyết trong ngày", "Trực tiếp", "17 giờ 00 phút"):
        assert piece in sentence


def test_the_slip_is_not_obligatory_when_the_result_is_due_on_the_same_day():
    at_once = hints.next_step(Desk(scenario(PLAIN)).follow("issue_receipt").world, "hs1")
    next_day = hints.next_step(Desk(scenario()).follow("issue_receipt").world, "hs1")

    assert "không bắt buộc; ở đây lập để luyện" in at_once.sentence
    assert hints.basis(at_once).startswith("khoản 4 Điều 17")
    assert "không bắt buộc" not in next_day.sentence
    assert hints.basis(next_day).startswith("khoản 3 Điều 17")


def test_the_step_that_takes_the_fee_shows_rates_sum_and_what_they_are_worth():
    step = hints.next_step(Desk(scenario(PLAIN)).follow("collect_fee").world, "hs1")

    assert "Giấy khai sinh của con 2 trang: 4.000 đ × 1 bản" in step.sentence
    assert "Học bạ tiểu học 6 trang: 8.000 đ × 2 bản; cộng 20.000 đ." in step.sentence
    assert "giá trị luyện tập" in hints.basis(step)


def test_a_tariff_says_its_rates():
    (tariff,) = worklist.sheet(Desk(scenario()).world, "hs1")["tariff"]

    assert "2.000 đ/trang cho 2 trang đầu, 1.000 đ/trang từ trang thứ 3" in tariff
    assert tariff.endswith("nhiều nhất 200.000 đ/bản")


def test_what_somebody_chose_is_said_with_every_answer():
    run = Desk(scenario())
    accepting = acceptance(run.world, run.dossier).command

    said = debrief.choice(run.world, accepting)

    assert said.startswith("Tiếp nhận. Trường hợp: Giải quyết trong ngày; Cách thức nộp: Trực tiếp")
    assert debrief.choice(run.world, Command("wait_until_morning", None, "reception")) == (
        "Chờ đến sáng ngày làm việc tiếp theo."
    )


def test_a_step_that_only_waits_has_no_rule_to_sell():
    rungs = hints.ladder(Desk(scenario()).follow("wait_for_news").world, "hs1")

    assert [rung.rung for rung in rungs] == [1, 3]


def test_the_next_step_points_at_a_button_that_can_be_pressed():
    run = Desk(scenario())
    while (step := hints.next_step(run.world, "hs1")) is not None:
        option = hints.option_of(run.world, step)
        assert option is not None
        assert option.refusal is None
        assert step.sentence
        assert step.nudge
        assert bool(step.rule) == (step.kind not in CLOCK_ACTS)
        run.do(step.kind, **step.data)


def test_a_closed_dossier_needs_no_hint():
    run = Desk(scenario()).follow()

    assert hints.next_step(run.world, "hs1") is None
    assert hints.ladder(run.world, "hs1") == []


def test_moments_days_and_amounts_are_written_as_officers_write_them():
    assert words.day(date(2026, 11, 22)) == "Chủ nhật ngày 22/11/2026"
    assert words.money(1_250_000) == "1.250.000 đ"
    assert words.money(0) == "0 đ"
    assert words.official_date(date(2025, 7, 1)) == "01/7/2025"
    assert words.official_date(date(2026, 2, 10)) == "10/02/2026"
