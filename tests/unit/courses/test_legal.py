import pytest

from courses.legal import LegalBasis


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("Điều 7", "Điều 7"),
        ("Điều 17 khoản 1", "khoản 1 Điều 17"),
        ("Điều 17 khoản 1 điểm c", "điểm c khoản 1 Điều 17"),
        ("Điều 17, Khoản 1, Điểm c", "điểm c khoản 1 Điều 17"),
        ("điểm c khoản 1 Điều 17", "điểm c khoản 1 Điều 17"),
        ("Điều 17 khoản 1, khoản 2", "khoản 1 khoản 2 Điều 17"),
        ("Điều 5, Điều 6", "Điều 5, Điều 6"),
        ("Phụ lục I", "Phụ lục I"),
    ],
)
def test_articles_are_cited_from_the_smallest_part_up(article, shown):
    basis = LegalBasis(document="Nghị định 118/2025/NĐ-CP", article=article)

    assert basis.citation == f"{shown} Nghị định 118/2025/NĐ-CP"


def test_a_whole_document_is_cited_by_its_name():
    assert LegalBasis(document="Luật Khiếu nại").citation == "Luật Khiếu nại"
