"""A server's day with Mop, as a page in Discord's look.

``python -m tests.adapters.discord.day > docs/discord-day.html`` writes it.

The answers are those of the real program, with the shipped sources.yaml (or MOP_SOURCES), against a Discord and a
web on loopback. docs/discord-day.png is a browser's picture of the page.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from bot.settings import default_sources
from tests.adapters.discord.mop_process import mop_discord
from tests.adapters.discord.played import PlayedDiscord, played_discord
from tests.adapters.discord.wire import (
    CHANNEL,
    EPHEMERAL,
    MANAGE_GUILD,
    Person,
    answer_to,
    replies_to,
    reply_to,
    words_of,
)
from tests.conversations.site import played_web

READING = "still reading"
"""What a first answer says; the second one does not."""

TOPIC = "/mode warn: Mop speaks when somebody asks, and when something is worth a warning"

COLOURS = {"Rosa": "#b5478c", "Tom": "#3c7dd9", "Ben": "#2f9e6e", "Mina": "#c27c2c", "Mop": "#5865f2"}


@dataclass(frozen=True)
class Scene:
    """One message, and what is made of it."""

    who: str
    at: str
    text: str
    how: str = ""
    """``menu``: somebody else uses "Check links" on it; ``mention``: somebody replies and mentions Mop; ``slash``."""
    by: str = ""
    """Who does that; "" for nobody, where Mop watches."""
    press: str = ""
    """The button that is pressed under the answer."""


DAY = (
    Scene("Rosa", "07:58", "Good morning everyone, coffee at ten?"),
    Scene("Tom", "08:14", "they are hiding this https://bit.ly/3mopTest"),
    Scene("Rosa", "12:05", "is this really the BBC? https://bbc-news24.co/royal-shock", "mention", "Mina"),
    Scene(
        "Ben",
        "15:31",
        "Disgraceful!! Shops have BANNED the sale of poppies this year because it offends people. Share if you think"
        " this is wrong",
        "menu",
        "Mina",
        press="share",
    ),
    Scene("Mina", "17:52", "https://www.bbc.co.uk/news/articles/c0002", "slash", "Mina"),
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
        async with played_discord(PlayedDiscord()) as played, played_web(folder) as reach:
            more = {**reach, "MOP_SOURCES": os.environ.get("MOP_SOURCES") or str(default_sources())}
            async with mop_discord(played, folder, {**more, "MOP_DISCORD_PASSIVE": "true"}):
                await played.until(lambda: played.session_of() and played.commands)
                admin = Person(played, permissions=MANAGE_GUILD)
                await answer_to(played, await admin.command("mode", mode="warn"), "Done.")
                return [await _play(played, scene) for scene in DAY]


async def _play(played: PlayedDiscord, scene: Scene) -> Played:
    author = Person(played, number=str(500 + len(scene.who)))
    asker = Person(played, number="599")
    done = Played(scene)
    if scene.how == "slash":
        token = await asker.command("check", text=scene.text)
    elif scene.how == "menu":
        token = await asker.menu("Check links", author.written(scene.text))
    elif scene.how == "mention":
        target = author.written(scene.text)
        reference = {"type": 0, "message_id": target["id"], "channel_id": CHANNEL["id"], "guild_id": "700"}
        await asker.say("<@1001> is it?", message_reference=reference, type=19)
        done.answers.append(await _finished(played, target))
        return done
    else:
        message = await author.say(scene.text)
        if "http" in scene.text:
            done.answers.append(await _finished(played, message))
        return done
    await played.until(lambda: played.original.get(token))
    answer = await played.until(lambda: _complete(played.messages[played.original[token]]))
    done.answers.append(dict(answer))
    if scene.press:
        shown = await asker.press(answer, f"mop:{scene.press}")
        done.answers.append(await answer_to(played, shown))
    return done


async def _finished(played: PlayedDiscord, message: dict[str, Any]) -> dict[str, Any]:
    """Wait for the whole answer to a message."""
    await reply_to(played, message)
    return dict(await played.until(lambda: _complete(replies_to(played, message)[0])))


def _complete(message: dict[str, Any]) -> dict[str, Any] | None:
    return message if message["content"] and READING not in words_of(message) else None


def page(day: list[Played]) -> str:
    """Return the whole page."""
    css = (Path(__file__).parent / "day.css").read_text("utf-8")
    scenes = "\n".join(_scene(played) for played in day)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A server's day with Mop in Discord</title>
<style>
{css}</style>
<main><header><i>#</i>general<span>{TOPIC}</span></header>
<div class="talk">
{scenes}
</div></main></html>
"""


