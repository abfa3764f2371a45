"""Static files and templates: whole, ours, safe under the strict policy, right for old browsers."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from jinja2 import Environment, nodes

from lms import assets

LMS = Path(assets.__file__).parent
STATIC = LMS / "static"
VENDORED = sorted((STATIC / "vendor").iterdir())
STYLESHEETS = sorted((STATIC / "css").glob("*.css"))
TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for folder in sorted(LMS.rglob("templates"))
    for path in sorted(folder.rglob("*.html"))
}
SYNTAX = Environment(extensions=["jinja2.ext.i18n"])  # what Flask and Babel switch on
TREES = {name: SYNTAX.parse(path.read_text("utf-8"), name) for name, path in TEMPLATES.items()}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# Not known to Chrome 109 or Firefox 115, the last browsers of the old office PCs.
TOO_NEW = re.compile(r"color-mix\(|okl(?:ch|ab)\(|light-dark\(|@layer|@scope|:has\(")
FROM_ELSEWHERE = re.compile(
    r"""<(?:link|use|image|script|img|iframe|video|audio|source|track)\b[^>]*(?:src|href|srcset|poster)\s*=\s*["'](?:https?:)?//"""
)
WEIGHT_LIMIT = 110_000  # bytes on the wire for the first page: styles, both fonts, icons


def markup(path: Path) -> str:
    """The template without its Jinja parts, which are not HTML."""
    return JINJA.sub("", path.read_text("utf-8"))


def css(path: Path) -> str:
    return CSS_COMMENT.sub("", path.read_text("utf-8"))


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_every_vendored_file_is_the_one_its_manifest_names(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }
    assert found == manifest["files"]
    assert folder.name == f"{manifest['name']}-{manifest['version']}"


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_every_vendored_package_comes_with_its_licence_text(folder: Path) -> None:
    licence = json.loads((folder / "manifest.json").read_text("utf-8"))["licence"]
    grant = {"MIT": "Permission is hereby granted, free of charge", "OFL-1.1": "SIL OPEN FONT"}
    assert grant[licence] in (folder / "LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize("weight", [400, 700])
def test_the_font_has_every_vietnamese_letter_and_those_of_the_highlands(weight: int) -> None:
    [file] = (STATIC / "vendor").glob(f"noto-sans-*/noto-sans-{weight}.woff2")
    known = set(map(chr, TTFont(file).getBestCmap()))
    vowels = "aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ"
    alphabet = set("bcdđfghjklmnpqrstvwxz" + vowels.replace(" ", ""))
    highlands = {"\u0180", "\u0243", *"čĕĭŏŭ", "\u0306"}  # ƀ, its capital, and the loose breve
    wanted = alphabet | {letter.upper() for letter in alphabet} | highlands
    assert wanted - known == set()


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_our_stylesheets_ask_nothing_that_old_browsers_lack(path: Path) -> None:
    assert TOO_NEW.findall(css(path)) == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_our_stylesheets_do_not_nest_rules(path: Path) -> None:
    open_rules: list[str] = []
    for prelude, brace in re.findall(r"([^{}]*)([{}])", css(path)):
        if brace == "}":
            open_rules.pop()
            continue
        assert all(rule.startswith("@") for rule in open_rules), f"nested: {prelude.strip()}"
        open_rules.append(prelude.rpartition(";")[2].strip())
    assert open_rules == []


def test_bootstrap_too_asks_nothing_that_old_browsers_lack() -> None:
    [file] = (STATIC / "vendor").glob("bootstrap-*/bootstrap.min.css")
    assert TOO_NEW.findall(file.read_text("utf-8")) == []


def test_no_stylesheet_or_script_fetches_from_elsewhere() -> None:
    elsewhere = [
        path.name
        for path in [*STYLESHEETS, *(STATIC / "js").glob("*.js")]
        if re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", css(path), re.IGNORECASE)
    ]
    assert elsewhere == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_fetches_nothing_from_elsewhere(name: str) -> None:
    assert FROM_ELSEWHERE.findall(TEMPLATES[name].read_text("utf-8")) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_inline_style_or_script(name: str) -> None:
    text = markup(TEMPLATES[name])
    tags = re.findall(r"<[a-z][^>]*>", text, re.IGNORECASE)
    inline = [
        tag for tag in tags if re.search(r"""\s(?:style|on[a-z]+)\s*=|javascript:""", tag, re.I)
    ]
    assert inline == []
    assert re.findall(r"<style\b|<script(?![^>]*\ssrc=)", text, re.IGNORECASE) == []


def imported_macros(tree: nodes.Template) -> dict[str, nodes.Macro]:
    """Local name -> macro, for all that the template imports from the components."""
    found = {}
    for statement in tree.find_all(nodes.FromImport):
        source = statement.template.value  # type: ignore[attr-defined]
        macros = {macro.name: macro for macro in TREES[source].find_all(nodes.Macro)}
        for name in statement.names:
            macro, local = name if isinstance(name, tuple) else (name, name)
            assert macro in macros, f"{source} has no macro {macro}"
            found[local] = macros[macro]
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_calls_components_with_arguments_that_they_have(name: str) -> None:
    macros = imported_macros(TREES[name])
    for call in TREES[name].find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in macros:
            macro = macros[call.node.name]
            names = [argument.name for argument in macro.args]
            given = [keyword.key for keyword in call.kwargs]
            assert set(given) <= set(names), f"{macro.name}, line {call.lineno}: {given}"
            assert len(call.args) <= len(names), f"{macro.name}, line {call.lineno}"


def icons_named(tree: nodes.Template) -> set[str]:
    """Icon names written out in calls: icon("x"), icon="x", icon_name="x"."""
    icon_macros = {local for local, macro in imported_macros(tree).items() if macro.name == "icon"}
    found = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in icon_macros and call.args:
            found |= {text.value for text in call.args[:1] if isinstance(text, nodes.Const)}
        for keyword in call.kwargs:
            if keyword.key in ("icon", "icon_name") and isinstance(keyword.value, nodes.Const):
                found.add(keyword.value.value)
    return found - {None}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_only_icons_of_the_sprite(name: str) -> None:
    [sprite] = (STATIC / "vendor").glob("tabler-icons-*/icons.svg")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text("utf-8")))
    assert icons_named(TREES[name]) - drawn == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_only_static_files_that_exist(name: str) -> None:
    for call in TREES[name].find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "asset":
            [argument] = call.args
            if isinstance(argument, nodes.Const):
                assert (STATIC / argument.value).is_file(), argument.value


