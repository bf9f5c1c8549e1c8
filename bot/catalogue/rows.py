"""The rows of sources.yaml as frozen values: what docs/sources.md describes, after it was checked.

Mappings from a language (BCP 47) to a text or to wordings are read-only in use; nothing writes to them after
loading. All tuples may be empty unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.model import Authority, ClaimReview, Kind, Reliability, SignalKind

Wording = str | tuple[str, ...]
"""One way to word something (docs/sources.md, "Wordings"): words in order, or terms in any order."""

Wordings = Mapping[str, tuple[Wording, ...]]
"""Language -> the wordings in that language."""

Texts = Mapping[str, str]
"""Language -> one text of ours in that language; always holds ``en`` and ``es``."""


READINGS: Final = {**{level.name.lower(): level for level in Reliability}, "none": None}
"""How a rater's word may be read, as written in the file; None says nothing of reliability."""
KINDS: Final = {kind.value: kind for kind in Kind}
SIGNAL_KINDS: Final = {kind.value: kind for kind in SignalKind}

PLATFORM_KINDS: Final = frozenset(
    {
        Kind.USER_GENERATED,
        Kind.SHORTENER,
        Kind.ARCHIVE,
        Kind.WRAPPER,
        Kind.FILE_SHARE,
        Kind.PETITION,
        Kind.FUNDRAISING,
    }
)
"""Kinds of host on which strangers publish: what is said of the host is not said of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one word of a rater is read."""

    reliability: Reliability | None = None
    """None where the word says nothing of reliability."""
    kind: Kind | None = None
    """None where the word does not say what kind of source it is."""


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rates sources, and how that rater's words are read."""

    id: str
    name: str
    """As shown to readers."""
    url: str
    """Cited where a rating gives no page of its own. Never empty."""
    words: Mapping[str, Reading] = field(default_factory=dict)
    """The rater's own word -> our reading."""
    derived_from: str = ""
    """Id of the rater this one copies; "" for an independent rater."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's word on one source."""

    rater: str
    """A rater's id."""
    rating: str
    """Verbatim; one of that rater's words."""
    as_of: str = ""
    """ISO year, month or day; "" when the rater gives none."""
    url: str = ""
    """The page that says so; "" means the rater's own url."""


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet with all its hosts."""

    name: str
    host: str
    """``host`` or ``host/path``; the first, and the one shown as the real address."""
    also: tuple[str, ...] = ()
    """Other hosts or paths of the same outlet."""
    kind: Kind | None = None
    """None where the row only carries ratings."""
    country: str = ""
    """ISO 3166 code; "" when it belongs to no country."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags of what it publishes."""
    url: str = ""
    """The page that shows the kind; "" only where ``kind`` is None."""
    note: Mapping[str, str] = field(default_factory=dict)
    """Language -> one short sentence of ours; empty for most rows."""
    ratings: tuple[Rating, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """All hosts and paths of the outlet, the main one first."""
        return (self.host, *self.also)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A hoax that comes round again and again."""

    id: str
    topic: str
    """A topic's id."""
    since: str
    """When it first went round, ISO; "" when unknown."""
    title: Texts
    """The hoax in a few words."""
    says: Wordings
    """How people word it."""
    unless: Wordings
    """Wordings that silence this pattern, besides the catalogue's ``unless_any``."""
    known: Texts
    """What is known, in one or two sentences."""
    authorities: tuple[Authority, ...]
    """The page that settles it first. Never empty."""
    reviews: tuple[ClaimReview, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalWording:
    """Wordings that earn a remark, never a verdict."""

    kind: SignalKind
    says: Wordings


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text can be about, and who the authority on it is."""

    id: str
    name: Texts
    words: Mapping[str, tuple[str, ...]]
    """Language -> words that tell a text is about it; ``vaccin*`` stands for any ending."""
    authorities: tuple[Authority, ...]
    """Best first. Never empty."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where people post, and how a post is reported there."""

    id: str
    name: str
    hosts: tuple[str, ...]
    report_url: str
    report_how: Texts
    illegal_url: str = ""
    """Where the platform takes notices of illegal content; "" when it has no form of its own."""
