"""Mail over SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any, Protocol

import structlog

log = structlog.get_logger()
TIMEOUT = 15  # seconds


class Mail(Protocol):
    def send(self, to: str, subject: str, text: str, message_id: str) -> None: ...


class SmtpMail:
    """Sends through the province's mail server; raises OSError or SMTPException when it can't."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def send(self, to: str, subject: str, text: str, message_id: str) -> None:
        message = EmailMessage()
        message["From"] = self._config["MAIL_FROM"]
        message["To"] = to
        message["Subject"] = subject
        message["Message-ID"] = message_id  # stable, so a repeated sending can be recognised
        message.set_content(text)
        with smtplib.SMTP(
            self._config["SMTP_HOST"], self._config["SMTP_PORT"], timeout=TIMEOUT
        ) as server:
            if self._config["SMTP_STARTTLS"]:
                server.starttls()
            if self._config["SMTP_USER"]:
                server.login(self._config["SMTP_USER"], self._config["SMTP_PASSWORD"])
            server.send_message(message)


class NullMail:
    """Where no mail server is set: says in the log that a message was not sent."""

    def send(self, to: str, subject: str, text: str, message_id: str) -> None:
        log.info("mail not sent: SMTP_HOST is not set", subject=subject, message_id=message_id)


def from_config(config: Mapping[str, Any]) -> Mail:
    return SmtpMail(config) if config["SMTP_HOST"] else NullMail()
