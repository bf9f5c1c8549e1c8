"""The link that adds Mop to a server."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli import mop
from adapters.discord.invite import PERMISSIONS, application_id, invite_link
from tests.conftest import SMALL

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secretsecretsecret"


def test_the_link_names_the_application_and_the_least_permissions() -> None:
    """The link asks for what an answer in a watched channel needs, and holds nothing secret."""
    link = invite_link(TOKEN)
    query = parse_qs(urlsplit(link).query)
    assert query == {
        "client_id": ["123456789012345678"],
        "scope": ["bot applications.commands"],
        "permissions": [str(PERMISSIONS)],
    }
    assert "secret" not in link
    asked_for = {name for name, value in discord.Permissions(PERMISSIONS) if value}
    reading = {"read_messages", "read_message_history"}
    assert asked_for == reading | {"send_messages", "send_messages_in_threads", "embed_links"}


@pytest.mark.parametrize("token", ["", "no token", "YWJj.x.y", "!!!!.x.y", "8J+Yig.x.y"])
def test_no_link_for_what_is_no_token(token: str) -> None:
    """Where the token holds no number there is no link."""
    assert invite_link(token) == ""


@given(st.text())
def test_any_text_is_a_token_or_none(token: str) -> None:
    """Whatever stands in the variable, it yields a number or nothing."""
    number = application_id(token)
    assert number == "" or number.isdigit()


def test_doctor_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """``mop doctor`` shows the link where there is a token, and nothing of Discord where there is none."""
    monkeypatch.setenv("MOP_DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("MOP_SOURCES", str(SMALL))
    said = CliRunner().invoke(mop, ["doctor"]).output
    assert invite_link(TOKEN) in said
    assert "secret" not in said
    monkeypatch.delenv("MOP_DISCORD_TOKEN")
    assert "oauth2" not in CliRunner().invoke(mop, ["doctor"]).output
