"""The web server: waitress, one process. Stops gracefully on SIGTERM and Ctrl-C."""

from __future__ import annotations

import signal
import socket
import sys
from types import FrameType

import structlog
import waitress
from flask import Flask

from lms import health, jobs
from lms.people import demo

log = structlog.get_logger()


def port_fault(host: str, port: int) -> str | None:
    """Why the server can't listen there, in one sentence; None when it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return (
                f"Cổng {port} đang được chương trình khác dùng. Hãy tắt chương trình đó, "
                f"hoặc chọn cổng khác, ví dụ: make run PORT={port + 1}"
            )
    return None


def welcome(app: Flask) -> str:
    """What the start of a development server prints: the address and the accounts."""
    lines = [
        "",
        f"  Đồng Hành đang chạy tại  http://{app.config['HOST']}:{app.config['PORT']}",
        "",
        f"  Tài khoản dùng thử (mật khẩu chung: {demo.PASSWORD})",
    ]
    lines += [
        f"    {account.username:<12} {account.name} ({', '.join(account.roles)})"
        for account in demo.shown_accounts()
    ]
    return "\n".join([*lines, "", "  Dừng: Ctrl-C", ""])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # waitress finishes the requests it has begun


def serve(app: Flask) -> None:
    """Run until stopped. Exits with one clear sentence when it can't start."""
    config = app.config
    with app.app_context():
        fault = port_fault(config["HOST"], config["PORT"]) or health.database_fault()
    if fault:
        sys.exit(fault)
    worker = jobs.start_worker(app)
    signal.signal(signal.SIGTERM, _stop)
    if not config["PRODUCTION"]:
        print(welcome(app), flush=True)
    log.info("serving", host=config["HOST"], port=config["PORT"])
    try:
        waitress.serve(
            app,
            host=config["HOST"],
            port=config["PORT"],
            threads=config["THREADS"],
            ident=None,
            channel_timeout=60,
            max_request_body_size=config["MAX_CONTENT_LENGTH"],
            clear_untrusted_proxy_headers=True,
            trusted_proxy=None,
        )
    finally:
        worker.stop()
        log.info("stopped")
