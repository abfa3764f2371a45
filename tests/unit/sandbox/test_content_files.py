"""Procedure and scenario files: good ones are frozen objects, bad ones give all faults at once."""

from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from sandbox import library
from sandbox.law import Basis
from sandbox.procedure_parts import Fee, Limit
from sandbox.reading import Fault, FaultyContent, mapping
from sandbox.scenario import RUBRIC
from tests.unit.sandbox.desk import DEFECTIVE, changed, scenario, texts

PROCEDURE = "procedures/2.000815.yaml"
SCENARIO = f"scenarios/{DEFECTIVE}.yaml"
BASIS = {"document": "Nghị định 23/2015/NĐ-CP", "article": "Điều 7"}


def load(files):
    """What these tests are about, and the calendar: the other files only take time."""
    calendars = {file: text for file, text in files.items() if file.startswith("calendars/")}
    return library.load({**calendars, PROCEDURE: files[PROCEDURE], SCENARIO: files[SCENARIO]})


def faults_of(file, change):
    with pytest.raises(FaultyContent) as caught:
        load(changed(file, change))
    return [fault for fault in caught.value.faults if fault.file == file]


def test_a_basis_is_written_in_the_official_order():
    basis = Basis(document="Nghị định 118/2025/NĐ-CP", article="điểm c khoản 1 Điều 17")

    assert basis.text == "điểm c khoản 1 Điều 17 Nghị định 118/2025/NĐ-CP"


@pytest.mark.parametrize("article", ["Điều 17 khoản 1", "khoản 1", "Đ17", "điều 17"])
def test_an_article_in_another_order_is_refused(article):
    with pytest.raises(ValidationError, match="thứ tự điểm, khoản, Điều"):
        Basis(document="Nghị định 118/2025/NĐ-CP", article=article)


def test_a_key_written_twice_is_a_fault_with_its_line():
    with pytest.raises(FaultyContent) as caught:
        mapping("code: a\ntitle: b\ncode: c\n", "procedures/x.yaml")

    assert caught.value.faults == [
        Fault("procedures/x.yaml", "dòng 3", "khóa “code” được viết hai lần")
    ]


@pytest.mark.parametrize("text", ["- a\n- b\n", "code: [1, 2\n", ""])
def test_a_text_that_is_no_mapping_is_one_fault(text):
    with pytest.raises(FaultyContent) as caught:
        mapping(text, "scenarios/x.yaml")

    assert [fault.file for fault in caught.value.faults] == ["scenarios/x.yaml"]


def test_all_faults_of_a_procedure_are_reported_at_once():
    def change(data):
        data["colour"] = "red"
        data["code"] = 2.000815
        version = data["versions"][0]
        del version["result"]
        version["limits"][0]["kind"] = "someday"
        version["fees"][0]["rate"] = -1
        version["legal_basis"][0]["document"] = "ND 23"

    found = faults_of(PROCEDURE, change)

    assert {(fault.key, fault.reason) for fault in found} == {
        ("colour", "khóa này không có trong mẫu (viết sai tên?)"),
        ("code", "phải là chữ; hãy đặt trong dấu nháy"),
        ("versions.0.result", "thiếu khóa bắt buộc này"),
        (
            "versions.0.limits.0.kind",
            "phải là một trong: 'same_day', 'working_days', 'working_hours' or 'calendar_days'",
        ),
        ("versions.0.fees.0.rate", "phải từ 0 trở lên"),
        (
            "versions.0.legal_basis.0.document",
            "“ND 23” không phải tên văn bản (ví dụ: Nghị định 118/2025/NĐ-CP)",
        ),
    }


