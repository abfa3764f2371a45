"""Re-create `lms/static/vendor/` from the published packages (a developer's tool; the result is committed).

    python scripts/vendor.py

Needs `npm` on the path and the development requirements (fonttools cuts the fonts). Each folder
`<name>-<version>/` gets the files we use, the licence text and a `manifest.json` with the sha256
of every file, which `tests/unit/test_static_files.py` compares with what is committed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "lms" / "static" / "vendor"

# Every icon a template names; add one here and run this file again.
ICONS = """
    home book clipboard-check clipboard-list folder folders file-text files certificate calendar
    calendar-event clock alarm history users user user-check user-plus user-circle users-group
    building building-community map-pin school award target chart-bar chart-dots table
    report-analytics help lifebuoy message-2 messages mail bell phone video search filter plus minus
    check checks x circle-check circle-x alert-triangle alert-circle info-circle bulb scale gavel
    lock login logout key shield-check edit pencil trash download upload printer external-link link
    copy eye eye-off chevron-right chevron-left chevron-down arrow-right arrow-left arrow-up
    arrow-down menu-2 language settings refresh player-play player-pause flag star stars inbox send
    signature rubber-stamp id list-check checklist progress route writing hourglass coffee sun
    heart-handshake database world device-desktop
"""

# Vietnamese in full, and the letters and the combining breve of Ê-đê, Gia-rai, Ba-na and Mnông
# names, which no ready-made web font carries.
LETTERS = (
    "U+0020-007E,U+00A0-00FF,U+0100-017F,U+0180,U+01A0-01A1,U+01AF-01B0,U+0243,U+0300-0304,"
    "U+0306-0309,U+030C,U+031B,U+0323,U+1EA0-1EF9,U+2010-2015,U+2018-201E,U+2022,U+2026,U+2030,"
    "U+20AB,U+20AC,U+2190-2193,U+2212,U+25B2,U+25BC"
)
FACES = {
    "noto-sans-400.woff2": "400Regular/NotoSans_400Regular.ttf",
    "noto-sans-700.woff2": "700Bold/NotoSans_700Bold.ttf",
}


@dataclass(frozen=True)
class Package:
    """What we take from one published package."""

    name: str
    npm: str
    version: str
    licence: str  # SPDX
    licence_file: str
    take: Callable[[Path, Path], None]  # (unpacked package, our folder)


def take_bootstrap(package: Path, folder: Path) -> None:
    shutil.copy(package / "dist/css/bootstrap.min.css", folder / "bootstrap.min.css")


def take_icons(package: Path, folder: Path) -> None:
    """One sprite: a `<symbol>` per icon, shown with `<use href="icons.svg#name">`."""
    symbols = []
    for name in sorted(ICONS.split()):
        drawing = (package / f"icons/outline/{name}.svg").read_text("utf-8")
        inside = drawing.partition(">")[2].rpartition("</svg>")[0]
        paths = re.findall(r"<(?:path|circle|rect|line)\b[^>]*?/>", inside)
        shown = " ".join(path for path in paths if 'stroke="none"' not in path)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shown}</symbol>'
        )
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (folder / "icons.svg").write_text(sprite, "utf-8")


def take_fonts(package: Path, folder: Path) -> None:
    """The two faces, cut to `LETTERS`: 17 KB each instead of 620."""
    from fontTools import subset

    for woff2, face in FACES.items():
        subset.main(
            [
                str(package / face),
                "--flavor=woff2",
                "--layout-features=kern,mark,mkmk,ccmp,locl,tnum,lnum",
                f"--unicodes={LETTERS}",
                f"--output-file={folder / woff2}",
            ]
        )


PACKAGES = (
    Package("bootstrap", "bootstrap", "5.3.9", "MIT", "LICENSE", take_bootstrap),
    Package("tabler-icons", "@tabler/icons", "3.51.0", "MIT", "LICENSE", take_icons),
    Package(
        "noto-sans", "@expo-google-fonts/noto-sans", "0.4.2", "OFL-1.1", "LICENSE_FONT", take_fonts
    ),
)


def unpack(package: Package, work: Path) -> Path:
    """Fetch the package with the developer's own npm and return its unpacked folder."""
    place = work / package.name
    place.mkdir()
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the packages")
    subprocess.run(  # noqa: S603  (fixed names and versions)
        [npm, "pack", "--silent", f"{package.npm}@{package.version}"], cwd=place, check=True
    )
    archive = next(place.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(place, filter="data")
    return place / "package"


def write_manifest(package: Package, folder: Path) -> None:
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    }
    manifest = {
        "name": package.name,
        "version": package.version,
        "package": package.npm,
        "licence": package.licence,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        for package in PACKAGES:
            unpacked = unpack(package, Path(work))
            folder = VENDOR / f"{package.name}-{package.version}"
            folder.mkdir(parents=True)
            package.take(unpacked, folder)
            shutil.copy(unpacked / package.licence_file, folder / "LICENSE.txt")
            write_manifest(package, folder)


if __name__ == "__main__":
    main()
