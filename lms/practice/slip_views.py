"""Slips to look at and to print, and the public page that their QR code leads to."""

from __future__ import annotations

from flask import Response, render_template

from lms.permissions import public, requires
from lms.practice import slip_drawing, slips
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.desk import CHIPS
from sandbox import forms, words
from sandbox.slips import TRANSFER

ADDRESS = "/practice/runs/<int:run_id>/dossiers/<key>/slips"


@bp.app_template_filter()
def form_name(number: str) -> str:
    """The name of one of the seven forms; without a number that of the transfer slip."""
    return forms.NAMES[number] if number else TRANSFER


@bp.app_template_global()
def slip_watermark() -> str:
    """What stands across every slip."""
    return forms.WATERMARK


def _file(page: slips.SlipPage) -> Response:
    assert page.sheet is not None
    name = f"mau-{page.sheet.number}" if page.sheet.number else "phieu-chuyen"
    name += f"-{page.sheet.code or page.key}-luyen-tap.pdf"
    content = slip_drawing.pdf(page.sheet, page.look_up_url)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get(ADDRESS + "/<int:position>")
@requires("practise")
def slip(run_id: int, key: str, position: int) -> Page:
    return render_template("practice/slip.html", page=slips.issued(own_run(run_id), key, position))


@bp.get(ADDRESS + "/<int:position>.pdf")
@requires("practise")
def slip_file(run_id: int, key: str, position: int) -> Page:
    return _file(slips.issued(own_run(run_id), key, position))


@bp.get(ADDRESS + "/transfer")
@requires("practise")
def transfer_slip(run_id: int, key: str) -> Page:
    return render_template("practice/slip.html", page=slips.transfer(own_run(run_id), key))


@bp.get(ADDRESS + "/transfer.pdf")
@requires("practise")
def transfer_slip_file(run_id: int, key: str) -> Page:
    return _file(slips.transfer(own_run(run_id), key))


@bp.get("/tra-cuu/<token>")
@public
def portal(token: str) -> Page:
    """Whoever holds the slip may look, signed in or not."""
    found = slips.portal_page(token)
    if found is None:
        return render_template("practice/portal.html", found=None), 404
    history = [
        {"title": each.status, "when": words.moment(each.at), "iso": each.at.isoformat()}
        for each in reversed(found.history)
    ]
    return render_template(
        "practice/portal.html", found=found, history=history, chip=CHIPS[found.latest.status_code]
    )