SO = {"key": "co", "title": "Ghi sổ", "right": True}
NOT_SO = {"key": "khong", "title": "Không ghi", "what": "Không ghi sổ."}
TASK = {
    "key": "ghi-so",
    "title": "Ghi sổ",
    "seat": "reception",
    "stage": "receiving",
    "should": "Ghi vào sổ.",
    "hurt": "Sổ thiếu.",
}
LINK = {
    "key": "cong-an",
    "title": "Xác minh",
    "agency": "Công an xã",
    "kind": "verification",
    "stage": "appraisal",
    "limit": {"amount": 3, "unit": "working_days"},
    "basis": [BASIS],
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda v: v["cases"].append(v["cases"][0]), "cases: khóa “trong-ngay” bị lặp"),
        (lambda v: v.update(processed_by="nobody"), "không có đơn vị “nobody”"),
        (lambda v: v["limits"][1].update(case="nhanh"), "không có trường hợp “nhanh”"),
        (lambda v: v["steps"][0].update(share=0.9), "vượt quá 1"),
        (lambda v: v.update(until=date(2025, 1, 1)), "until: phải sau in_force"),
        (lambda v: v["limits"][1].update(amount=0), "“amount” là 0 cho same_day"),
        (lambda v: v["components"][0].update(how="looked_up"), "“database” đi cùng"),
        (lambda v: v.update(tasks=[TASK, TASK]), "tasks: khóa “ghi-so” bị lặp"),
        (lambda v: v.update(tasks=[{**TASK, "cases": ["la"]}]), "tasks.ghi-so: không có trường"),
        (lambda v: v.update(tasks=[{**TASK, "stage": "appraisal"}]), "stage: appraisal đi cùng"),
        (lambda v: v.update(tasks=[{**TASK, "answers": [NOT_SO]}]), "ít nhất một cách làm đúng"),
        (lambda v: v.update(tasks=[{**TASK, "answers": [SO, {**NOT_SO, "what": ""}]}]),
         "answers.khong: cách làm sai phải nói rõ sai gì"),
        (lambda v: v.update(links=[{**LINK, "after": ["la"]}]), "không có “la” trong links"),
        (lambda v: v.update(links=[{**LINK, "after": ["cong-an"]}]), "chờ chính mình"),
        (lambda v: v["offices"][0].update(link="la"), "không có “la” trong links"),
        (lambda v: v.update(duty={"title": "Thuế", "after": "thue", "basis": [BASIS]}),
         "duty.after: không có “thue” trong links"),
    ],
)  # fmt: skip
def test_a_procedure_that_contradicts_itself_is_refused(change, reason):
    found = faults_of(PROCEDURE, lambda data: change(data["versions"][0]))

    assert any(reason in fault.reason for fault in found), found


def test_an_empty_list_that_needs_items_is_a_fault():
    found = faults_of(PROCEDURE, lambda data: data["versions"][0].update(cases=[]))

    assert [(fault.key, fault.reason) for fault in found] == [
        ("versions.0.cases", "phải có ít nhất 1 mục")
    ]


def test_two_versions_in_force_on_one_day_are_refused():
    def change(data):
        data["versions"].append({**data["versions"][0], "in_force": date(2026, 1, 1)})

    assert "hai phiên bản" in faults_of(PROCEDURE, change)[0].reason


def test_a_dossier_follows_the_version_in_force_on_its_day():
    def change(data):
        old = data["versions"][0]
        old["until"] = date(2026, 11, 20)
        data["versions"].append({**old, "in_force": date(2026, 11, 20), "until": None})
        data["versions"][1]["fees"] = []

    procedure = load(changed(PROCEDURE, change)).procedures["2.000815"]

    assert procedure.on(date(2026, 11, 19)).fees != ()
    assert procedure.on(date(2026, 11, 20)).fees == ()
    with pytest.raises(LookupError):
        procedure.on(date(2025, 6, 30))


def test_a_file_is_named_after_its_code():
    files = texts()
    files["procedures/1.000001.yaml"] = files.pop(PROCEDURE)
    files["scenarios/other.yaml"] = files[SCENARIO]

    with pytest.raises(FaultyContent) as caught:
        library.load(files)

    assert {fault.file for fault in caught.value.faults} >= {"procedures/1.000001.yaml"}


def test_all_faults_of_a_scenario_are_reported_at_once():
    def change(data):
        data["procedure"] = "9.999999"
        data["minutes"] = "long"
        del data["goal"]
        data["unit"]["code"] = "H55.242"
        data["applicants"][0]["ethnicity"] = "Hỏa tinh"
        data["dossiers"][0]["papers"][0]["lines"][0]["text"] = "{secret}"

    found = faults_of(SCENARIO, change)

    assert [fault.key for fault in found] == [
        "procedure",
        "goal",
        "minutes",
        "unit.code",
        "applicants.0",
        "dossiers.0.papers.0.lines.0",
    ]
    assert "2.000815" in found[0].reason
    assert "{secret}" not in found[5].reason
    assert "“secret”" in found[5].reason


