"""Static files: names that carry a hash, compressed beforehand, cached for a year.

`lms/static/` is what we write; `build` makes from it what is served. A change of one letter
changes the name, so a browser may keep a file for ever and still never shows an old one.
`lms/static/root/` holds the few files that must keep their name at the top of the site.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

SOURCE = Path(__file__).parent / "static"
URL_PREFIX = "/static/"
ROOT_FOLDER = "root"
BUILDS_KEPT = 3  # pages fetched before a deployment still ask for the files of their time

CSS_IMPORT = re.compile(r"""@import\s+url\(\s*["']?([^"')]+)["']?\s*\)\s*;""")
CSS_URL = re.compile(r"""url\(\s*(["']?)((?!data:|#|/|[a-z]+:)[^"')]+)\1\s*\)""")
CSS_NOISE = re.compile(r"""@charset\s+"[^"]*"\s*;|/\*# sourceMappingURL=[^*]*\*/""")
JS_IMPORT = re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])(\.{1,2}/[^"']+)(["'])""")


class AssetFault(Exception):
    """A static file names another that does not exist, or that comes round to itself."""


def _files(folder: Path) -> Iterator[str]:
    """Every file below `folder` as a path with forward slashes, in a stable order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


class _Build:
    """One run over `source`; `names` maps what we wrote to what is served."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source = source
        self.target = target
        self.names: dict[str, str] = {}
        self.under_way: list[str] = []

    def publish(self, name: str) -> str:
        """Write the file under its hashed name, once, after all the files it names."""
        if name in self.names:
            return self.names[name]
        if name in self.under_way:
            raise AssetFault(" -> ".join([*self.under_way, name]))
        self.under_way.append(name)
        content = self._content(name)
        self.under_way.pop()
        path = PurePosixPath(name)
        digest = hashlib.sha256(content).hexdigest()[:8]
        hashed = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
        (self.target / hashed).parent.mkdir(parents=True, exist_ok=True)
        (self.target / hashed).write_bytes(content)
        self.names[name] = hashed
        return hashed

    def _content(self, name: str) -> bytes:
        if name.endswith(".css"):
            return ('@charset "UTF-8";' + self._stylesheet(name, served_as=name)).encode()
        if name.endswith(".js"):
            return JS_IMPORT.sub(self._module_link(name), self._text(name)).encode()
        return (self.source / name).read_bytes()

    def _text(self, name: str) -> str:
        return (self.source / name).read_text("utf-8")

    def _resolve(self, name: str, reference: str) -> str:
        found = normpath(PurePosixPath(name).parent / reference)
        if not (self.source / found).is_file():
            raise AssetFault(f"{name}: {reference} does not exist")
        return found

    def _stylesheet(self, name: str, served_as: str) -> str:
        """The sheet with its imports put in place, so that a page asks for one file only."""

        def point(match: re.Match[str]) -> str:
            hashed = self.publish(self._resolve(name, match[2]))
            return f'url("{relpath(hashed, PurePosixPath(served_as).parent)}")'

        parts = CSS_IMPORT.split(CSS_NOISE.sub("", self._text(name)))
        for index, part in enumerate(parts):
            if index % 2:
                parts[index] = self._stylesheet(self._resolve(name, part), served_as)
            else:
                parts[index] = CSS_URL.sub(point, part)
        return "".join(parts)

    def _module_link(self, name: str) -> Callable[[re.Match[str]], str]:
        def link(match: re.Match[str]) -> str:
            hashed = self.publish(self._resolve(name, match[2]))
            path = relpath(hashed, PurePosixPath(name).parent)
            return f"{match[1]}{path if path.startswith('.') else './' + path}{match[3]}"

        return link


def _imported(source: Path) -> set[str]:
    """Stylesheets that live inside another one and are not served by themselves."""
    inside = set()
    for name in _files(source):
        if name.endswith(".css"):
            for reference in CSS_IMPORT.findall((source / name).read_text("utf-8")):
                inside.add(normpath(PurePosixPath(name).parent / reference))
    return inside


def build(source: Path, target: Path) -> dict[str, str]:
    """Publish `source` into the empty folder `target`; return and store the map of names.

    `target/files/` gets hashed names with `.gz` and `.br` beside them, `target/root/` the files
    that keep theirs, `target/manifest.json` the map. The same source gives the same bytes.
    Raises `AssetFault` when a file names one that isn't there.
    """
    run = _Build(source, target / "files")
    (target / "files").mkdir(parents=True)
    skipped = _imported(source)
    for name in _files(source):
        if name not in skipped and not name.startswith(f"{ROOT_FOLDER}/"):
            run.publish(name)
    (target / ROOT_FOLDER).mkdir()
    if (source / ROOT_FOLDER).is_dir():
        shutil.copytree(source / ROOT_FOLDER, target / ROOT_FOLDER, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for name in _files(target):
        if compressor.should_compress(name):
            list(compressor.compress(str(target / name)))
    names = dict(sorted(run.names.items()))
    (target / "manifest.json").write_text(json.dumps(names, indent=1), "utf-8")
    return names


def fingerprint(source: Path) -> str:
    """Sixteen letters that change when any file below `source`, or this builder, changes."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in _files(source):
        digest.update(name.encode() + b"\0" + (source / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _built(source: Path, builds: Path) -> tuple[Path, dict[str, str]]:
    """The build of `source` as it is now: the one on disk, or a new one put there whole."""
    place = builds / fingerprint(source)
    if not (place / "manifest.json").exists():
        builds.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=builds, prefix="new-") as scratch:
            fresh = Path(scratch) / "build"
            build(source, fresh)
            try:
                os.rename(fresh, place)
            except OSError:  # another worker was faster with the very same files
                if not (place / "manifest.json").exists():
                    raise
        _forget_old(builds)
    return place, json.loads((place / "manifest.json").read_text("utf-8"))


def _forget_old(builds: Path) -> None:
    whole = [place for place in builds.iterdir() if (place / "manifest.json").exists()]
    whole.sort(key=lambda place: place.stat().st_mtime, reverse=True)
    for place in whole[BUILDS_KEPT:]:
        shutil.rmtree(place, ignore_errors=True)


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def init_app(app: Flask) -> None:
    """Serve the files under `/static/` and give templates `asset("css/site.css")`.

    Builds below the instance folder when the source has changed (about a second); otherwise only
    reads the map of names. The app itself has no static route (`static_folder=None`).
    """
    place, names = _built(SOURCE, Path(app.instance_path) / "assets")
    served = WhiteNoise(
        app.wsgi_app,
        root=str(place / "files"),
        prefix=URL_PREFIX,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: url.startswith(URL_PREFIX),
        add_headers_function=_add_headers,
    )
    served.add_files(str(place / ROOT_FOLDER))
    app.wsgi_app = served  # type: ignore[method-assign]

    def asset(name: str) -> str:
        """The address of a file of `lms/static/`; `KeyError` when there is no such file."""
        return app.config["APPLICATION_ROOT"].rstrip("/") + URL_PREFIX + names[name]

    app.jinja_env.globals["asset"] = asset
