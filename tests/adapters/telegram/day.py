"""A group's day with Mop, as a page in Telegram's look.

``python -m tests.adapters.telegram.day > docs/telegram-day.html`` writes it.

The answers are those of the real program, with the shipped sources.yaml (or MOP_SOURCES), against a Telegram and a
web on loopback.
Each scene is played in a chat of its own, so that nobody waits for the minute between two unasked answers.
docs/telegram-day.png is a browser's picture of the page, 1,060 by 1,390 pixels.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.settings import default_sources
from tests.adapters.telegram.bot_api import BotApi, played_telegram
from tests.adapters.telegram.running import Web, environment, mop
from tests.conversations.site import played_web


@dataclass(frozen=True)
class Scene:
    """One message, and what is made of it."""

    who: str
    at: str
    text: str
    forwarded: str = ""
    checks: str = ""
    """What the message before said, by whom: /check as a reply to it; "" for a message of its own."""
    press: str = ""
    """The button that is pressed under the answer."""
    again: bool = False
    """In the chat where the day's first answer was given."""


POPPIES = (
    "Disgraceful!! Shops have BANNED the sale of poppies this year because it offends people. "
    "Share if you think this is wrong"
)
DAY = (
    Scene("Rosa", "07:58", "Good morning everyone, coffee at ten?"),
    Scene("Tom", "08:14", "they are hiding this https://bit.ly/3mopTest", forwarded="Wake Up Now", press="share"),
    Scene("Ben", "09:31", POPPIES, forwarded="Aunt Carol"),
    Scene("Rosa", "12:05", "is this really the BBC? https://bbc-news24.co/royal-shock"),
    Scene("Mina", "17:52", "/check", checks="and this one? https://www.bbc.co.uk/news/articles/c0002"),
    Scene("Ben", "21:16", "/check https://www.infowars.com/posts/secret-thing", again=True),
)


@dataclass
class Played:
    """A scene with its answers."""

    scene: Scene
    answers: list[dict[str, Any]] = field(default_factory=list)


async def play() -> list[Played]:
    """Play the day and return it with every answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with played_telegram() as api, played_web(folder) as reach:
            more = {**reach, "MOP_SOURCES": os.environ.get("MOP_SOURCES") or str(default_sources())}
            settings = environment(api, Web(), folder / "data", **more)
            async with mop(settings):
                return await _played(api)


async def _played(api: BotApi) -> list[Played]:
    day = []
    first = 0
    for scene in DAY:
        chat = first if scene.again else api.chat("supergroup", username="neighbours")
        before = len(api.answers(chat))
        replied = {"reply_to_message": api.message(chat, scene.checks)} if scene.checks else {}
        api.say(chat, scene.text, **replied)
        await api.settled(chat)
        if scene.press:
            await api.toast(api.press(chat, api.answers(chat)[before]["message_id"], scene.press))
        first = first or (chat if scene.forwarded else 0)
        day.append(Played(scene, api.answers(chat)[before:]))
    return day


COLOURS = {"Rosa": "#c03d33", "Tom": "#168acd", "Ben": "#8544d6", "Mina": "#4fad2d", "Mop": "#ce671b"}


def page_of(day: list[Played]) -> str:
    """Return the day as a page."""
    rows = "".join(_scene(played) for played in day)
    style = (Path(__file__).parent / "day.css").read_text("utf-8")
    return _PAGE.replace("STYLE", style).replace("ROWS", rows)


def _scene(played: Played) -> str:
    scene = played.scene
    rows = _bubble("Rosa", "17:49", _linked(scene.checks)) if scene.checks else ""
    quote = _quote("Rosa", scene.checks) if scene.checks else ""
    rows += _bubble(scene.who, scene.at, quote + _linked(scene.text), forwarded=scene.forwarded)
    about = ("Rosa", scene.checks) if scene.checks else (scene.who, scene.text)
    for number, answer in enumerate(played.answers):
        shared = number > 0
        quoted = ("Mop", played.answers[0]["plain"]) if shared else about
        rows += _bubble("Mop", scene.at, _quote(*quoted) + _said(answer), keys=answer.get("reply_markup"))
    return rows


def _bubble(who: str, at: str, body: str, forwarded: str = "", keys: dict[str, Any] | None = None) -> str:
    origin = f'<div class="fwd">Forwarded from <b>{escape(forwarded)}</b></div>' if forwarded else ""
    name = f'<div class="name" style="color:{COLOURS[who]}">{who}{" <i>bot</i>" if who == "Mop" else ""}</div>'
    face = f'<div class="face" style="background:{COLOURS[who]}">{who[0]}</div>'
    bubble = f'<div class="bubble">{name}{origin}{body}<span class="time">{at}</span></div>'
    return f'<div class="row">{face}<div class="col">{bubble}{_keys(keys)}</div></div>'


def _keys(markup: dict[str, Any] | None) -> str:
    rows = ""
    for row in (markup or {}).get("inline_keyboard", ()):
        rows += "<div>" + "".join(f"<span>{escape(button['text'])}</span>" for button in row) + "</div>"
    return f'<div class="keys">{rows}</div>' if rows else ""


def _quote(who: str, text: str) -> str:
    colour = COLOURS[who]
    words = escape(text.split("\n", maxsplit=1)[0])
    return f'<div class="quote" style="border-color:{colour}"><b style="color:{colour}">{who}</b><br>{words}</div>'


def _said(answer: dict[str, Any]) -> str:
    html = answer["html"] if answer.get("parse_mode") else escape(answer["plain"])
    return f'<div class="text">{_addresses(html)}</div>{_preview(answer)}'


def _addresses(html: str) -> str:
    lines = html.split("\n")
    return "<br>".join(f'<a href="{line}">{line}</a>' if line.startswith("https://") else line for line in lines)


def _preview(answer: dict[str, Any]) -> str:
    url = answer["link_preview_options"].get("url", "")
    if not url:
        return ""
    host = str(urlsplit(url).hostname).removeprefix("www.")
    return f'<div class="preview"><b>{escape(host)}</b></div>'


def _linked(text: str) -> str:
    words = (f'<a href="#">{escape(word)}</a>' if "://" in word else escape(word) for word in text.split(" "))
    return f'<div class="text">{" ".join(words)}</div>'


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A group's day with Mop in Telegram</title>
<style>
STYLE</style>
<main><header><b>Family and neighbours</b><div>5 members, Mop among them</div></header>
<div class="day"><span>22 November</span></div><div class="talk">ROWS</div></main></html>
"""


async def main() -> None:
    """Write the page to standard output."""
    sys.stdout.write(page_of(await play()))


if __name__ == "__main__":
    asyncio.run(main())