SOON = {"low": 5, "high": 15}
LINES = [{"label": "Họ và tên", "text": "{name}"}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.update(applicant="ai-do"), "không có “ai-do” trong applicants"),
        (lambda d: d.update(case="nhanh"), "không có trường hợp “nhanh”"),
        (lambda d: d.update(channel="online"), "không nhận theo cách “online”"),
        (lambda d: d.update(waiver="ho-ngheo"), "không có diện miễn “ho-ngheo”"),
        (lambda d: d.update(arrives_at="2026-11-18T18:00"), "ngoài giờ làm việc"),
        (lambda d: d.update(arrives_at="2025-11-18T08:00"), "ngoài thời gian của kịch bản"),
        (lambda d: d.update(arrives_at="2025-03-04T08:00"), "không có phiên bản nào"),
        (lambda d: d.update(procedure="9.999999"), "procedure: không có “9.999999”"),
        (lambda d: d.update(duty=5000), "duty: đi cùng"),
        (lambda d: d.update(agent={"applicant": "la", "relation": "con"}), "agent: không có “la”"),
        (lambda d: d.update(links=[{"link": "la", "after": SOON}]), "links: thủ tục không có “la”"),
        (lambda d: d.update(links=[{"link": "la", "after": SOON}] * 2), "links: “la” bị lặp"),
        (lambda d: d.update(records=[{"component": "ban-chinh", "lines": LINES}]),
         "“ban-chinh” không phải dữ liệu tra cứu"),
        (lambda d: d.update(wrong_result={"label": "Họ tên", "wrong": "{x}", "right": "{name}"}),
         "không có chỗ điền “x”"),
        (lambda d: d["papers"][0].update(component="danh-tinh"), "không phải giấy tờ công dân"),
        (lambda d: d["papers"].append(d["papers"][0]), "papers: khóa “bang-tot-nghiep” bị lặp"),
        (lambda d: d["defects"].update(draw=2), "draw: nhiều hơn"),
        (lambda d: d["defects"]["always"][0].update(paper="so-do"), "không có giấy tờ “so-do”"),
        (lambda d: d["defects"]["always"][0].update(kind="la"), "không có loại “la”"),
        (
            lambda d: d["defects"]["always"][0]["look"]["lines"][0].update(label="Số tờ"),
            "không có dòng “Số tờ”",
        ),
    ],
)  # fmt: skip
def test_a_scenario_that_does_not_fit_its_procedure_is_refused(change, reason):
    found = faults_of(SCENARIO, lambda data: change(data["dossiers"][0]))

    assert any(reason in fault.reason for fault in found), found


RIGHT = {"key": "dung", "title": "Không được, thưa bác.", "right": True}
WRONG = {"key": "sai", "title": "Vâng.", "rule": "A6.a", "what": "Nhận tiền."}
QUESTION = {
    "key": "hoi",
    "dossier": "hs1",
    "at": "2026-11-18T15:30",
    "who": "Người dân",
    "text": "Tôi biếu anh chút quà.",
    "should": "Từ chối.",
    "replies": [RIGHT, WRONG],
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"law_date": date(2024, 1, 1)}, "khóa này không có trong mẫu"),
        ({"procedures": {}}, "không ghi trong tệp"),
        ({"seats": ["clerk"]}, "phải là một trong"),
        ({"rubric": {"outcome": 100}}, "rubric: phải có đủ"),
        ({"rubric": {**RUBRIC, "outcome": 26}}, "cộng lại bằng 100"),
        ({"incidents": [{"starts_at": "2026-11-18T10:00", "ends_at": "2026-11-18T09:00",
                         "what": "Mất điện."}]}, "ends_at: phải sau starts_at"),
        ({"happenings": [{**QUESTION, "dossier": "hs9"}]}, "không có “hs9”"),
        ({"happenings": [QUESTION, QUESTION]}, "happenings: khóa “hoi” bị lặp"),
        ({"happenings": [{**QUESTION, "when": "transfer"}]}, "đúng một trong hai: at hoặc when"),
        ({"happenings": [{**QUESTION, "replies": [WRONG, {**WRONG, "key": "k"}]}]},
         "ít nhất một câu trả lời đúng"),
        ({"happenings": [{**QUESTION, "replies": [RIGHT, {**WRONG, "rule": ""}]}]},
         "câu trả lời sai thì có rule"),
        ({"happenings": [{**QUESTION, "replies": [RIGHT, {**WRONG, "what": ""}]}]},
         "what: câu trả lời sai phải nói rõ sai gì"),
        ({"starts_at": "2026-11-24T09:00"}, "starts_at: phải nằm trong giờ làm việc"),
        ({"ends_at": "2026-11-01T09:00"}, "ends_at: phải sau starts_at"),
        ({"ends_at": "2028-01-03T09:00"}, "không có ngày 03/01/2028"),
        ({"modes": ["exam"]}, "default_mode: phải là một trong modes"),
        ({"digest": "0"}, "không ghi trong tệp"),
    ],
)  # fmt: skip
def test_a_scenario_outside_its_time_or_modes_is_refused(change, reason):
    found = faults_of(SCENARIO, lambda data: data.update(change))

    assert any(reason in fault.reason for fault in found), found


