"""Publishing: whole or not at all, once per version, and past marks stay as they are."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from courses.catalogue import ContentFaults
from lms.extensions import db
from lms.learning import queries
from lms.learning.models import ContentFile, ContentItem, ContentVersion
from lms.learning.publishing import SHIPPED, publish_courses
from tests.integration.learning_answers import COURSE, answer_all, begin, hand_in, url

CODE = "co-che-mot-cua"
PICTURE = b"the bytes of a picture"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED / CODE, tmp_path / CODE)
    return tmp_path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(ContentVersion)) or 0


def current() -> ContentVersion:
    db.session.expire_all()
    found = queries.version(CODE)
    assert found is not None
    return found


def test_the_shipped_course_is_published_once(app: Any) -> None:
    assert versions() == 1
    began = time.perf_counter()
    assert publish_courses() == 0
    assert time.perf_counter() - began < 0.1
    assert versions() == 1


def test_other_line_ends_are_no_new_version(app: Any, folder: Path) -> None:
    lesson = folder / CODE / "lessons/01-hai-cap.md"
    lesson.write_bytes(lesson.read_bytes().replace(b"\n", b"\r\n"))
    assert publish_courses(folder) == 0
    assert versions() == 1


def test_a_changed_lesson_is_a_new_version_and_the_old_one_stays(app: Any, folder: Path) -> None:
    before = current()
    rewrite(folder / CODE / "lessons/01-hai-cap.md", "## Tình huống", "## Chuyện ở quầy")
    assert publish_courses(folder) == 1
    assert publish_courses(folder) == 0
    assert current().id != before.id
    html = select(ContentItem.html).where(ContentItem.key == "hai-cap").order_by(ContentItem.id)
    old, new = db.session.scalars(html)
    assert "Tình huống" in old
    assert "Chuyện ở quầy" in new
    assert publish_courses() == 0, "the first version is only made current again"
    assert current().id == before.id


def test_with_a_fault_nothing_is_written(app: Any, folder: Path) -> None:
    before = current().id
    rewrite(folder / CODE / "course.yaml", "reception.ethics]", "reception.magic]")
    with pytest.raises(ContentFaults) as faults:
        publish_courses(folder)
    assert any("reception.magic" in str(fault) for fault in faults.value.faults)
    assert (versions(), current().id) == (1, before)


def test_progress_follows_the_current_version(signed_in: Any, folder: Path) -> None:
    client = signed_in("hocvien")
    client.submit(client.get(f"{COURSE}/lessons/hai-cap"), holding="Đã đọc xong")
    rewrite(folder / CODE / "lessons/01-hai-cap.md", "## Tình huống", "## Chuyện ở quầy")
    publish_courses(folder)
    assert "1/15 phần" in client.get(COURSE).text
    assert "Chuyện ở quầy" in client.get(f"{COURSE}/lessons/hai-cap").text


def test_an_attempt_keeps_the_questions_it_began_with(signed_in: Any, folder: Path) -> None:
    client = signed_in("hocvien")
    attempt = begin(client, "hocvien")
    quiz = folder / CODE / "quizzes/kiem-tra.yaml"
    rewrite(quiz, "Việc này trước tôi nộp ở huyện", "Câu hỏi đã được viết lại")
    publish_courses(folder)
    assert "Việc này trước tôi nộp ở huyện" in client.get(url(attempt, "/questions/1")).text
    answer_all(attempt, right=36)
    page = client.follow(hand_in(client, attempt))
    assert "100 %" in page.text
    assert "Việc này trước tôi nộp ở huyện" in page.text
    again = begin(client, "hocvien")
    assert "Câu hỏi đã được viết lại" in client.get(url(again, "/questions/1")).text


def test_pictures_are_served_and_other_files_are_downloads(signed_in: Any, folder: Path) -> None:
    files = folder / CODE / "files"
    files.mkdir()
    (files / "so-do.png").write_bytes(PICTURE)
    (files / "mau.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    lesson = folder / CODE / "lessons/01-hai-cap.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n![Sơ đồ](files/so-do.png)\n", "utf-8")
    assert publish_courses(folder) == 1
    client = signed_in("hocvien")
    page = client.get(f"{COURSE}/lessons/hai-cap")
    source = page.one(".prose img").attributes["src"] or ""
    assert source.startswith("../files/")
    picture = client.get(f"{COURSE}/{source.removeprefix('../')}")
    assert (picture.response.data, picture.response.mimetype) == (PICTURE, "image/png")
    assert "attachment" not in picture.response.headers.get("Content-Disposition", "")
    drawing = client.get(f"{COURSE}/files/{current().id}/mau.svg")
    assert drawing.response.headers["Content-Disposition"].startswith("attachment")
    client.get(f"{COURSE}/files/{current().id}/khac.png", status=404)
    assert db.session.scalar(select(func.count()).select_from(ContentFile)) == 2
