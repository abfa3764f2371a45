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
        settings.read({"APP_ENV": "production"}, tmp_path)

    assert len(caught.value.faults) == 3
