"""Every setting of a deployment, read from the environment here and nowhere else.

In development everything has a default and the secret key is made on the first run. In
production (`APP_ENV=production`) what is missing or weak stops the start, with one sentence
per fault that says what to set.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_SECRET = 32
JITSI_MODES = {"simulator", "selfhosted"}
DATABASE_DRIVERS = {"sqlite", "postgresql+psycopg"}
SHIPPED_PROVINCE = Path(__file__).resolve().parent / "data" / "thai-nguyen.yaml"
# Where a load balancer on the machine asks for /healthz and /readyz.
LOCAL_HOSTS = ["127.0.0.1", "localhost"]
# The same in every deployment.
FIXED: dict[str, Any] = {
    "SESSION_COOKIE_NAME": "dong_hanh",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
    "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "BABEL_DEFAULT_LOCALE": "vi",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    "LANGUAGES": ("vi", "en"),
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_MIN_SIZE": 500,
}


class SettingsFault(SystemExit):
    """The application can't start: `faults` says what to set, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("Chưa thể khởi động:\n" + "\n".join(f"  - {fault}" for fault in faults))


def _secret_key(environ: Mapping[str, str], instance: Path, production: bool) -> str:
    key = environ.get("SECRET_KEY", "")
    if key or production:
        return key
    kept = instance / "secret-key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{instance / 'dong-hanh.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


class _Numbers:
    """Whole numbers from the environment, each within its bounds; collects what is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def read(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = (self.environ.get(name) or str(default)).strip()
        if re.fullmatch("[0-9]{1,9}", text) and lowest <= int(text) <= highest:
            return int(text)
        self.faults.append(f"{name} phải là một số nguyên từ {lowest} đến {highest}.")
        return default


def _public_host(url: str) -> str | None:
    """The host of an https:// address; None when it is no such address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme == "https" else None


def _is_our_database(url: str) -> bool:
    try:
        return make_url(url).drivername in DATABASE_DRIVERS
    except ArgumentError:
        return False


def _meeting_faults(config: Mapping[str, Any]) -> list[str]:
    faults = []
    if config["JITSI_MODE"] not in JITSI_MODES:
        faults.append("JITSI_MODE phải là “simulator” hoặc “selfhosted”.")
    if config["JITSI_MODE"] == "selfhosted":
        if not config["JITSI_URL"].startswith("https://"):
            faults.append("JITSI_URL phải là địa chỉ https:// của máy chủ Jitsi Meet.")
        if len(config["JITSI_SECRET"]) < SHORTEST_SECRET:
            faults.append(f"JITSI_SECRET phải dài ít nhất {SHORTEST_SECRET} ký tự.")
    return faults


def _faults(config: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    faults = _meeting_faults(config)
    if not _is_our_database(config["SQLALCHEMY_DATABASE_URI"]):
        faults.append(
            "DATABASE_URL phải có dạng postgresql://… hoặc sqlite:////duong-dan/dong-hanh.db."
        )
    if not config["PROVINCE_FILE"].is_file():
        faults.append(f"PROVINCE_FILE: không có tệp “{config['PROVINCE_FILE']}”.")
    if not config["PRODUCTION"]:
        return faults
    if len(config["SECRET_KEY"]) < SHORTEST_SECRET:
        faults.append(
            f"Đặt SECRET_KEY là một chuỗi ngẫu nhiên dài ít nhất {SHORTEST_SECRET} ký tự."
        )
    if not environ.get("DATABASE_URL"):
        faults.append(
            "Đặt DATABASE_URL, ví dụ postgresql://… hoặc sqlite:////duong-dan/dong-hanh.db."
        )
    if not _public_host(config["PUBLIC_URL"]):
        faults.append("Đặt PUBLIC_URL là địa chỉ https:// mà người dùng mở.")
    return faults


def read(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """The Flask configuration. Raises SettingsFault with every fault at once."""
    production = environ.get("APP_ENV", "development") == "production"
    numbers = _Numbers(environ)
    public_url = environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    config: dict[str, Any] = {
        "PRODUCTION": production,
        "SECRET_KEY": _secret_key(environ, instance, production),
        "SQLALCHEMY_DATABASE_URI": _database_url(environ, instance),
        "PROVINCE_FILE": Path(environ.get("PROVINCE_FILE") or SHIPPED_PROVINCE),
        "PUBLIC_URL": public_url,
        # In production a request under any other name is refused: links are made from the name.
        "TRUSTED_HOSTS": [_public_host(public_url), *LOCAL_HOSTS] if production else None,
        "HOST": environ.get("HOST", "127.0.0.1"),
        "PORT": numbers.read("PORT", 8000, 0, 65535),
        "THREADS": numbers.read("THREADS", 8, 1, 200),
        # Number of reverse proxies in front whose X-Forwarded-* headers are believed.
        "TRUSTED_PROXIES": numbers.read("TRUSTED_PROXIES", 0, 0, 10),
        "SUPPORT_PHONE": environ.get("SUPPORT_PHONE", "" if production else "0600 123 456"),
        "SMTP_HOST": environ.get("SMTP_HOST", ""),
        "SMTP_PORT": numbers.read("SMTP_PORT", 25, 1, 65535),
        "SMTP_USER": environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": environ.get("SMTP_PASSWORD", ""),
        "SMTP_STARTTLS": environ.get("SMTP_STARTTLS", "0") == "1",
        "MAIL_FROM": environ.get("MAIL_FROM", "dong-hanh@vidu.example"),
        "JITSI_MODE": environ.get("JITSI_MODE", "simulator"),
        "JITSI_URL": environ.get("JITSI_URL", "").rstrip("/"),
        "JITSI_XMPP_DOMAIN": environ.get("JITSI_XMPP_DOMAIN", ""),
        "JITSI_SECRET": environ.get("JITSI_SECRET", ""),
        "JITSI_INTERNAL_URL": environ.get("JITSI_INTERNAL_URL", "").rstrip("/"),
        # An exercise of a trainer is published by a second person only.
        "REVIEW_EXERCISES": environ.get("REVIEW_EXERCISES", "1") == "1",
        "SESSION_IDLE": timedelta(minutes=numbers.read("SESSION_IDLE_MINUTES", 60, 1, 10_080)),
        "SESSION_LONGEST": timedelta(hours=numbers.read("SESSION_LONGEST_HOURS", 12, 1, 720)),
        "SESSION_COOKIE_SECURE": production,
        **FIXED,
    }
    faults = numbers.faults + _faults(config, environ)
    if faults:
        raise SettingsFault(faults)
    return config
