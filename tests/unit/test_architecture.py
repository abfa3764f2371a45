"""Who may import whom: downwards only. An exception is a visible line in the table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE_MAY_IMPORT = {
    "courses", "sandbox", "lms", "yaml", "pydantic", "pydantic_core", "markdown_it",
    "mdit_py_plugins", "nh3", "annotated_types",
}  # fmt: skip

# The floor each place stands on; the longest prefix counts.
FLOORS = {
    "courses": 0,
    "sandbox": 0,
    "lms": 1,
    "lms.people": 2,
    "lms.competencies": 3,
    "lms.learning": 4,
    "lms.practice": 4,
    "lms.schedule": 4,
    "lms.reports": 5,
    "lms.home": 5,
    "lms.__init__": 6,
    "lms.commands": 6,
    "lms.shipped": 6,
    "lms.seeding": 6,
    "lms.housekeeping": 6,
    "lms.serve": 6,
    "wsgi": 6,
}
FEATURES = {name for name, floor in FLOORS.items() if name.count(".") == 1 and 2 <= floor <= 5}

# Why each exception is there.
EXCEPTIONS = {
    # A course shows whether its practice item has been done.
    ("lms.learning.queries", "lms.practice.queries"),
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts)


def place_of(module: str) -> str:
    while module not in FLOORS:
        module = module.rpartition(".")[0]
        if not module:
            return ""
    return module


def imports_of(path: Path) -> set[str]:
    """Every module that the file imports, also inside functions, but not for types only."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if exists(name)}


def exists(module: str) -> bool:
    if module.split(".")[0] not in ("lms", "courses", "sandbox"):
        return True
    path = ROOT / Path(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def is_pure(module: str) -> bool:
    return module.split(".")[0] in ("courses", "sandbox") or (
        module.startswith("lms.") and module.endswith(".rules")
    )


FILES = sorted(
    path for folder in ("lms", "courses", "sandbox") for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_module_imports_only_from_floors_below_its_own(path: Path):
    module = module_of(path)
    if module == "lms.__init__":
        return
    here = place_of(module)

    for imported in imports_of(path):
        there = place_of(imported)
        if imported.split(".")[0] not in ("lms", "courses", "sandbox") or here == there:
            continue
        allowed = FLOORS[there] < FLOORS[here] or FLOORS[there] == FLOORS[here] in (0, 1, 6)
        allowed = allowed or any(
            module == who and imported.startswith(what) for who, what in EXCEPTIONS
        )
        assert allowed, (
            f"{module} (floor {FLOORS[here]}) imports {imported} (floor {FLOORS[there]})"
        )


@pytest.mark.parametrize("path", [p for p in FILES if is_pure(module_of(p))], ids=module_of)
def test_what_decides_knows_neither_flask_nor_the_database_nor_the_hour(path: Path):
    import sys

    for imported in imports_of(path):
        top = imported.split(".")[0]
        assert top in PURE_MAY_IMPORT or top in sys.stdlib_module_names, imported
        assert top != "lms" or is_pure(imported) or imported in ("lms",), imported
    text = path.read_text(encoding="utf-8")
    for asking in ("datetime.now(", "date.today(", "time.time(", "utcnow("):
        assert asking not in text, f"{module_of(path)} asks the hour: {asking}"


def test_only_the_clock_asks_the_hour():
    asking = [
        module_of(path)
        for path in FILES
        if any(ask in path.read_text(encoding="utf-8") for ask in (".now(UTC)", "date.today("))
    ]
    assert asking == ["lms.clock"]


def test_only_the_settings_read_the_environment():
    readers = [
        module_of(path) for path in FILES if "os.environ" in path.read_text(encoding="utf-8")
    ]
    # create_app() hands the environment to the settings; it reads nothing from it but the folder.
    assert set(readers) <= {"lms.settings", "lms.__init__"}


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_views_ask_and_actions_do(feature: str):
    """Inside a feature: queries don't import actions, actions don't import views or forms."""
    folder = ROOT / Path(*feature.split("."))
    forbidden = {
        "queries.py": ("actions", "forms", "views"),
        "actions.py": ("forms", "views"),
        "models.py": ("actions", "queries", "forms", "views"),
        "rules.py": ("actions", "queries", "forms", "views", "models"),
    }
    for name, others in forbidden.items():
        path = folder / name
        if not path.exists():
            continue
        for imported in imports_of(path):
            for other in others:
                assert imported != f"{feature}.{other}", f"{feature}.{name} imports {imported}"


def test_no_file_has_a_name_that_says_nothing():
    nothing = {"utils", "helpers", "common", "manager", "service", "handler", "misc"}
    assert not [module_of(path) for path in FILES if path.stem in nothing]
