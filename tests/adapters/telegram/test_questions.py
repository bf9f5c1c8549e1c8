"""What a message asks."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.questions import Asked, asked_of, deep_link, link_to_objection

USERNAME = "MopTestBot"
ALONE = {"id": 5, "type": "private"}


def said(text: str, **fields: Any) -> telegram.Message:  # noqa: ANN401 - what JSON holds
    """Return a private message."""
    return telegram.Message.de_json({"message_id": 3, "date": 1, "chat": ALONE, "text": text, **fields})


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("/help", Asked("help")),
        ("/HELP@moptestbot", Asked("help")),
        ("/check  a.example  b", Asked("check", "a.example  b")),
        ("/check\n\nhttps://a.example/\nmore", Asked("check", "https://a.example/\nmore")),
        ("/help@OtherBot", None),
        ("/dance", None),
        ("/check@", None),
        ("/", None),
        ("hello /help", None),
        ("/start", Asked("start")),
        ("/start lists", Asked("lists")),
        ("/start forget", Asked("start")),
        ("/start objection-12", Asked("", objects_to="12")),
    ],
)
def test_commands(text: str, asked: Asked | None) -> None:
    """Commands are Mop's when they are addressed to it or to nobody."""
    assert asked_of(said(text), USERNAME) == asked


def test_a_mention_is_a_question() -> None:
    """The mention is taken out of the words; a part of a longer name is none."""
    entity = {"type": "mention", "offset": 3, "length": 11}
    assert asked_of(said("hi @MopTestBot true?", entities=[entity]), USERNAME) == Asked("check", "hi   true?")
    other = [{"type": "mention", "offset": 0, "length": 12}]
    assert asked_of(said("@MopTestBot2 x", entities=other), USERNAME) is None


def test_an_objection() -> None:
    """A private answer to Mop's own question is an objection; an answer to anybody else's message is talk."""
    link = {"type": "text_link", "offset": 0, "length": 1, "url": link_to_objection(USERNAME, "42")}
    own = {"id": 1, "is_bot": True, "first_name": "Mop", "username": USERNAME}
    question = {"message_id": 2, "date": 1, "chat": ALONE, "text": "x", "from": own, "entities": [link]}
    assert asked_of(said("no", reply_to_message=question), USERNAME) == Asked("", "no", "42")
    forged = {**question, "from": {**own, "username": "other"}}
    assert asked_of(said("no", reply_to_message=forged), USERNAME) is None
    plain = {**question, "entities": []}
    assert asked_of(said("no", reply_to_message=plain), USERNAME) is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=1000), max_size=40))
def test_links_survive_the_deep_link(path: str) -> None:
    """A link in base64url comes out as it went in."""
    url = f"https://a.example/{path}"
    payload = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    assert deep_link(payload) == Asked("check", url)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=70))
def test_any_payload_is_a_greeting_at_least(payload: str) -> None:
    """Nothing in a deep link breaks anything, and no stranger's link deletes what is kept."""
    assert deep_link(payload).command in {"start", "check", ""} or deep_link(payload).argument == ""
    assert deep_link(payload).command != "forget"
