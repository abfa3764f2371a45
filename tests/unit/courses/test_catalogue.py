import json
import unicodedata

import pytest

from courses.catalogue import (
    ContentFaults,
    Course,
    load_course,
    load_course_from_texts,
    load_courses,
    read_texts,
)
from courses.check import main
from tests.unit.courses.samples import COURSE, quiz_text, texts


def faults_of(given, **known):
    with pytest.raises(ContentFaults) as caught:
        load_course_from_texts(given, **known)
    return caught.value.faults


@pytest.fixture
def folder(tmp_path):
    """A course on disk."""
    root = tmp_path / "thu"
    for path, text in texts().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def test_a_good_course_is_read_whole():
    course = load_course_from_texts(texts(), {"reception.law"}, {"chung-thuc-01"})

    assert [item.kind for item in course.items] == ["lesson", "quiz", "practice"]
    assert course.item("mo-dau").source == "## Vì sao\n\nMột đoạn.\n"
    assert course.quizzes[0].quiz.attempts == 3
    assert [practice.scenario for practice in course.practices] == ["chung-thuc-01"]
    assert course.minutes == 43


def test_a_course_survives_json():
    course = load_course_from_texts(texts())

    assert Course.model_validate_json(course.model_dump_json()) == course


def test_a_course_cannot_be_changed():
    course = load_course_from_texts(texts())

    with pytest.raises(ValueError, match="frozen"):
        course.title = "Khác"


def test_the_folder_and_its_texts_give_the_same_course(folder):
    assert load_course(folder) == load_course_from_texts(read_texts(folder))


def test_the_hash_does_not_depend_on_how_the_text_was_typed():
    windows = {
        path: "\ufeff" + unicodedata.normalize("NFD", text).replace("\n", "\r\n") + "\r\n"
        for path, text in reversed(texts().items())
    }

    assert load_course_from_texts(windows) == load_course_from_texts(texts())


@pytest.mark.parametrize(
    "changed",
    [
        {"lesson": "## Vì sao\n\nHai đoạn.\n"},
        {"quiz": quiz_text().replace("pass_mark: 70", "pass_mark: 80")},
        {"course": COURSE.replace("minutes: 8", "minutes: 9")},
    ],
)
def test_the_hash_changes_with_every_text(changed):
    assert load_course_from_texts(texts(**changed)).hash != load_course_from_texts(texts()).hash


def test_the_hash_changes_with_a_picture(folder):
    before = load_course(folder).hash
    (folder / "files").mkdir()
    (folder / "files" / "a.png").write_bytes(b"1")
    with_picture = load_course(folder).hash
    (folder / "files" / "a.png").write_bytes(b"2")

    assert len({before, with_picture, load_course(folder).hash}) == 3


@pytest.mark.parametrize(
    ("old", "new", "key", "reason", "line"),
    [
        ("summary:", "note: a\nsummary:", "note", "Không có khóa này", 3),
        ("title: Khóa học thử\n", "", "title", "Thiếu khóa", 1),
        ("code: thu", "code: Thu Nghiệm", "code", "không dấu", 1),
        ("2026-11-24", "hôm nay", "law_date", "như 2026-11-24", 4),
        ("title: Mở đầu", "title: 2026", "items[mo-dau].title", "đặt trong dấu nháy", 9),
        ("minutes: 8", "minutes: 0", "items[mo-dau].minutes", "Phải từ 1 trở lên", 9),
        ("minutes: 8", "minutes: tám", "items[mo-dau].minutes", "số nguyên", 9),
        ("kind: practice", "kind: film", "items[chung-thuc]", "Không có loại film", 11),
        ("{kind: practice, ", "{", "items[chung-thuc]", "Thiếu khóa 'kind'", 11),
        ("key: kiem-tra", "key: mo-dau", "items[mo-dau].key", "đã dùng cho mục khác", 10),
        ("items:\n", "items:\n  - chữ\n", "items[#1]", "khóa: giá trị", 9),
        ("competencies: [", "competencies: [x, ", "competencies", "không có mã x", 5),
        ("chung-thuc-01", "khac", "items[chung-thuc].scenario", "Không có tình huống", 11),
        ("minutes: 8", "rules: [A4, X9], minutes: 8", "items[mo-dau].rules", "quy tắc X9", 9),
        ("in_force: 2025-07-01", "điều: 1", "legal_basis[#1].điều", "Không có khóa này", 7),
        ("title: Khóa học thử\n", "title: A\ntitle: B\n", "title", "hai lần", 3),
    ],
)
def test_a_fault_names_file_key_line_and_reason(old, new, key, reason, line):
    known = {
        "known_competencies": {"reception.law"},
        "known_scenarios": {"chung-thuc-01"},
        "known_rules": {"A4"},
    }
    (fault,) = faults_of(texts(course=COURSE.replace(old, new, 1)), **known)

    assert (fault.file, fault.key, fault.line) == ("course.yaml", key, line)
    assert reason in fault.reason


