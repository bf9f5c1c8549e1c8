"""What of a message and its pages is asked of the fact-checks: each text a query of its own. Pure.

What people and platforms add when they pass a text on (signatures, hashtags' signs, "forwarded many times", counters
of likes, addresses) is taken out here already, so that whatever answers queries, a service on the web included, is
given the words of the claim and nothing else.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.claims.words import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.model import Page

SENT_CHARACTERS: Final = 200
"""The most of one text that leaves this machine; a headline is shorter."""

_MOST_SITE_WORDS: Final = 5
_SITE_MARK: Final = re.compile(r"\s+[|–—·•»-]\s+")
_SECRETS: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d(?:[\s().-]?\d){6,}")
"""E-mail addresses, and numbers of seven digits or more: of a telephone, an account, a card."""
_SIGNATURE: Final = re.compile(
    r"""(?imx)
    ^(?:--\s*\n[\s\S]{0,400}\Z
      | (?:sent\ from\ my|sent\ via|get\ outlook\ for|enviado\ desde\ mi|envoyé\ de\ mon|von\ meinem)\ .{0,60}$)"""
)
"""What a mail program puts under a text: two dashes and a name, or what it was sent from."""
_END_OF_SENTENCE: Final = re.compile(r"(?<=[.!?…。！？।])\s+|\n+")


class Of(enum.Enum):
    """Whose words a query holds, which decides whether they may be sent to anybody."""

    TITLE = "title"
    """A page's title: published by its site."""
    DESCRIPTION = "description"
    """A page's own summary."""
    MESSAGE = "message"
    """What somebody wrote or forwarded."""


@dataclass(frozen=True, slots=True)
class Query:
    """One text that is asked about."""

    text: str
    """Cleaned of what forwarding adds; never empty."""
    of: Of


def of_page(page: Page) -> tuple[Query, ...]:
    """Return the queries of a page's title and description; none of a page that is no article."""
    if page.gaps:
        return ()
    title = without_site_name(page.title, page.site_name)
    return _distinct((Query(_plain(title), Of.TITLE), Query(_plain(page.description), Of.DESCRIPTION)))


def of_message(words: str) -> tuple[Query, ...]:
    """Return the query of a message's words, its links already taken out."""
    return _distinct((Query(_plain(words), Of.MESSAGE),))


def without_site_name(title: str, site_name: str) -> str:
    """Return a title without the site's name at its end, which would only look like a word of the claim.

    Without a known name the last part is taken for one where it is short and what stands before it is longer.
    """
    parts = _SITE_MARK.split(title)
    if len(parts) < 2:
        return title
    rest = title[: title.rindex(parts[-1])].rstrip(" |–—·•»-")
    named = site_name and parts[-1].casefold() in {site_name.casefold(), site_name.casefold().removeprefix("the ")}
    short = not site_name and len(parts[-1].split()) <= _MOST_SITE_WORDS < len(rest.split())
    return rest if named or short else title


def sendable(query: Query) -> str:
    """Return what of a query may be sent to a service: its first sentences, without numbers and addresses of people.

    "" where nothing is left.
    """
    text = " ".join(_SECRETS.sub(" ", query.text).split())
    if len(text) <= SENT_CHARACTERS:
        return text
    taken = ""
    for sentence in _END_OF_SENTENCE.split(text):
        if len(taken) + len(sentence) + 1 > SENT_CHARACTERS:
            break
        taken = f"{taken} {sentence}".strip()
    return taken or text[:SENT_CHARACTERS].rpartition(" ")[0] or text[:SENT_CHARACTERS]


def _plain(text: str) -> str:
    """Clean a text, keeping its line ends; twice, since "Fwd: Forwarded many times" is two marks in one line."""
    text = cleaned(cleaned(_SIGNATURE.sub("", text)))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _distinct(queries: Iterable[Query]) -> tuple[Query, ...]:
    return tuple(_each_once(queries))


def _each_once(queries: Iterable[Query]) -> Iterator[Query]:
    seen: set[str] = set()
    for query in queries:
        key = query.text.casefold()
        if key and key not in seen:
            seen.add(key)
            yield query
