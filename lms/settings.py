"""Every setting of a deployment, read from the environment here and nowhere else.

In development everything has a default and the secret key is made on the first run. In
production (`APP_ENV=production`) what is missing or weak stops the start, with one sentence
per fault that says what to set.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

SHORTEST_SECRET = 32
JITSI_MODES = {"simulator", "selfhosted"}


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


def _faults(config: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    faults = []
    if config["JITSI_MODE"] not in JITSI_MODES:
        faults.append("JITSI_MODE phải là «simulator» hoặc «selfhosted».")
    if config["JITSI_MODE"] == "selfhosted":
        if not config["JITSI_URL"].startswith("https://"):
            faults.append("JITSI_URL phải là địa chỉ https:// của máy chủ Jitsi Meet.")
        if len(config["JITSI_SECRET"]) < SHORTEST_SECRET:
            faults.append(f"JITSI_SECRET phải dài ít nhất {SHORTEST_SECRET} ký tự.")
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
    if not config["PUBLIC_URL"].startswith("https://"):
        faults.append("Đặt PUBLIC_URL là địa chỉ https:// mà người dùng mở.")
    return faults


def read(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """The Flask configuration. Raises SettingsFault with every fault at once."""
    production = environ.get("APP_ENV", "development") == "production"
    config: dict[str, Any] = {
        "PRODUCTION": production,
        "SECRET_KEY": _secret_key(environ, instance, production),
        "SQLALCHEMY_DATABASE_URI": _database_url(environ, instance),
        "PUBLIC_URL": environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        "HOST": environ.get("HOST", "127.0.0.1"),
        "PORT": int(environ.get("PORT", "8000")),
        "THREADS": int(environ.get("THREADS", "8")),
        # Number of reverse proxies in front whose X-Forwarded-* headers are believed.
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        "SUPPORT_PHONE": environ.get("SUPPORT_PHONE", "0600 123 456"),
        "SMTP_HOST": environ.get("SMTP_HOST", ""),
        "SMTP_PORT": int(environ.get("SMTP_PORT", "25")),
        "SMTP_USER": environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": environ.get("SMTP_PASSWORD", ""),
        "SMTP_STARTTLS": environ.get("SMTP_STARTTLS", "0") == "1",
        "MAIL_FROM": environ.get("MAIL_FROM", "dong-hanh@vidu.example"),
        "JITSI_MODE": environ.get("JITSI_MODE", "simulator"),
        "JITSI_URL": environ.get("JITSI_URL", "").rstrip("/"),
        "JITSI_XMPP_DOMAIN": environ.get("JITSI_XMPP_DOMAIN", ""),
        "JITSI_SECRET": environ.get("JITSI_SECRET", ""),
        "JITSI_INTERNAL_URL": environ.get("JITSI_INTERNAL_URL", "").rstrip("/"),
        "SESSION_IDLE": timedelta(minutes=int(environ.get("SESSION_IDLE_MINUTES", "60"))),
        "SESSION_LONGEST": timedelta(hours=int(environ.get("SESSION_LONGEST_HOURS", "12"))),
        "SESSION_COOKIE_NAME": "dong_hanh",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
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
    faults = _faults(config, environ)
    if faults:
        raise SettingsFault(faults)
    return config
