"""Tells every fault of the courses in a folder: python -m courses.check courses/content."""

import sys
from collections.abc import Sequence
from pathlib import Path

from courses.catalogue import ContentFaults, load_courses


def main(argv: Sequence[str]) -> int:
    """Prints a line for each fault ("file: key: reason"); 0 when there is none, else 1."""
    if len(argv) != 1 or not Path(argv[0]).is_dir():
        print("Cách dùng: python -m courses.check <thư mục chứa các khóa học>", file=sys.stderr)
        return 2
    try:
        courses = load_courses(Path(argv[0]))
    except ContentFaults as found:
        for fault in found.faults:
            print(fault)
        print(f"Có {len(found.faults)} lỗi nội dung.", file=sys.stderr)
        return 1
    for course in courses:
        print(f"{course.code}: {len(course.items)} mục, {course.minutes} phút, không có lỗi.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
