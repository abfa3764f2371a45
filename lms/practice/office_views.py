"""The other pages of the desk: look-ups, the data store, the register, the index."""

from __future__ import annotations

from flask import Response, render_template, request

from lms.permissions import requires
from lms.practice import office
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.desk_views import to_debrief


@bp.get("/practice/runs/<int:run_id>/population")
@requires("practise")
def population(run_id: int) -> Page:
    return _citizens(run_id, "population")


@bp.get("/practice/runs/<int:run_id>/data-store")
@requires("practise")
def data_store(run_id: int) -> Page:
    return _citizens(run_id, "data_store")


def _citizens(run_id: int, here: str) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    page = office.citizens_page(run, here, request.args)
    status = 422 if page.search.error else 200
    return render_template(f"practice/{here}.html", page=page), status


@bp.get("/practice/runs/<int:run_id>/register")
@requires("practise")
def register(run_id: int) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    return render_template("practice/register.html", page=office.register_page(run))


@bp.get("/practice/runs/<int:run_id>/register.csv")
@requires("practise")
def register_file(run_id: int) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    name = f"so-theo-doi-ho-so-luyen-tap-{run.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = office.register_page(run).as_csv
    return Response(text, mimetype="text/csv", headers=headers)


@bp.get("/practice/runs/<int:run_id>/statistics")
@requires("practise")
def statistics(run_id: int) -> Page:
    return _figures(run_id, "statistics")


@bp.get("/practice/runs/<int:run_id>/settlement")
@requires("practise")
def settlement(run_id: int) -> Page:
    return _figures(run_id, "settlement")


def _figures(run_id: int, here: str) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return to_debrief(run)
    return render_template(f"practice/{here}.html", page=office.statistics_page(run, here))