@pytest.mark.parametrize(
    "path",
    [
        *("../bi-mat.md", "/etc/passwd", "lessons/../x.md", "lessons\\x.md", "files/x.md"),
        *("lessons/Bài.md", "lessons/.md", "lessons/a/b.md", "lessons/x.md\n", "quizzes/x.yaml"),
    ],
)
def test_a_path_that_leaves_its_place_is_refused(path):
    course = COURSE.replace("lessons/01-mo-dau.md", json.dumps(path))

    found = faults_of(texts(course=course))

    assert "Phải là một tệp của khóa học, viết như lessons/01-ten-bai.md." in [
        fault.reason for fault in found if fault.key == "items[mo-dau].file"
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("right: true, why: Đúng nơi.", "why: Đúng nơi.", "questions[c1]", "đúng một phương án"),
        ("key: n1", "key: c1", "questions[c1].key", "đã dùng cho câu hỏi khác"),
        ("type: number", "type: essay", "questions[n1]", "Không có loại essay"),
        ("why: Bộ phận Một cửa trả kết quả.\n", "\n", "questions[c1].why", "Thiếu khóa"),
        ("right: true", "rihgt: true", "questions[c1].options[a].rihgt", "Không có khóa này"),
        ("text: Xếp các bước.", "text: '# Xếp'", "questions[o1].text", "không dùng tiêu đề"),
        ("text: Bảo vệ", "text: '![](files/a.png)'", "questions[c1].options[c].text", "mô tả"),
        (
            "unit: giờ",
            "example: {right: 3, wrong: 4}\n    unit: giờ",
            "questions[n1].example",
            "mẫu",
        ),
        (
            "unit: giờ",
            "example: {right: 8, wrong: 8}\n    unit: giờ",
            "questions[n1].example",
            "trọn",
        ),
        (
            "unit: giờ",
            "example: {right: a, wrong: 8}\n    unit: giờ",
            "questions[n1].example",
            "đọc",
        ),
        ("pass_mark: 70", "pass_mark: 170", "pass_mark", "Nhiều nhất là 100"),
        ("answer: true", "answer: đúng", "questions[t1].answer", "true hoặc false"),
        ("answer: 8", "answer: tám", "questions[n1].answer", "Phải là số"),
        ("key: t1", "key: t1\n    competency: x", "questions[t1].competency", "không có mã x"),
    ],
)
def test_a_fault_in_a_quiz_names_the_question(old, new, key, reason):
    found = faults_of(
        texts(quiz=quiz_text().replace(old, new, 1)), known_competencies={"reception.law"}
    )

    assert [(fault.file, fault.key) for fault in found if reason in fault.reason] == [
        ("quizzes/kiem-tra.yaml", key)
    ]
    assert all(fault.line for fault in found)


def test_a_quiz_without_questions_is_refused():
    (fault,) = faults_of(texts(quiz="title: A\npass_mark: 70\nquestions: []\n"))

    assert (fault.key, fault.reason) == ("questions", "Cần ít nhất 1 phần tử; ở đây có 0.")


