"""Pictures that people attach, fetched from where Discord keeps them and read."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord.images import DiscordPicture, Pictures
from bot.catalogue import Catalogue
from bot.errors import FetchError
from bot.fetch import FetchSettings, parse_allow, parse_resolve
from bot.fetch.exchange import tls_context
from bot.model import GapReason
from tests.adapters.discord.mop_process import mop_discord
from tests.adapters.discord.played import TOKEN, PlayedDiscord, played_discord
from tests.adapters.discord.web_played import played_web
from tests.adapters.discord.wire import DIRECT, Person, answer_to, reply_to, words_of
from tests.images.pictures import photo, qr_code, saved

GOSSIP = "The Gossip: not a source to rely on, according to The Editors."


@pytest.fixture
async def discord() -> AsyncIterator[PlayedDiscord]:
    """Return a Discord for one test."""
    async with played_discord(PlayedDiscord()) as played:
        yield played


def attached(played: PlayedDiscord, name: str, data: bytes, kind: str = "image/png") -> dict[str, object]:
    """Let somebody have attached a file, and return it as a message holds it."""
    played.attachments[name] = data
    url = f"http://127.0.0.1:{played.port}/attachments/{name}"
    return {"id": "5", "filename": name, "size": len(data), "url": url, "proxy_url": url, "content_type": kind}


async def test_what_an_attachment_says_is_checked(discord: PlayedDiscord, tmp_path: Path) -> None:
    """A QR code sent in private, one in a server that somebody asks about, one that is a forgery."""
    code = saved(qr_code("https://gossip.example/news"))
    switches = {"MOP_READ_IMAGES": "on", "MOP_CHECK_DEADLINE_SECONDS": "100"}
    async with (
        played_web(tmp_path) as pages,
        mop_discord(discord, tmp_path, {**pages.environment, **switches}) as running,
    ):
        await discord.until(lambda: discord.session_of() and discord.commands)
        friend = Person(discord, channel=DIRECT)
        said = await friend.say(attachments=[attached(discord, "meme.png", code)])
        assert GOSSIP in words_of(await reply_to(discord, said, "Gossip"))

        person = Person(discord)
        target = person.written(attachments=[attached(discord, "m/meme.png", code)])
        assert GOSSIP in words_of(await answer_to(discord, await person.menu("Check links", target), "Gossip"))

        forged = {**attached(discord, "x.png", code), "url": "http://127.0.0.1:1/attachments/x.png"}
        said = await friend.say(attachments=[forged])
        await reply_to(discord, said, "The picture could not be fetched")

        said = await friend.say(attachments=[attached(discord, "p.png", saved(photo()), "video/mp4")])
        await reply_to(discord, said, "I do not look at films")
        status, log = await running.stop()
    assert (status, "Traceback" in log, TOKEN in log, discord.wrong) == (0, False, False, [])


async def test_only_discords_own_stores_are_asked(discord: PlayedDiscord, catalogue: Catalogue) -> None:
    """With a test server in Discord's place its address is one of them; no other port, host or scheme is."""
    here = f"http://127.0.0.1:{discord.port}"
    discord.attachments |= {"a": b"x" * 9, "on": "http://127.0.0.1:1/"}
    async with Pictures(FetchSettings(), catalogue.rules, f"{here}/api/v10") as pictures:
        assert await DiscordPicture(f"{here}/attachments/a", 9, pictures).load(9) == b"x" * 9
        for url, reason in (
            (f"{here}/attachments/a", GapReason.TOO_LARGE),
            (f"{here}/attachments/none", GapReason.NOT_FOUND),
            (f"{here}/attachments/on", GapReason.HTTP_STATUS),
            ("http://127.0.0.1:1/attachments/a", GapReason.REFUSED_ADDRESS),
            ("http://cdn.discordapp.com/attachments/a", GapReason.REFUSED_ADDRESS),
            ("https://cdn.discordapp.com.evil.example/a", GapReason.REFUSED_ADDRESS),
            ("https://cdn.discordapp.com:99999/a", GapReason.REFUSED_ADDRESS),
            ("https://[", GapReason.REFUSED_ADDRESS),
        ):
            with pytest.raises(FetchError) as caught:
                await pictures.fetched(url, 8)
            assert (url, caught.value.gap.reason) == (url, reason)


@pytest.mark.parametrize("api_url", ["https://proxy.example/api/v10", "https://discord.com/api/v10"])
async def test_the_real_store_is_asked_over_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue, api_url: str
) -> None:
    """Its name is resolved as any other, and its certificate must be right."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=request.host.encode())

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("cdn.discordapp.com").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    tls_context.cache_clear()
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        names = parse_resolve(f"*=127.0.0.1:{server.port}")
        settings = FetchSettings(resolve=names, allow=parse_allow(f"127.0.0.1:{server.port}"))
        async with Pictures(settings, catalogue.rules, api_url) as pictures:
            url = "https://cdn.discordapp.com/attachments/1/2/meme.png?ex=1"
            assert await pictures.fetched(url, 99) == b"cdn.discordapp.com"
            with pytest.raises(FetchError) as caught:
                await pictures.fetched("https://media.discordapp.net/attachments/1/2/meme.png", 99)
            assert caught.value.gap.reason is GapReason.BAD_CERTIFICATE
    finally:
        tls_context.cache_clear()
        await server.close()


async def test_a_picture_that_nobody_is_going_to_read_is_not_fetched() -> None:
    """Nor one that says it is larger than what is read."""
    for picture, reason in (
        (DiscordPicture("https://cdn.discordapp.com/a", 1), GapReason.NOT_FETCHED),
        (DiscordPicture("https://cdn.discordapp.com/a", 99), GapReason.TOO_LARGE),
    ):
        with pytest.raises(FetchError) as caught:
            await picture.load(9)
        assert caught.value.gap.reason is reason
