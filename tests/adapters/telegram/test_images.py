"""Pictures that people send, fetched from Telegram and read."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.images import TelegramPicture, pictures_of
from adapters.telegram.network import MopBot
from bot.errors import FetchError
from bot.model import GapReason
from tests.adapters.telegram.bot_api import TOKEN, BotApi, Fault, Refusal
from tests.adapters.telegram.running import Web, environment, free_port, mop
from tests.adapters.telegram.test_to_message import telegrams
from tests.images.pictures import photo, qr_code, saved

WARNING = "⚠️ The Gossip: not a source to rely on, according to The Editors."
SECRET = TOKEN.partition(":")[2]


def sent(api: BotApi, file: str, data: bytes, **more: object) -> list[dict[str, Any]]:
    """Let somebody have sent a photo, and return it as a message holds it."""
    api.files[file] = (f"photos/{file}.jpg", data)
    return [{"file_id": file, "file_unique_id": f"u{file}", "width": 900, "height": 900, **more}]


async def test_what_a_photo_says_is_checked(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """A photo of a QR code, an image sent as a file, an album; a group hears of a bad source and of nothing else.

    The token, which is part of every file's address, is in no line of the log.
    """
    code = saved(qr_code("https://gossip.example/a"), "JPEG")
    switches = {"MOP_READ_IMAGES": "on", "MOP_LOG_LEVEL": "DEBUG", "MOP_CHECK_DEADLINE_SECONDS": "100"}
    async with mop(environment(telegram, web, tmp_path, **switches)) as running:
        chat = telegram.chat()
        telegram.say(chat, "", photo=sent(telegram, "code", code))
        assert await telegram.answered(chat, seconds=90) == [WARNING]

        chat = telegram.chat()
        file = {"file_id": "code", "file_unique_id": "ucode", "mime_type": "image/jpeg", "file_name": "a.jpg"}
        telegram.say(chat, "", document=file)
        assert await telegram.answered(chat, seconds=90) == [WARNING]

        album = telegram.chat()
        for name, data in (("plain", saved(photo(), "JPEG")), ("second", code)):
            telegram.say(album, "", photo=sent(telegram, name, data), media_group_id="album-of-codes")
        assert await telegram.answered(album, seconds=90) == [WARNING]

        chat = telegram.chat()
        telegram.say(chat, "", photo=sent(telegram, "gone", b""))
        telegram.files.pop("gone")
        said = "The picture could not be fetched, and there is nothing else here that I know."
        assert await telegram.answered(chat, seconds=90) == [said]

        group = telegram.chat("group")
        telegram.say(group, "", photo=sent(telegram, "plain", saved(photo(), "JPEG")))
        telegram.say(group, "", photo=sent(telegram, "rubbish", b"rubbish"))
        telegram.say(group, "", photo=sent(telegram, "code", code))
        assert await telegram.answered(group, seconds=90) == [WARNING]
        await telegram.settled(group)
        assert len(telegram.answers(group)) == 1
    assert telegram.refused == []
    assert SECRET not in running.said


@pytest.fixture
async def bot(telegram: BotApi) -> AsyncIterator[MopBot]:
    """Return a bot on the played Telegram."""
    made = MopBot(TOKEN, telegram.url)
    await made.initialize()
    yield made
    await made.shutdown()


async def test_a_file_is_had_whole(telegram: BotApi, bot: MopBot) -> None:
    """Its bytes are those that were sent, up to the limit and no further."""
    telegram.files["f"] = ("photos/file_1.jpg", b"x" * 70_000)
    assert await bot.file_bytes("f", 70_000) == b"x" * 70_000
    with pytest.raises(FetchError) as caught:
        await bot.file_bytes("f", 69_999)
    assert caught.value.gap.reason is GapReason.TOO_LARGE


@pytest.mark.parametrize(
    "path", ["photos/../../bot/getMe", "https://elsewhere.example/x", "/etc/passwd", "a?b", "a#b", ""]
)
async def test_a_path_that_leads_elsewhere_is_not_followed(telegram: BotApi, bot: MopBot, path: str) -> None:
    """A server that was taken over does not choose what is opened, on this machine or another."""
    telegram.files["f"] = (path, b"x")
    with pytest.raises(FetchError):
        await bot.file_bytes("f", 10)


@pytest.mark.parametrize("wrong", ["unknown", "gone", "forbidden", "away"])
async def test_what_goes_wrong_tells_no_token(
    telegram: BotApi, bot: MopBot, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that is gone, a call refused, a server away: a fault without the address, in its words and its trace."""
    caplog.set_level(logging.DEBUG, "adapters")
    telegram.files["gone"] = ("photos/1.jpg", b"x")
    telegram.files["forbidden"] = ("photos/2.jpg", b"x")
    if wrong == "gone":
        telegram.gone.add("photos/1.jpg")
    if wrong == "forbidden":
        telegram.faults.append(Fault("getFile", Refusal(403, "Forbidden")))
    if wrong == "away":
        bot._files = f"http://127.0.0.1:{free_port()}/file/bot{TOKEN}"
    with pytest.raises(FetchError) as caught:
        await bot.file_bytes("gone" if wrong == "away" else wrong, 10)
    fault = caught.value
    assert fault.gap.reason is GapReason.UNREACHABLE
    assert SECRET not in f"{fault} {fault.gap} {fault.__cause__!r} {caplog.text}"
    assert fault.__suppress_context__ or fault.__context__ is None


async def test_a_photo_that_says_it_is_too_large_is_not_asked_for(telegram: BotApi, bot: MopBot) -> None:
    """Telegram tells the size of a file beforehand."""
    size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 99}
    (picture,) = pictures_of([telegrams(photo=[size])])
    with pytest.raises(FetchError) as caught:
        await picture.load(98)
    assert caught.value.gap.reason is GapReason.TOO_LARGE
    assert telegram.called("getFile") == []
    telegram.files["f"] = ("photos/1.jpg", b"x" * 99)
    picture.file.set_bot(bot)
    assert await TelegramPicture(picture.file).load(99) == b"x" * 99
