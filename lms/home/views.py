"""The start page, the language switch, health, and the development's page of components."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from lms import health
from lms.door import page_of_form
from lms.home import paper_samples, queries, samples
from lms.permissions import public, requires

bp = Blueprint("home", __name__, template_folder="templates")
development = Blueprint("development", __name__)


@bp.get("/")
@requires("use_own_account")
def start() -> str:
    return render_template("home/start.html", me=current_user, start=queries.start(current_user))


@bp.get("/language/<any(vi, en):code>")
@public
def language(code: str) -> AnyResponse:
    session["language"] = code
    return redirect(page_of_form() or url_for("home.start"), 303)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process is alive; asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers and its migrations are those of this code."""
    fault = health.database_fault()
    return Response((fault or "ok") + "\n", 503 if fault else 200, mimetype="text/plain")


@development.get("/components")
@public
def components() -> str:
    return render_template("components_page.html", **samples.samples())


@development.get("/papers")
@public
def papers() -> str:
    """Every kind of paper of the practice desk; `?kind=` shows one of them only."""
    rows = paper_samples.rows()
    wanted = request.args.get("kind")
    return render_template(
        "home/papers.html", rows={k: v for k, v in rows.items() if wanted in (None, k)}
    )
