"""Reply -> Telegram's HTML, within Telegram's limits. Pure.

Telegram counts UTF-16 units after entities are parsed. What does not fit is cut at a note, never inside an entity.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from telegram import LinkPreviewOptions

from bot.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as Telegram takes it."""

    text: str
    """HTML in Telegram's dialect."""
    preview: LinkPreviewOptions
    """A preview of the page to read instead, never of the link that was checked."""


def render(reply: Reply, sentences: Localizer, limit: int = MOST_UNITS) -> Rendered:
    """Return a reply as HTML of at most ``limit`` UTF-16 units after parsing."""
    sign = SIGNS.get(reply.outcome, "")
    first = _Line(f"<b>{_safe(reply.headline)}</b>", reply.headline)
    if sign:
        first = _Line(f"{sign} {first.html}", f"{sign} {first.plain}")
    kept = [first]
    room = limit - _units(first.plain)
    for line in _lines(reply, sentences):
        room -= _units(line.plain) + 1
        if room < 0:
            break
        kept.append(line)
    return Rendered("\n".join(line.html for line in kept), _preview(reply))


@dataclass(frozen=True, slots=True)
class _Line:
    html: str
    plain: str
    """What is left of it after parsing, which is what Telegram counts."""


def _lines(reply: Reply, sentences: Localizer) -> Iterator[_Line]:
    """Yield lines in the order in which they are worth keeping: what is known, what to read, what is missing."""
    for note in reply.notes:
        yield _Line(f"• {_safe(note.text)}{_cited(note.citations)}", f"• {note.text}{_labels(note.citations)}")
    if reply.authorities:
        label = sentences.text("label-read-instead")
        yield _Line(f"<b>{_safe(label)}</b>", label)
    for page in reply.authorities:
        yield _Line(f"→ {_linked(_title(page), page.url)}", f"→ {_title(page)}")
    for url in reply.blocked_urls:
        yield _Line(f"<code>{_safe(url)}</code>", url)
    for caveat in reply.caveats:
        yield _Line(f"<i>{_safe(caveat)}</i>", caveat)


def _title(page: Authority) -> str:
    return f"{page.title}, {page.publisher}"


def _cited(citations: Iterable[Citation]) -> str:
    linked = ", ".join(_linked(citation.label, citation.url) for citation in citations)
    return f" ({linked})" if linked else ""


def _labels(citations: Iterable[Citation]) -> str:
    labels = ", ".join(citation.label for citation in citations)
    return f" ({labels})" if labels else ""


def _linked(label: str, url: str) -> str:
    return f'<a href="{escape(url)}">{_safe(label)}</a>'


def _safe(text: str) -> str:
    """Escape markup, and keep a stranger's words from ringing somebody's phone.

    A word joiner (U+2060) after ``@`` shows nothing and keeps Telegram from making a mention of it.
    """
    return escape(text, quote=False).replace("@", "@\u2060")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _preview(reply: Reply) -> LinkPreviewOptions:
    if not reply.authorities:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=reply.authorities[0].url, prefer_small_media=True, show_above_text=False)
