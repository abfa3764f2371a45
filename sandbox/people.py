"""Made-up people: they look real and are certainly nobody.

Identity numbers start with 018, a province code that was never assigned; telephone numbers with
06, which is no mobile prefix; e-mail uses a reserved domain; hamlets are invented.
"""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from sandbox.chance import between, pick

FAMILIES: dict[str, tuple[str, ...]] = {
    "Kinh": ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Dương", "Đỗ"),
    "Tày": ("Ma", "Nông", "Hà", "Lường", "Hứa", "Hoàng", "Triệu"),
    "Nùng": ("Nông", "Hoàng", "Vi", "Lục", "Chu"),
    "Dao": ("Bàn", "Đặng", "Triệu", "Phùng"),
    "Mông": ("Lý", "Vàng", "Giàng", "Sùng"),
    "Sán Dìu": ("Lưu", "Trương", "Diệp"),
    "Sán Chay": ("Ninh", "Trương", "Hoàng"),
    "Hoa": ("Lưu", "Trương", "Hoàng", "Lý"),
}
GIVEN: dict[str, tuple[str, ...]] = {
    "female": (
        "Thị Lan", "Thị Hồng Hạnh", "Thị Mai", "Thu Thủy", "Thị Bích Ngọc", "Minh Châu",
        "Thị Hoài", "Thị Kim Dung", "Thanh Tâm", "Thị Yến",
    ),
    "male": (
        "Văn Sơn", "Đức Thắng", "Văn Bình", "Quang Huy", "Minh Tuấn", "Văn Khánh",
        "Công Hoan", "Đình Lâm", "Văn Đông", "Trung Kiên",
    ),
}  # fmt: skip
HAMLETS: dict[str, tuple[str, ...]] = {
    "xã": ("Xóm Luyện Tập", "Thôn Thực Hành", "Bản Mẫu"),
    "phường": ("Tổ dân phố Giả Định", "Tổ dân phố Luyện Tập"),
}
"""Invented names of the smallest unit of an address, by the type of the commune."""
PRACTICE_PROVINCE = "018"


@dataclass(frozen=True)
class Person:
    """A made-up citizen."""

    name: str
    gender: str
    ethnicity: str
    birth_date: date
    number: str
    """Số định danh cá nhân: PPP G YY RRRRRR with the practice province code."""
    phone: str
    email: str
    address: str

    @property
    def title(self) -> str:
        return "Bà" if self.gender == "female" else "Ông"

    def words(self) -> dict[str, str]:
        """What a paper may say about the person, by placeholder."""
        return {
            **{key: str(value) for key, value in asdict(self).items()},
            "birth_date": f"{self.birth_date:%d/%m/%Y}",
            "title": self.title,
            "upper_name": self.name.upper(),
            "family": self.name.partition(" ")[0],
            "upper_family": self.name.partition(" ")[0].upper(),
        }


PLACEHOLDERS = frozenset(
    Person("", "", "", date(2000, 1, 1), "", "", "", "").words(),
)


@lru_cache(maxsize=1024)
def make_person(
    seed: str,
    label: str,
    gender: str,
    ethnicity: str,
    birth_year: int,
    commune: str,
    born: date | None = None,
) -> Person:
    """The person that belongs to this seed and label; `commune` begins with "xã" or "phường".

    `born` fixes the birthday, where a rule touches the age.
    """

    def number(name: str, low: int, high: int) -> int:
        return between(seed, f"{label}|{name}", low, high)

    born = born or date(birth_year, number("month", 1, 12), number("day", 1, 28))
    family = pick(seed, f"{label}|family", FAMILIES[ethnicity])
    given = pick(seed, f"{label}|given", GIVEN[gender])
    sex_and_century = (born.year - 1900) // 100 * 2 + (gender == "female")
    serial = number("serial", 0, 999_999)
    phone = number("phone", 0, 9_999_999)
    hamlets = HAMLETS[commune.partition(" ")[0]]
    hamlet = f"{pick(seed, f'{label}|hamlet', hamlets)} {number('hamlet-number', 1, 9)}"
    return Person(
        name=f"{family} {given}",
        gender=gender,
        ethnicity=ethnicity,
        birth_date=born,
        number=f"{PRACTICE_PROVINCE}{sex_and_century}{born:%y}{serial:06}",
        phone=f"060{phone:07}",
        email=f"congdan{serial:06}@vidu.example",
        address=f"{hamlet}, {commune}, tỉnh Thái Nguyên",
    )
