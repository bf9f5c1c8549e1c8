"""Every exception that Mop raises on purpose.

MopError
├── ConfigurationError    settings or sources.yaml: carries every fault at once
├── LinkError             a text that is no web address (``forwarded``)
├── FetchError            a page that could not be read (``url``, ``gap``, ``link``)
├── PictureError          a picture that could not be read (``reason``)
├── StoreError            the database could not be read or written (``path``)
├── ListError             a subscribed list that was not taken over (``name``)
├── ClaimFeedError        a fact-check feed that was not taken over (``source``)
├── CommandError          something a person asked for that cannot be done, in words for that person
└── PlatformError         the chat platform refused or is away (``retry_after_seconds``)

Foreign exceptions are translated once, at the edge, with ``from exc``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Gap, GapReason, Link


class MopError(Exception):
    """The root of the tree."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the settings or in sources.yaml."""

    place: str
    """A variable's name, or ``file:line: path.to.the.value``."""
    problem: str
    remedy: str
    """How to mend it, as an instruction."""

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} ({self.remedy})"


class ConfigurationError(MopError):
    """The configuration has faults; all of them are here."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class LinkError(MopError):
    """A text is no address that could be opened."""

    def __init__(self, forwarded: str, problem: str) -> None:
        self.forwarded = forwarded
        super().__init__(f"{forwarded!r} {problem}")


class FetchError(MopError):
    """A page could not be read.

    ``link`` is how far the redirects got before that, so that the source behind a shortener can still be
    looked up; None where no link was being followed.
    """

    def __init__(self, url: str, gap: Gap, link: Link | None = None) -> None:
        self.url = url
        self.gap = gap
        self.link = link
        super().__init__(f"{gap.reason.value} while fetching {url}")


class PictureError(MopError):
    """A picture could not be read."""

    def __init__(self, reason: GapReason) -> None:
        self.reason = reason
        super().__init__(reason.value)


class StoreError(MopError):
    """The database could not be read or written."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        super().__init__(f"{problem}: {path}")


class ListError(MopError):
    """A subscribed list was not taken over; the old one stays."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"{name}: {problem}")


class ClaimFeedError(MopError):
    """A feed of fact-checks was not taken over; the old index stays."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        super().__init__(f"{source}: {problem}")


class CommandError(MopError):
    """What a person asked for cannot be done; the message is a locale key for that person."""

    def __init__(self, message_id: str, **arguments: str | int) -> None:
        self.message_id = message_id
        self.arguments = arguments
        super().__init__(message_id)


class PlatformError(MopError):
    """The chat platform refused a call or is away."""

    def __init__(self, problem: str, retry_after_seconds: float | None = None) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(problem)
