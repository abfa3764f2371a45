"""One paper on a page of its own: larger, page by page, beside what was looked up."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from lms.permissions import requires
from lms.practice import desk
from lms.practice.access import own_run
from lms.practice.blueprint import Page, bp
from lms.practice.paper_drawing import paper_views

bp.app_template_filter("paper_views")(paper_views)

ZOOMS = (1, 2, 3)


@bp.get("/practice/runs/<int:run_id>/dossiers/<key>/papers/<paper>", endpoint="paper")
@requires("practise")
def one_paper(run_id: int, key: str, paper: str) -> Page:
    run = own_run(run_id)
    if not run.is_open:
        return redirect(url_for("practice.debrief", run_id=run_id), 303)
    page = desk.dossier_page(run, key, "papers")
    views = paper_views(page) if page else []
    view = next((each for each in views if each.paper.key == paper), None)
    if view is None:
        raise NotFound
    zoom = request.args.get("zoom", 1, type=int)
    return render_template(
        "practice/paper.html",
        page=page,
        view=view,
        zoom=min(max(zoom, ZOOMS[0]), ZOOMS[-1]),
        number=request.args.get("page", 1, type=int),
        zooms=ZOOMS,
    )