def _scene(played: Played) -> str:
    scene = played.scene
    rows = []
    if scene.how == "slash":
        above = f"<b>@{scene.who}</b> used <b>/check</b> {escape(scene.text)}"
    else:
        rows.append(_row(scene.who, scene.at, _live(scene.text)))
        above = f"<b>@{scene.who}</b> {escape(scene.text)}"
    if scene.how == "mention":
        rows.append(_above(above) + _row(scene.by, scene.at, '<span class="mention">@Mop</span> is it?'))
    if scene.how == "menu":
        above = f"<b>@{scene.by}</b> used <b>Check links</b>"
    for number, answer in enumerate(played.answers):
        line = above if number == 0 else f"<b>@{scene.by}</b> pressed <b>Share the facts</b>"
        rows.append(_answer(answer, scene.at, line))
    return f'<div class="scene">{"".join(rows)}</div>'


def _answer(message: dict[str, Any], at: str, above: str) -> str:
    body = "".join(f"<div>{_markdown(line)}</div>" for line in message["content"].split("\n"))
    body += "".join(_embed(embed) for embed in message["embeds"])
    labels = [button["label"] for row in message["components"] for button in row["components"]]
    if labels:
        body += f'<div class="buttons">{"".join(f"<span>{escape(label)}</span>" for label in labels)}</div>'
    private = message["flags"] & EPHEMERAL
    if private:
        body += '<div class="only">Only you can see this</div>'
    row = _above(above) + _row("Mop", at, body)
    return f'<div class="private">{row}</div>' if private else row


def _above(text: str) -> str:
    return f'<div class="above">{text}</div>'


def _row(who: str, at: str, body: str) -> str:
    app = '<span class="app">APP</span>' if who == "Mop" else ""
    face = f'<div class="face" style="background:{COLOURS[who]}">{who[0]}</div>'
    name = f'<div class="name">{who}{app}<time>{at}</time></div>'
    return f'<div class="row">{face}<div class="col">{name}{body}</div></div>'


def _embed(embed: dict[str, Any]) -> str:
    lines = embed.get("description", "").split("\n") if embed.get("description") else []
    html = "".join(_line(line) for line in lines)
    for each in embed.get("fields", []):
        html += f"<h4>{escape(each['name'])}</h4>" + "".join(_line(line) for line in each["value"].split("\n"))
    return f'<div class="embed" style="border-color:#{embed.get("color", 0):06x}">{html}</div>'


def _line(line: str) -> str:
    if not line:
        return '<div class="gap"></div>'
    if line.startswith("- "):
        return f'<div class="li">{_markdown(line[2:])}</div>'
    return f"<div>{_markdown(line)}</div>"


def _markdown(text: str) -> str:
    """Return the little of Discord's Markdown that Mop writes, as HTML."""
    if text.startswith(("https://", "http://")):
        return f"<a>{escape(text)}</a>"
    html = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https?://[^)\s]*)\)", r"<a>\1</a>", escape(text, quote=False))
    html = re.sub(r"(?<!\\)\*\*(.*?)(?<!\\)\*\*", r"<b>\1</b>", html)
    html = re.sub(r"(?<!\\)`([^`]*)`", r"<code>\1</code>", html)
    return re.sub(r"\\(&lt;|&gt;|[^\w\s])", r"\1", html)


def _live(text: str) -> str:
    return re.sub(r"https?://\S+", lambda found: f"<a>{escape(found[0])}</a>", escape(text))


if __name__ == "__main__":
    sys.stdout.write(page(asyncio.run(play())))
