"""What no page of ours would ever send is refused before any view or statement sees it."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1  # what the databases' integer keys hold


class IdConverter(IntegerConverter):
    """`<int:...>` in an address: a number that no row can have is no address at all (404)."""

    def __init__(self, map_: object, max_: int = LARGEST_ID, **kwargs: object) -> None:
        super().__init__(map_, max=max_, **kwargs)  # type: ignore[arg-type]


def number_asked(name: str, default: int | None = None) -> int | None:
    """A whole number from the query, or the default when it is none that a row or page can have."""
    asked = request.args.get(name, default, type=int)
    return asked if asked is None or 0 <= asked <= LARGEST_ID else default


def _refuse_nul() -> None:
    """No text holds a NUL; PostgreSQL can't even be asked about one."""
    values = [request.path, request.query_string.decode("latin-1").replace("%00", "\0")]
    for _name, sent in request.form.lists():
        values += sent
    if any("\0" in value for value in values):
        abort(400)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse_nul)
