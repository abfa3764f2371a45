from pathlib import Path

import pytest

from lms import settings

GOOD = {
    "APP_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "DATABASE_URL": "postgresql://dong-hanh@localhost/dong_hanh",
    "PUBLIC_URL": "https://dong-hanh.example",
}


def test_development_needs_no_setting_and_keeps_the_key_it_made(tmp_path: Path):
    first = settings.read({}, tmp_path)
    second = settings.read({}, tmp_path)

    assert len(first["SECRET_KEY"]) >= settings.SHORTEST_SECRET
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert first["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'dong-hanh.db'}"


def test_production_takes_good_settings_and_sends_its_cookie_only_over_https(tmp_path: Path):
    config = settings.read(GOOD, tmp_path)

    assert config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql+psycopg://")
    assert config["SESSION_COOKIE_SECURE"] is True
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"PUBLIC_URL": "http://dong-hanh.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://[dong-hanh"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "mysql://localhost/dong_hanh"}, "DATABASE_URL"),
        ({"DATABASE_URL": "dong-hanh.db"}, "DATABASE_URL"),
        ({"PROVINCE_FILE": "/khong/co.yaml"}, "PROVINCE_FILE: không có tệp “/khong/co.yaml”"),
        ({"PORT": "abc"}, "PORT phải là một số nguyên từ 0 đến 65535."),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"THREADS": "x"}, "THREADS"),
        ({"THREADS": "0"}, "THREADS"),
        ({"TRUSTED_PROXIES": "yes"}, "TRUSTED_PROXIES"),
        ({"SMTP_PORT": "25/tcp"}, "SMTP_PORT"),
        ({"SESSION_IDLE_MINUTES": "1h"}, "SESSION_IDLE_MINUTES"),
        ({"SESSION_LONGEST_HOURS": "9" * 5000}, "SESSION_LONGEST_HOURS"),
        ({"JITSI_MODE": "zoom"}, "JITSI_MODE"),
        ({"JITSI_MODE": "selfhosted", "JITSI_URL": "https://meet.example"}, "JITSI_SECRET"),
        ({"JITSI_MODE": "selfhosted", "JITSI_SECRET": "s" * 32}, "JITSI_URL"),
    ],
)
def test_production_does_not_start_without_what_it_needs(tmp_path: Path, change, words: str):
    with pytest.raises(settings.SettingsFault) as caught:
        settings.read({**GOOD, **change}, tmp_path)

    assert any(words in fault for fault in caught.value.faults)


def test_every_fault_is_said_at_once(tmp_path: Path):
    with pytest.raises(settings.SettingsFault) as caught:
        settings.read({"APP_ENV": "production", "PORT": "abc", "THREADS": "x"}, tmp_path)

    assert len(caught.value.faults) == 5


def test_an_empty_number_is_its_default(tmp_path: Path):
    assert settings.read({"PORT": "", "THREADS": " 4 "}, tmp_path)["PORT"] == 8000


@pytest.mark.parametrize(
    ("environ", "hosts"),
    [
        ({}, None),
        (GOOD, ["dong-hanh.example", "127.0.0.1", "localhost"]),
        ({**GOOD, "PUBLIC_URL": "https://Dong-Hanh.example:8443/"},
         ["dong-hanh.example", "127.0.0.1", "localhost"]),
    ],
)  # fmt: skip
def test_production_answers_to_its_own_name_and_on_the_machine_itself(
    tmp_path: Path, environ, hosts
):
    assert settings.read(environ, tmp_path)["TRUSTED_HOSTS"] == hosts
