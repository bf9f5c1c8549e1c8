"""What people forward, and what they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import yaml

from tests.conversations.answering import ANSWERS, answers
from tests.conversations.knowledge import known_world
from tests.conversations.talking import conversation, page

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def environment(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """Play the web and import the fact-checks once for both."""
    async with known_world(tmp_path_factory.mktemp("world")) as known:
        yield known


async def test_every_message_gets_its_recorded_answer(environment: dict[str, str]) -> None:
    """Run through the real program, with a local web: each message gets just the answer that stands beside it."""
    expected = yaml.safe_load(ANSWERS.read_text("utf-8"))
    found = await answers(environment)
    assert found == {name: text.rstrip("\n") for name, text in expected.items()}


async def test_the_conversation_in_the_documentation_is_true(environment: dict[str, str]) -> None:
    """What docs/conversation.md shows is what ``mop chat`` says, word for word."""
    assert await conversation(environment) == page()
