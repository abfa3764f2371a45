"""The web server: waitress, one process. Stops gracefully on SIGTERM and Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from types import FrameType

import structlog
import waitress
from flask import Flask

from lms import health, housekeeping, jobs
from lms.people import demo

log = structlog.get_logger()

# Flask refuses what is over MAX_CONTENT_LENGTH, with our page. The server in front of it cuts off
# with a bare English line, so it does so only far beyond that, to keep the disk from filling.
BODY_BACKSTOP = 8
CONNECTIONS = 2000


def port_fault(host: str, port: int) -> str | None:
    """Why the server can't listen there, in one sentence; None when it can."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        return f"HOST: không tìm thấy địa chỉ “{host}”."
    for family, kind, protocol, _name, address in places:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                return _bind_fault(error, host, port)
    return None


def _bind_fault(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang được chương trình khác dùng. Hãy tắt chương trình đó, "
            f"hoặc chọn cổng khác, ví dụ: make run PORT={port + 1}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST: “{host}” không phải là địa chỉ của máy này."
    if error.errno == errno.EACCES:
        return f"Không có quyền mở cổng {port}. Hãy chọn cổng từ 1024 trở lên."
    return f"Không mở được cổng {port} tại “{host}”: {error.strerror}."


def welcome(app: Flask) -> str:
    """What the start of a development server prints: the address and the accounts."""
    with app.app_context():
        accounts = demo.shown_accounts()
    lines = ["", f"  Đồng Hành đang chạy tại  http://{app.config['HOST']}:{app.config['PORT']}", ""]
    if accounts:
        lines.append(f"  Tài khoản dùng thử (mật khẩu chung: {demo.PASSWORD})")
    lines += [
        f"    {account.username:<12} {account.name} ({', '.join(account.roles)})"
        for account in accounts
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
    server = waitress.create_server(
        app,
        host=config["HOST"],
        port=config["PORT"],
        threads=config["THREADS"],
        ident=None,
        channel_timeout=60,
        # A browser keeps its connection for a minute: at waitress's own limit of 100 the next
        # officer waits until somebody else's has timed out.
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() ends at 1,024 files
        max_request_body_size=BODY_BACKSTOP * config["MAX_CONTENT_LENGTH"],
        # With a proxy in front its X-Forwarded-* headers are for ProxyFix to judge.
        clear_untrusted_proxy_headers=not config["TRUSTED_PROXIES"],
    )
    worker = jobs.start_worker(app, housekeeping.tidy)
    signal.signal(signal.SIGTERM, _stop)
    if not config["PRODUCTION"]:
        print(welcome(app), flush=True)
    log.info("serving", host=config["HOST"], port=config["PORT"])
    try:
        server.run()
    finally:
        worker.stop()
        log.info("stopped")
