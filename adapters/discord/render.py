"""Reply -> Discord's text, embed and buttons, within Discord's limits. Pure.

The first line stands in the message itself: it is what a notification shows, and what is left for a reader who has
switched embeds off. Everything else is an embed, coloured by seriousness. What does not fit is cut at a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from adapters.discord.escape import escaped, in_code, linked, safe_url
from bot.display import cut, harmless
from bot.model import Outcome
from bot.reply.headline import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.locales import Localizer
    from bot.model import Authority, Citation, Note, Reply

MOST_CONTENT: Final = 2000
MOST_DESCRIPTION: Final = 4096
MOST_FIELD: Final = 1024
MOST_FIELDS: Final = 25
MOST_EMBED: Final = 6000
"""Discord's documentation, Create Message and Embed Limits; counted in UTF-16 units, the most careful reading."""

LONGEST_TITLE: Final = 200
"""Graphemes of a page's title with its publisher, so that several fit."""

RED: Final = 0xD83C3E
ORANGE: Final = 0xE67E22
YELLOW: Final = 0xF0B232
GREEN: Final = 0x23A55A
GREY: Final = 0x80848E

COLOURS: Final = {
    Outcome.DANGEROUS: RED,
    Outcome.IMPERSONATION: RED,
    Outcome.CLAIM_CHECKED: ORANGE,
    Outcome.UNRELIABLE_SOURCE: ORANGE,
    Outcome.KNOWN_PATTERN: ORANGE,
    Outcome.STATE_CONTROLLED: YELLOW,
    Outcome.RATERS_DISAGREE: YELLOW,
    Outcome.SATIRE: YELLOW,
    Outcome.OLD_STORY: YELLOW,
    Outcome.USER_GENERATED: GREY,
    Outcome.FACT_CHECK: GREEN,
    Outcome.RELIABLE_SOURCE: GREEN,
    Outcome.NOTHING_FOUND: GREY,
    Outcome.NOT_CHECKED: GREY,
}
"""Seriousness as a colour; the words always say the same."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as Discord takes it."""

    content: str
    embed: discord.Embed | None
    """None where the first line is all there is."""


def render(reply: Reply, sentences: Localizer) -> Rendered:
    """Return a reply's first line as text, and the rest as an embed."""
    content = f"**{_fitting(reply.headline, MOST_CONTENT - 4)}**"
    embed = discord.Embed(colour=COLOURS[reply.outcome])
    for name, lines in _fields(reply, sentences):
        value = _joined(lines, MOST_FIELD)
        if len(embed.fields) < MOST_FIELDS and value:
            embed.add_field(name=name, value=value, inline=False)
    room = min(MOST_DESCRIPTION, MOST_EMBED - sum(units(f"{field.name}{field.value}") for field in embed.fields))
    embed.description = _joined(_description(reply), room) or None
    return Rendered(content, embed if embed.description or embed.fields else None)


def render_plain(reply: Reply, sentences: Localizer) -> str:
    """Return a reply as text alone, for a channel in which Mop may not embed; every address is in ``<...>``."""
    lines = [f"**{_fitting(reply.headline, MOST_CONTENT // 2)}**"]
    lines.extend(f"- {escaped(note.text)}{_written_out(note.citations)}" for note in reply.notes)
    if reply.authorities:
        lines.append(f"**{escaped(sentences.text('label-read-instead'))}**")
        lines.extend(f"- {escaped(_title(page))}: <{safe_url(page.url)}>" for page in reply.authorities)
    lines.extend(_blocked(reply))
    lines.extend(map(escaped, reply.caveats))
    return _joined(lines, MOST_CONTENT)


def render_share(text: str) -> str:
    """Return a text to forward: each address, alone on its line, stays a link; every other line is escaped."""
    return _joined([safe_url(line) or escaped(line) for line in text.split("\n")], MOST_CONTENT)


def units(text: str) -> int:
    """Return the length in UTF-16 units, which no way of counting exceeds."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _description(reply: Reply) -> list[str]:
    notes = [f"- {_cited(note)}" for note in reply.notes]
    caveats = [escaped(caveat) for caveat in reply.caveats]
    return [*notes, *([""] if notes and caveats else []), *caveats]


def _fields(reply: Reply, sentences: Localizer) -> Iterator[tuple[str, list[str]]]:
    pages = [f"- {linked(_title(page), page.url)}" for page in reply.authorities]
    yield sentences.text("label-read-instead"), pages
    yield capital(sentences.text("label-phishing")), list(_blocked(reply))


def _blocked(reply: Reply) -> Iterator[str]:
    """Yield links that must not be opened; they come defanged, and code shows no link."""
    for url in reply.blocked_urls:
        yield in_code(cut(harmless(url), 200))


def _cited(note: Note) -> str:
    citations = ", ".join(linked(citation.label, citation.url) for citation in note.citations)
    return f"{escaped(note.text)} ({citations})" if citations else escaped(note.text)


def _written_out(citations: Iterable[Citation]) -> str:
    urls = ", ".join(f"<{url}>" for citation in citations if (url := safe_url(citation.url)))
    return f" ({urls})" if urls else ""


def _title(page: Authority) -> str:
    return cut(f"{page.title}, {page.publisher}", LONGEST_TITLE)


def _fitting(text: str, limit: int) -> str:
    """Return escaped text of at most ``limit`` units, cut before it is escaped so that no escape is halved."""
    shown, graphemes = escaped(text), limit
    while units(shown) > limit:
        graphemes = graphemes * 3 // 4
        shown = escaped(cut(harmless(text), graphemes))
    return shown


def _joined(lines: Iterable[str], limit: int) -> str:
    """Join lines as long as they fit: what is cut is cut at a line, which is a note."""
    kept: list[str] = []
    room = limit + 1
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join(kept).strip()
