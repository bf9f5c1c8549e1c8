"""``mop discord`` from its first start to its end, and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.discord.mop_process import mop_discord
from tests.adapters.discord.played import TOKEN, PlayedDiscord, played_discord
from tests.adapters.discord.web_played import played_web
from tests.adapters.discord.wire import Person, answer_to


@pytest.mark.timeout(60)
async def test_stopped_and_started_again(tmp_path: Path) -> None:
    """SIGTERM finishes what is in hand; started again, buttons work and Discord is not told the commands again."""
    async with played_web(tmp_path) as web, played_discord(PlayedDiscord()) as played:
        person = Person(played)
        async with mop_discord(played, tmp_path, web.environment) as first:
            token = await person.command("check", text="https://slow.example/x")
            await played.until(lambda: token in played.acknowledged)
            await played.until(lambda: played.commands)
            first.process.terminate()
            web.let_go.set()
            answer = await answer_to(played, token)
            status, said = await first.ended()
            assert (status, "Traceback" in said, TOKEN in said) == (0, False, False)
        async with mop_discord(played, tmp_path, web.environment) as second:
            await played.until(lambda: len(played.identified) == 2 and played.session_of())
            details = await answer_to(played, await person.press(answer, "mop:details"))
            assert details["content"] == "**In detail: slow.example**"
            form = {"custom_id": f"mop:objection:{answer['id']}:private"}
            thanks = await answer_to(played, await person.fill_in(form, answer, words="It is fine"))
            assert "with your words" in thanks["content"]
            assert (await second.stop())[0] == 0
        assert len(played.asked("PUT", ".*/commands")) == 1
        assert played.wrong == []


@pytest.mark.timeout(60)
async def test_a_token_that_discord_does_not_know(tmp_path: Path) -> None:
    """A wrong token ends the program with one line that names the setting and not the token."""
    async with (
        played_discord(PlayedDiscord()) as played,
        mop_discord(played, tmp_path, {"MOP_DISCORD_TOKEN": "wrong.wrong.wrong"}) as mop,
    ):
        status, said = await mop.ended()
    assert status == 2
    assert said.strip().startswith("mop: MOP_DISCORD_TOKEN: is not known to Discord")
    assert len(said.strip().split("\n")) == 1
    assert "wrong.wrong" not in said
