"""Reply -> Telegram's HTML, within Telegram's limits. Pure.

Telegram counts UTF-16 units after entities are parsed. What does not fit is cut at a note, never inside an entity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from telegram import LinkPreviewOptions

from bot.display import cut, harmless
from bot.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.locales import Localizer
    from bot.model import Authority, Citation, Reply

MOST_UNITS: Final = 4096
"""UTF-16 units of one message (Bot API, sendMessage: 1-4096 characters after entities parsing)."""

SIGNS: Final = {
    Outcome.DANGEROUS: "⛔",
    Outcome.IMPERSONATION: "⛔",
    Outcome.CLAIM_CHECKED: "🔎",
    Outcome.UNRELIABLE_SOURCE: "⚠️",
    Outcome.KNOWN_PATTERN: "🔁",
    Outcome.STATE_CONTROLLED: "📢",
    Outcome.SATIRE: "🎭",
    Outcome.OLD_STORY: "🗓",
}
"""At most one emoji a message, and the words say the same."""


_ADDRESS: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Preview:
    """The page that Telegram shows under a message."""

    url: str = ""
    """"" for none."""
    is_small: bool = True

    @property
    def fields(self) -> dict[str, str | bool]:
        """The same as the Bot API has it (LinkPreviewOptions)."""
        if not self.url:
            return {"is_disabled": True}
        small: dict[str, str | bool] = {"prefer_small_media": True, "show_above_text": False} if self.is_small else {}
        return {"url": self.url, **small}

    @property
    def options(self) -> LinkPreviewOptions:
        """The same for python-telegram-bot."""
        return LinkPreviewOptions.de_json(dict(self.fields))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as Telegram takes it."""

    text: str
    """HTML in Telegram's dialect."""
    plain: str
    """The same without any markup, for a Telegram that does not take the other."""
    preview: Preview
    """A preview of the page to read instead, never of the link that was checked."""


def render(reply: Reply, sentences: Localizer, limit: int = MOST_UNITS) -> Rendered:
    """Return a reply as HTML of at most ``limit`` UTF-16 units after parsing.

    Notes are left out first, the last one first, then what else there is; a first line alone longer than that is cut.
    """
    sign = SIGNS.get(reply.outcome, "")
    headline = _cut(_clean(reply.headline), limit - 3)
    follows = reply.notes or reply.authorities or reply.caveats or reply.actions or reply.blocked_urls
    first = _Line(f"<b>{_escaped(headline)}</b>" if follows else _escaped(headline), headline)
    if sign:
        first = _Line(f"{sign} {first.html}", f"{sign} {headline}")
    kept = _fitting(first, list(_notes(reply)), list(_rest(reply, sentences)), limit)
    text, plain = "\n".join([line.html for line in kept]), "\n".join([line.plain for line in kept])
    return Rendered(text, plain, _preview(reply))


def forwardable(text: str) -> Rendered:
    """Return a text to share as it is, with a preview of the page that it names, never of what it warns of."""
    lines = [line if _ADDRESS.match(line) else _clean(line) for line in text.split("\n")]
    plain = _cut("\n".join(lines), MOST_UNITS)
    address = _ADDRESS.search(plain)
    return Rendered(_escaped(plain), plain, Preview(address[0] if address else "", is_small=False))


@dataclass(frozen=True, slots=True)
class _Line:
    html: str
    plain: str
    """What is left of it after parsing, which is what Telegram counts."""


def _fitting(first: _Line, notes: list[_Line], rest: list[_Line], limit: int) -> list[_Line]:
    def room() -> int:
        return limit - sum(_units(line.plain) + 1 for line in (first, *notes, *rest)) + 1

    # No character takes more than two units, so most answers need not be counted by them.
    if 2 * sum(len(line.plain) + 1 for line in (first, *notes, *rest)) <= limit:
        return [first, *notes, *rest]
    if room() < 0:
        rest.append(_Line("…", "…"))
    while room() < 0 and notes:
        notes.pop()
    while room() < 0 and len(rest) > 1:
        del rest[-2]
    return [first, *notes, *rest]


def _notes(reply: Reply) -> Iterator[_Line]:
    for note in reply.notes:
        text = _clean(note.text)
        yield _Line(f"• {_escaped(text)}{_cited(note.citations)}", f"• {text}{_labels(note.citations)}")


def _rest(reply: Reply, sentences: Localizer) -> Iterator[_Line]:
    """Yield what follows the notes, in the order in which it is worth keeping."""
    for url in map(_clean, reply.blocked_urls):
        label = sentences.text("label-phishing")
        yield _Line(f"<code>{_escaped(url)}</code> ({_escaped(label)})", f"{url} ({label})")
    if reply.authorities:
        label = sentences.text("label-read-instead")
        yield _Line(f"<b>{_escaped(label)}</b>", label)
    for page in reply.authorities:
        yield _Line(f"→ {_linked(_title(page), page.url)}", f"→ {_clean(_title(page))}")
    for caveat in map(_clean, reply.caveats):
        yield _Line(f"<i>{_escaped(caveat)}</i>", caveat)


def _title(page: Authority) -> str:
    return f"{page.title}, {page.publisher}"


def _cited(citations: Iterable[Citation]) -> str:
    linked = ", ".join(_linked(citation.label, citation.url) for citation in citations)
    return f" ({linked})" if linked else ""


def _labels(citations: Sequence[Citation]) -> str:
    labels = ", ".join(_clean(citation.label) for citation in citations)
    return f" ({labels})" if citations else ""


def _linked(label: str, url: str) -> str:
    return f'<a href="{escape(url)}">{_escaped(_clean(label))}</a>'


def _clean(text: str) -> str:
    """Make a stranger's words harmless once more, line by line, and keep them from ringing somebody's phone.

    A full-width ``@`` reads the same, and Telegram makes no mention of it.
    """
    clean = "\n".join(map(harmless, text.split("\n"))) if "\n" in text else harmless(text)
    return clean.replace("@", "\uff20")


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _cut(text: str, limit: int) -> str:
    if 2 * len(text) <= limit or _units(text) <= limit:
        return text
    return cut(text.encode("utf-16-le", "surrogatepass")[: 2 * limit - 2].decode("utf-16-le", "ignore"), limit) + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _preview(reply: Reply) -> Preview:
    return Preview(reply.authorities[0].url if reply.authorities else "")
