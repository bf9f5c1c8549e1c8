"""What a chat's admins and the operator said of sources: the closest word of each voice on a link. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalogue.subject import segments_of, split
from bot.errors import LinkError
from bot.links import Rules, canonical, parents
from bot.model import Reliability, SourceRating, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.model import Link

TRUSTED = "trusted"
DISTRUSTED = "not trusted"
LONGEST_REASON = 200


def local_rating(subject: str, voice: Voice, *, trust: bool, reason: str, as_of: str) -> SourceRating:
    """Return what admins or the operator say of ``subject``, in their own words where they gave any.

    Args:
        subject: ``host`` or ``host/path``.
        voice: CHAT_ADMINS or OPERATOR.
        trust: whether they trust it.
        reason: why; "" for none.
        as_of: ISO date.
    """
    word = reason or (TRUSTED if trust else DISTRUSTED)
    reliability = Reliability.RELIABLE if trust else Reliability.UNRELIABLE
    return SourceRating(subject, "", word, reliability, None, f"https://{subject}", as_of, voice=voice)


def subject_of(text: str) -> str:
    """Return the ``host`` or ``host/path`` that somebody means by a link or a bare host.

    Raises:
        LinkError: it is no address.
    """
    link = canonical(text if "://" in text else f"https://{text}", Rules())
    path = link.url.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2].strip("/")
    host = link.host.removeprefix("www.")
    if not link.registrable_domain:
        raise LinkError(text, "is no website")
    return f"{host}/{path}" if path else host


def local_ratings(*spoken: Iterable[SourceRating]) -> Callable[[Link], tuple[SourceRating, ...]]:
    """Return a look-up of the closest rating of each of ``spoken``: a path beats its host, a host its parents."""
    tables = [{split(rating.subject): rating for rating in ratings} for ratings in spoken]

    def ratings_for(link: Link) -> tuple[SourceRating, ...]:
        path = segments_of(link)
        found = []
        for table in filter(None, tables):
            places = ((host, path[:depth]) for host in parents(link.host) for depth in range(len(path), -1, -1))
            found.extend([next((table[place] for place in places if place in table), None)])
        return tuple(rating for rating in found if rating)

    return ratings_for
