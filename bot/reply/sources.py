"""How a link's source is called, and the notes on who rates it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import idna

from bot.catalogue import OWN_LIST
from bot.display import cut, harmless
from bot.links import defang
from bot.model import Citation, Note, Outcome, SourceRating, Verdict, Voice
from bot.verdict import deciding_ratings

if TYPE_CHECKING:
    from bot.locales import Localizer
    from bot.model import Evidence, Kind

_PLAIN_HOST: Final = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#]|\Z)")
"""An address whose host is seen at once: no user, no port, no capitals, no other script."""

BLOCKED = frozenset({Outcome.DANGEROUS, Outcome.IMPERSONATION})
"""Outcomes whose links are never shown in a form that can be pressed."""


def cited(url: str) -> Citation:
    """Return a citation whose label is the host, without ``www.``."""
    plain = _PLAIN_HOST.match(url)
    host = plain[1] if plain else urlsplit(url).hostname
    return Citation((host or url).removeprefix("www."), url)


def host_name(verdict: Verdict) -> str:
    """Return the host as a reader may see it; one that must not be opened comes defanged and in ASCII."""
    link = verdict.evidence.link
    host = link.host if link else ""
    if verdict.outcome in BLOCKED:
        return defang(host)
    try:
        decoded: str = idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:
        return host
    return harmless(decoded)


def source_name(verdict: Verdict) -> str:
    """Return the outlet's name where a list gives one, and the host otherwise."""
    named = next((rating.name for rating in verdict.evidence.ratings if rating.name), "")
    return named if named and verdict.outcome not in BLOCKED else host_name(verdict)


def kind_phrase(kind: Kind, localizer: Localizer) -> str:
    """Return what a source is, such as "a public broadcaster"."""
    return localizer.text(f"kind-{kind.value}")


def rater_name(rating: SourceRating, localizer: Localizer) -> str:
    """Return who rates, in the reader's language."""
    if rating.voice is Voice.CHAT_ADMINS:
        return localizer.text("rater-chat-admins")
    if rating.voice is Voice.OPERATOR:
        return localizer.text("rater-operator")
    return localizer.name_of("rater", harmless(rating.rater, 80))


def deciding_rating(evidence: Evidence, kinds: frozenset[Kind] = frozenset()) -> SourceRating:
    """Return the rating that a headline names: one that states one of ``kinds``, else the worst decider.

    A rater's word comes before our own list's.
    """
    stating = sorted(
        (rating for rating in evidence.ratings if rating.kind in kinds), key=lambda rating: rating.rater == OWN_LIST
    )
    return (*stating, *deciding_ratings(evidence.ratings), *evidence.ratings)[0]


def rating_notes(evidence: Evidence, localizer: Localizer) -> tuple[Note, ...]:
    """Return one note a rater: adding a rater never removes another's note."""
    ordered = sorted(evidence.ratings, key=lambda rating: rating.voice)
    notes = (Note(_rating_text(rating, localizer), (cited(rating.url),)) for rating in ordered)
    return tuple(dict.fromkeys(notes))


def _rating_text(rating: SourceRating, localizer: Localizer) -> str:
    rater, word = rater_name(rating, localizer), harmless(rating.rating, 120)
    if rating.voice is not Voice.RATER:
        whose = "note-admins" if rating.voice is Voice.CHAT_ADMINS else "note-operator"
        return localizer.text(whose, rating=word, date=rating.as_of)
    if word:
        return _dated("note-rating", rating.as_of, localizer, rater=rater, rating=word)
    kind = kind_phrase(rating.kind, localizer) if rating.kind else ""
    if rating.rater == OWN_LIST:
        own = localizer.text("note-kind-own", name=cut(rating.name or rating.subject, 80), kind=kind)
        return f"{own}. {remark}" if (remark := _remark(rating, localizer)) else own
    return _dated("note-kind", rating.as_of, localizer, rater=rater, kind=kind)


def _remark(rating: SourceRating, localizer: Localizer) -> str:
    said = dict(rating.remark)
    return said.get(localizer.language, "") or said.get("en", "")


def _dated(message_id: str, when: str, localizer: Localizer, **arguments: str) -> str:
    if when:
        return localizer.text(f"{message_id}-dated", date=when, **arguments)
    return localizer.text(message_id, **arguments)