def test_faults_of_several_files_come_together():
    files = changed(PROCEDURE, lambda data: data.update(level="district"))
    files[SCENARIO] = yaml.safe_dump({"code": DEFECTIVE})

    with pytest.raises(FaultyContent) as caught:
        library.load(files)

    assert {fault.file for fault in caught.value.faults} >= {PROCEDURE, SCENARIO}


def test_content_cannot_be_changed_after_reading():
    with pytest.raises(ValidationError):
        setattr(scenario(), "title", "khác")  # noqa: B010 - mypy knows that it is read-only


def test_the_digest_changes_with_the_scenario_its_procedure_and_nothing_else():
    def retitled(data):
        data["title"] = "Khác"

    def dearer(data):
        data["versions"][0]["fees"][0]["rate"] = 3000

    same = load(texts()).scenarios[DEFECTIVE].digest
    digests = {
        load(changed(file, change)).scenarios[DEFECTIVE].digest
        for file, change in [(SCENARIO, retitled), (PROCEDURE, dearer)]
    }

    assert same == library.shipped().scenarios[DEFECTIVE].digest
    assert same not in digests
    assert len(digests) == 2


TARIFF = {
    "key": "phi",
    "title": "Phí",
    "basis": [{"document": "Thông tư 226/2016/TT-BTC"}],
}


@pytest.mark.parametrize(
    ("tariff", "papers", "amount"),
    [
        ({"kind": "fixed", "rate": 8000}, [(3, 2), (1, 1)], 8000),
        ({"kind": "per_copy", "rate": 8000}, [(3, 2), (1, 1)], 24000),
        ({"kind": "per_page", "rate": 2000}, [(3, 2)], 12000),
        ({"kind": "per_page", "rate": 2000, "first_pages": 2, "then_rate": 1000}, [(2, 1)], 4000),
        ({"kind": "per_page", "rate": 2000, "first_pages": 2, "then_rate": 1000}, [(3, 1)], 5000),
        (
            {
                "kind": "per_page", "rate": 2000, "first_pages": 2, "then_rate": 1000,
                "cap": 200_000,
            },
            [(500, 2)],
            400_000,
        ),
    ],
    ids=["once", "by copy", "by page", "two pages", "from page 3", "at most, each copy"],
)  # fmt: skip
def test_a_fee_is_computed_from_its_tariff(tariff, papers, amount):
    assert Fee(**TARIFF, **tariff).amount(papers) == amount


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (
            {"kind": "same_day"},
            "Trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo",
        ),
        ({"kind": "working_days", "amount": 3}, "03 ngày làm việc"),
        ({"kind": "working_hours", "amount": 8}, "08 giờ làm việc"),
        ({"kind": "calendar_days", "amount": 15}, "15 ngày"),
    ],
)
def test_a_limit_says_itself_in_words_and_computes_its_due_hour(limit, text):
    made = Limit(channel="counter", basis=[BASIS], **limit)
    received = scenario().starts_at

    assert made.text == text
    assert made.due(scenario().calendar, received) > received
