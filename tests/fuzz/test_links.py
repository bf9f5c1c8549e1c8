"""Messages with links broken in every way, through the whole check."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Conversation, ConversationKind, Message
from tests.conftest import REPOSITORY
from tests.fuzz.answering import answer_all
from tests.fuzz.breaking import FUZZ, broken_text

RECORDED = [
    str(json.loads(line)[0])
    for name in ("canonical.jsonl", "found.jsonl")
    for line in (REPOSITORY / "tests" / "data" / "links" / name).read_text("utf-8").splitlines()
    if line.strip()
]
WORDS = [
    "Shops have banned the sale of poppies this year! Share this",
    "Did you know https://en.wikipedia.org/wiki/Poppy and www.bbc.co.uk/news say otherwise?",
    "URGENT!!! 5G towers cause the virus, forward to everyone you know before they delete it",
]
CHATS = st.builds(Conversation, st.just("telegram:-1"), st.sampled_from(ConversationKind))
LANGUAGES = st.sampled_from(["", "en", "es-MX", "xx", "zh-Hant-TW"]) | st.text(max_size=8)


@given(broken_text([*RECORDED, *WORDS]), st.lists(broken_text(RECORDED), max_size=4), CHATS, LANGUAGES)
@FUZZ
def test_any_message_gets_a_sound_answer(text: str, hidden: list[str], chat: Conversation, language: str) -> None:
    """Whatever was typed, pasted or hidden: an answer that cites pages, in every language, on every platform."""
    answer_all(Message(text, tuple(hidden), language=language, conversation=chat, asked=True))


@pytest.mark.parametrize("piece", ["http://", "a.", "[.]", "bit.ly/", "%25", "@", "https://l.facebook.com/l.php?u="])
def test_no_repetition_hangs(piece: str) -> None:
    """Ten thousand times the same stumbling block ends like one."""
    answer_all(Message(piece * 10_000))
