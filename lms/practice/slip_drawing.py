"""Slips as PDF files and their QR codes.

Nothing is kept: a slip is drawn anew in some hundredths of a second and is then surely what the
run says. A cache would have to know whose run it is and would save less than one query costs.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

if TYPE_CHECKING:
    from segno import QRCode

    from sandbox.sheets import Sheet

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"
SALT = "practice-look-up"
LONGEST_TOKEN = 200


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)


def token_of(run_id: int, key: str) -> str:
    """What leads to the public page of one dossier; nobody can make one for another dossier."""
    return str(_signer().dumps([run_id, key]))


def dossier_of(token: str) -> tuple[int, str] | None:
    """The run and the dossier that a token stands for; None when it isn't one of ours."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        run_id, key = _signer().loads(token)
    except (BadSignature, TypeError, ValueError):
        return None
    return int(run_id), str(key)


def look_up_path(run_id: int, key: str) -> str:
    """The public page of one dossier."""
    return url_for("practice.portal", token=token_of(run_id, key), _external=False)


def look_up_url(run_id: int, key: str) -> str:
    """The address in the QR code, under the name by which people open the site."""
    return str(current_app.config["PUBLIC_URL"]) + look_up_path(run_id, key)


def _qr(address: str) -> QRCode:
    import segno

    return segno.make_qr(address, error="m")


def qr_svg(address: str) -> Markup:
    """The QR code for a page; its size is the style sheet's."""
    says = _("Mã QR dẫn đến trang tra cứu hồ sơ luyện tập")
    drawn = _qr(address).svg_inline(omitsize=True, svgclass="slip-qr", lineclass=None, title=says)
    return Markup(drawn)  # noqa: S704 – made of numbers and our own title


def pdf(sheet: Sheet, address: str, *, as_png: bool = False) -> bytes:
    """The sheet as a tagged PDF (PDF/UA-1), its QR code leading to `address`."""
    import typst

    code = BytesIO()
    _qr(address).save(code, kind="svg", border=1)
    drawn = typst.compile(
        str(TEMPLATE),
        format="png" if as_png else "pdf",
        ignore_system_fonts=True,  # the letters are those that typst brings along, everywhere alike
        pdf_standards=[] if as_png else ["ua-1"],
        sys_inputs={
            "sheet": json.dumps(asdict(sheet), ensure_ascii=False),
            "code": code.getvalue().decode(),
            "code_says": "Mã QR dẫn đến trang tra cứu hồ sơ luyện tập: " + address,
        },
    )
    return bytes(drawn[0] if isinstance(drawn, list) else drawn)