def test_all_faults_come_at_once():
    found = faults_of(
        texts(
            course=COURSE.replace("summary:", "sumary:").replace("kiem-tra.yaml", "khac.yaml"),
            lesson="# Tên bài\n\n![](files/x.png)\n",
            quiz=quiz_text("choice", "choice").replace("pass_mark: 70", "pass_mark: x"),
        )
    )

    assert [(fault.file, fault.key) for fault in found] == [
        ("course.yaml", "summary"),
        ("course.yaml", "sumary"),
        ("course.yaml", "items[kiem-tra].file"),
        ("lessons/01-mo-dau.md", ""),
        ("lessons/01-mo-dau.md", ""),
        ("quizzes/kiem-tra.yaml", ""),
        ("quizzes/kiem-tra.yaml", "pass_mark"),
        ("quizzes/kiem-tra.yaml", "questions[c1].key"),
    ]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("code: [a\n", "Sai cú pháp YAML", 2),
        ("a: 1\n\tb: 2\n", "Sai cú pháp YAML", 2),
        ("a: &x [1]\nb: 2\n", "neo (&)", 1),
        ("d: 2026-02-30\n", "không có thật", None),
        ("[" * 50, "lồng nhau quá sâu", 1),
        ("x" * 300_001, "300000 ký tự", None),
        ("", "khóa: giá trị", 1),
        ("- a\n", "khóa: giá trị", 1),
        ("a: \0\n", "Không đọc được YAML", None),
    ],
)
def test_broken_yaml_is_told_with_its_line(text, reason, line):
    found = [fault for fault in faults_of({"course.yaml": text}) if reason in fault.reason]

    assert [(fault.file, fault.line) for fault in found] == [("course.yaml", line)]


def test_an_empty_lesson_and_a_foreign_text_are_refused():
    found = faults_of(texts(lesson="\n\n") | {"lessons/../../x.md": "a"})

    assert [(fault.file, fault.reason.split(".")[0]) for fault in found] == [
        ("lessons/../../x.md", "Không thuộc khóa học"),
        ("lessons/01-mo-dau.md", "Bài học chưa có nội dung"),
    ]


def test_a_missing_course_file_is_told():
    (fault,) = faults_of({})

    assert str(fault) == "course.yaml: –: Thiếu tệp course.yaml."


def test_the_folder_is_named_after_the_course(folder):
    with pytest.raises(ContentFaults, match="Phải trùng tên thư mục: khac"):
        load_course(folder.rename(folder.with_name("khac")))


def test_links_foreign_files_and_broken_letters_are_refused(folder, tmp_path):
    (tmp_path / "mat.md").write_text("## Bí mật\n", encoding="utf-8")
    (folder / "lessons" / "02-mat.md").symlink_to(tmp_path / "mat.md")
    (folder / "ghi-chu.txt").write_text("a", encoding="utf-8")
    (folder / "lessons" / "03-hong.md").write_bytes(b"\xff\xfe")

    with pytest.raises(ContentFaults) as caught:
        load_course(folder)

    assert [
        (fault.file, fault.reason.split(";")[0].split(".")[0]) for fault in caught.value.faults
    ] == [
        ("ghi-chu.txt", "Không thuộc khóa học"),
        ("lessons/02-mat.md", "Không dùng liên kết tượng trưng"),
        ("lessons/03-hong.md", "Tệp không phải UTF-8"),
    ]


def test_the_check_prints_each_fault_and_fails(folder, capsys):
    (folder / "lessons" / "01-mo-dau.md").write_text("# A\n", encoding="utf-8")

    status = main([str(folder.parent)])

    assert status == 1
    assert capsys.readouterr().out.startswith(
        "thu/lessons/01-mo-dau.md: –: Không dùng tiêu đề cấp 1"
    )


def test_the_check_is_content_with_good_courses(folder, capsys):
    assert main([str(folder.parent)]) == 0
    assert capsys.readouterr().out == "thu: 3 mục, 43 phút, không có lỗi.\n"
    assert [course.code for course in load_courses(folder.parent)] == ["thu"]


def test_the_check_says_how_it_is_used(capsys):
    assert main([]) == 2
    assert "Cách dùng" in capsys.readouterr().err