def test_the_first_page_weighs_little() -> None:
    styles = "".join(path.read_text("utf-8") for path in STYLESHEETS)
    styles += next((STATIC / "vendor").glob("bootstrap-*/*.css")).read_text("utf-8")
    sprite = next((STATIC / "vendor").glob("tabler-icons-*/icons.svg")).read_bytes()
    fonts = sum(path.stat().st_size for path in (STATIC / "vendor").glob("noto-sans-*/*.woff2"))
    packed = len(brotli.compress(styles.encode(), quality=5))
    packed += len(brotli.compress(sprite, quality=5))
    assert packed + fonts < WEIGHT_LIMIT


SITE = {
    "css/site.css": '@import url("../vendor/grid.css");\n@import url("type.css");\np{top:0}',
    "css/type.css": '@charset "UTF-8";@font-face{src:url("../fonts/a.woff2")}',
    "vendor/grid.css": "i{background:url(data:image/png;base64,AA)}/*# sourceMappingURL=g.map */",
    "fonts/a.woff2": "letters",
    "js/site.js": 'import { b } from "./b.js";\nb();\n',
    "js/b.js": "export function b() {}\n",
    "root/robots.txt": "User-agent: *\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_source_gives_the_same_build(tmp_path: Path) -> None:
    first = assets.build(write(tmp_path / "one", SITE), tmp_path / "build-one")
    second = assets.build(write(tmp_path / "two", SITE), tmp_path / "build-two")
    assert first == second
    assert everything(tmp_path / "build-one") == everything(tmp_path / "build-two")


def test_the_build_puts_imports_in_place_and_points_at_hashed_files(tmp_path: Path) -> None:
    names = assets.build(write(tmp_path / "in", SITE), tmp_path / "out")
    sheet = (tmp_path / "out/files" / names["css/site.css"]).read_text("utf-8")
    font = names["fonts/a.woff2"]
    assert re.fullmatch(r"fonts/a\.[0-9a-f]{8}\.woff2", font)
    assert f'url("../{font}")' in sheet
    assert "url(data:image/png;base64,AA)" in sheet
    assert "@import" not in sheet
    assert "sourceMappingURL" not in sheet
    assert sheet.count("@charset") == 1
    assert set(names) == {"css/site.css", "fonts/a.woff2", "js/site.js", "js/b.js"}


def test_the_build_points_modules_at_hashed_modules(tmp_path: Path) -> None:
    names = assets.build(write(tmp_path / "in", SITE), tmp_path / "out")
    script = (tmp_path / "out/files" / names["js/site.js"]).read_text("utf-8")
    assert f'from "./{Path(names["js/b.js"]).name}"' in script


def test_a_changed_font_changes_the_name_of_the_sheet_that_uses_it(tmp_path: Path) -> None:
    before = assets.build(write(tmp_path / "in", SITE), tmp_path / "before")
    fingerprint = assets.fingerprint(tmp_path / "in")
    write(tmp_path / "in", {"fonts/a.woff2": "other letters"})
    after = assets.build(tmp_path / "in", tmp_path / "after")
    assert before["css/site.css"] != after["css/site.css"]
    assert before["js/site.js"] == after["js/site.js"]
    assert fingerprint != assets.fingerprint(tmp_path / "in")


def test_files_of_the_root_keep_their_names(tmp_path: Path) -> None:
    assets.build(write(tmp_path / "in", SITE), tmp_path / "out")
    assert (tmp_path / "out/root/robots.txt").read_text("utf-8") == "User-agent: *\n"


def test_a_reference_to_a_missing_file_stops_the_build(tmp_path: Path) -> None:
    wrong = {**SITE, "css/type.css": 'b{src:url("../fonts/none.woff2")}'}
    with pytest.raises(assets.AssetFault, match=r"css/type\.css: \.\./fonts/none\.woff2"):
        assets.build(write(tmp_path / "in", wrong), tmp_path / "out")


def test_modules_that_import_each_other_stop_the_build(tmp_path: Path) -> None:
    wrong = {**SITE, "js/b.js": 'import "./site.js";'}
    with pytest.raises(assets.AssetFault, match="->"):
        assets.build(write(tmp_path / "in", wrong), tmp_path / "out")
