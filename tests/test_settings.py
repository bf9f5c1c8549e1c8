"""Environment -> Settings."""

from __future__ import annotations

import ipaddress
import logging
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.settings import KNOWN_VARIABLES, EnvironmentReader, default_sources, read_settings


def test_nothing_needs_to_be_set() -> None:
    """Mop works whole with an empty environment."""
    chosen = read_settings({})
    assert chosen.deadline_seconds == 8
    assert chosen.sources == default_sources()
    assert chosen.fetch.allow == ()
    assert chosen.locale == "en"


def test_everything_can_be_set(tmp_path: Path) -> None:
    """Each variable reaches its setting."""
    own = tmp_path / "own.yaml"
    own.write_text("version: 1", "utf-8")
    chosen = read_settings(
        {
            "MOP_DATA_DIR": str(tmp_path),
            "MOP_SOURCES": str(own),
            "MOP_LOCALE": "es-MX",
            "MOP_LOG_LEVEL": "info",
            "MOP_LOG_FORMAT": "JSON",
            "MOP_WEB_LISTEN": "[::]:9100",
            "MOP_CHECK_DEADLINE_SECONDS": "2.5",
            "MOP_CONTACT_URL": "https://example.org/bot",
            "MOP_READ_IMAGES": "Off",
            "MOP_FETCH_ALLOW": "127.0.0.1:8080",
            "MOP_RESOLVE": "news.test=127.0.0.1",
        }
    )
    assert (chosen.data_dir, chosen.sources, chosen.locale) == (tmp_path, own, "es")
    assert (chosen.log_level, chosen.deadline_seconds) == (logging.INFO, 2.5)
    assert (chosen.log_format, chosen.web_listen) == ("json", ("::", 9100))
    assert chosen.fetch.allow == ((ipaddress.ip_network("127.0.0.1/32"), 8080),)
    assert chosen.fetch.resolve == {"news.test": ((ipaddress.ip_address("127.0.0.1"), None),)}
    assert chosen.fetch.contact_url == "https://example.org/bot"
    assert chosen.read_images is False


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("MOP_LOCALE", "tlh", "there are no sentences in 'tlh'"),
        ("MOP_LOG_LEVEL", "loud", "'loud' is no level"),
        ("MOP_LOG_FORMAT", "xml", "'xml' is no form of log"),
        ("MOP_WEB_LISTEN", "9100x", "'9100x' is no host:port"),
        ("MOP_WEB_LISTEN", "localhost:99999999999", "is no host:port"),
        ("MOP_CHECK_DEADLINE_SECONDS", "soon", "'soon' is no number"),
        ("MOP_CHECK_DEADLINE_SECONDS", "0", "0 is out of range"),
        ("MOP_CHECK_DEADLINE_SECONDS", "nan", "nan is out of range"),
        ("MOP_CHECK_DEADLINE_SECONDS", "9999", "9999 is out of range"),
        ("MOP_READ_IMAGES", "perhaps", "'perhaps' is neither true nor false"),
        ("MOP_SOURCES", "/no/such/file", "there is no file /no/such/file"),
        ("MOP_FETCH_ALLOW", "my-printer", "my-printer"),
        ("MOP_RESOLVE", "news.test", "news.test"),
        ("MOP_CONTACT_URL", "ftp://example.org", "is no address of a page"),
        ("MOP_CONTACT_URL", "https://example.org\r\nCookie: x", "is no address of a page"),
        ("MOP_CONTACT_URL", "https://example.org (me)", "a space or a bracket"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(name: str, value: str, problem: str) -> None:
    """A fault says which variable, what is wrong and what to write instead."""
    with pytest.raises(ConfigurationError) as caught:
        read_settings({name: value})
    (fault,) = caught.value.faults
    assert fault.place == name
    assert problem in fault.problem
    assert fault.remedy


def test_all_faults_come_at_once() -> None:
    """Nobody mends one fault only to meet the next."""
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"MOP_LOCALE": "tlh", "MOP_LOG_LEVEL": "loud", "MOP_RESOLVE": "x"})
    assert [fault.place for fault in caught.value.faults] == ["MOP_RESOLVE", "MOP_LOCALE", "MOP_LOG_LEVEL"]


def test_a_required_secret_is_never_shown() -> None:
    """What must be set is asked for by name; its value appears nowhere."""
    reader = EnvironmentReader({"MOP_DISCORD_TOKEN": "s3cret"})
    assert reader.required("MOP_DISCORD_TOKEN", "ask for one") == "s3cret"
    assert reader.required("MOP_TELEGRAM_TOKEN", "ask @BotFather for one") == ""
    with pytest.raises(ConfigurationError, match="MOP_TELEGRAM_TOKEN: is not set") as caught:
        reader.finish()
    assert "s3cret" not in str(caught.value)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN_VARIABLES - {"MOP_SOURCES"})), st.text(max_size=30)))
@settings(max_examples=100)
def test_any_environment_is_read_or_refused_clearly(environment: dict[str, str]) -> None:
    """Whatever stands in the environment: settings, or faults that can be mended."""
    try:
        chosen = read_settings(environment)
    except ConfigurationError as error:
        faults = error.faults
        assert all(fault.remedy for fault in faults)
    else:
        assert 0 < chosen.deadline_seconds <= 120
