from courses import teaching
from courses.catalogue import load_courses


def test_a_rule_leads_to_the_lessons_that_teach_it():
    found = teaching.shipped()

    assert [each.lesson for each in found["A4"]] == ["bo-sung-mot-lan", "chung-thuc-ban-sao"]
    assert found["A4"][0].title == "Yêu cầu bổ sung: một lần và đủ"
    assert found["A4"][0].course == "co-che-mot-cua"


def test_every_lesson_of_the_way_back_exists():
    lessons = {(c.code, each.key) for c in load_courses(teaching.SHIPPED) for each in c.lessons}

    told = {(t.course, t.lesson) for taught in teaching.shipped().values() for t in taught}
    assert told <= lessons


def test_a_lesson_leads_to_the_rules_that_it_teaches():
    assert teaching.rules_of("co-che-mot-cua", "tinh-ngay-hen") == ("B3", "E3")
    assert teaching.rules_of("co-che-mot-cua", "khong-co") == ()
