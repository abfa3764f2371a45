"""Đồng Hành: the web application. `create_app()` is the way in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response


def create_app(
    overrides: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] | None = None
) -> Flask:
    """The application. `overrides` win over the environment (tests use them)."""
    from lms import settings

    root = Path(__file__).resolve().parent.parent
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("INSTANCE_PATH") or root / "instance")
    app = Flask(__name__, instance_path=str(instance.resolve()), static_folder=None)
    app.config.from_mapping(settings.read(environ, instance))
    app.config.from_mapping(overrides or {})
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _bind_extensions(app)
    _register_blueprints(app)
    return app


def _bind_extensions(app: Flask) -> None:
    """In this order: the log wraps everything, the door stands before forms and receipts."""
    from lms import (
        assets,
        commands,
        database,
        door,
        errors,
        headers,
        input_limits,
        jobs,
        language,
        logs,
        once,
        pages,
    )
    from lms.extensions import babel, compress, csrf, db, login_manager, migrate
    from lms.people import sign_in

    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite"):
        Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", database.engine_options(url))
    logs.init_app(app)
    compress.init_app(app)
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    migrate.init_app(app, db, directory=str(Path(__file__).resolve().parent.parent / "migrations"))
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=language.chosen)
    input_limits.init_app(app)
    door.init_app(app)
    csrf.init_app(app)
    once.init_app(app)
    sign_in.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    jobs.init_app(app)
    pages.init_app(app)
    assets.init_app(app)
    commands.init_app(app)
    _trust(app, app.config["TRUSTED_PROXIES"])


def _trust(app: Flask, hops: int) -> None:
    """Believe that many proxies about the caller's address; answer to no host name but our own."""
    from werkzeug.exceptions import SecurityError
    from werkzeug.middleware.proxy_fix import ProxyFix

    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.register_error_handler(SecurityError, _refuse_host)


def _refuse_host(_error: Exception) -> Response:
    """Plain text for whoever set up the proxy: no page can be made, its links need a host."""
    text = "Yêu cầu mang tên máy chủ lạ (Host). Hãy xem lại PUBLIC_URL và cấu hình proxy.\n"
    return Response(text, 400, mimetype="text/plain")


def _register_blueprints(app: Flask) -> None:
    from lms.competencies import views as competencies
    from lms.home import views as home
    from lms.learning import views as learning
    from lms.people import views as people
    from lms.practice import views as practice
    from lms.reports import views as reports
    from lms.schedule import views as schedule

    for feature in (home, people, learning, practice, schedule, competencies, reports):
        app.register_blueprint(feature.bp)
    if not app.config["PRODUCTION"]:
        app.register_blueprint(home.development)
