"""Pictures that Discord holds: which of a message's can be read, and how their bytes are had."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from adapters.discord.settings import DEFAULT_API_URL
from bot.errors import FetchError
from bot.fetch import Fetcher
from bot.model import Gap, GapReason, GapStep
from bot.startup import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    import discord

    from bot.fetch import Allow, FetchSettings
    from bot.links import Rules

Origin = tuple[str, str | None, int | None]
"""Scheme, host and port of an address; None where it names none."""

READABLE: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"})
"""Kinds of attachments that are read; others (SVG, HEIC, films) have no decoder here."""

STORES: Final[frozenset[Origin]] = frozenset(
    {("https", "cdn.discordapp.com", None), ("https", "media.discordapp.net", None)}
)
"""Where Discord keeps attachments."""

SECONDS: Final = 20.0
"""For one picture, where the check's own deadline does not come first, as it always should."""


@dataclass(frozen=True, slots=True)
class DiscordPicture:
    """One attached picture, fetched when it is going to be read."""

    url: str
    size_bytes: int
    """As Discord tells it; 0 where it does not."""
    pictures: Pictures | None = field(default=None, compare=False, repr=False)
    """Fetches it; None where nobody is going to."""

    async def load(self, max_bytes: int) -> bytes:
        """Return its bytes.

        Raises:
            FetchError: it could not be had, or is too large.
        """
        if self.size_bytes > max_bytes:
            raise FetchError(self.url, Gap(GapStep.IMAGES, GapReason.TOO_LARGE, str(self.size_bytes)))
        if self.pictures is None:
            raise FetchError(self.url, Gap(GapStep.IMAGES, GapReason.NOT_FETCHED))
        return await self.pictures.fetched(self.url, max_bytes)


class Pictures:
    """Fetches attachments from Discord's own stores, and from nowhere else. Open it with ``async with``.

    Args:
        settings: of the guarded client.
        rules: likewise; no link is unwrapped here.
        api_url: of a test server in place of Discord's; attachments may then lie there too.
    """

    def __init__(self, settings: FetchSettings, rules: Rules, api_url: str = DEFAULT_API_URL) -> None:
        self._stores = STORES
        if api_url != DEFAULT_API_URL:
            self._stores = STORES | {_origin(api_url)}
            # For attachments alone: this client opens no link of a message.
            settings = replace(settings, allow=(*settings.allow, *_opened(api_url)))
        self._fetcher = Fetcher(settings, rules, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._fetcher.__aexit__(kind, error, trace)

    async def fetched(self, url: str, max_bytes: int) -> bytes:
        """Return a file of Discord's.

        Raises:
            FetchError: REFUSED_ADDRESS for any other place: a forged attachment must not choose what Mop opens.
        """
        if _origin(url) not in self._stores:
            raise FetchError(url, Gap(GapStep.IMAGES, GapReason.REFUSED_ADDRESS))
        return await self._fetcher.file(url, max_bytes=max_bytes, deadline_seconds=SECONDS)


def pictures_of(attachments: Iterable[discord.Attachment], pictures: Pictures | None) -> Iterator[DiscordPicture]:
    """Yield the attachments that are pictures of a kind that is read, in order."""
    for attachment in attachments:
        if _kind(attachment) in READABLE:
            yield DiscordPicture(attachment.url, attachment.size or 0, pictures)


def shows_what_cannot_be_read(attachment: discord.Attachment) -> bool:
    """Tell whether an attachment is a picture or a film of a kind that nobody looks at."""
    kind = _kind(attachment)
    return kind.startswith(("image/", "video/")) and kind not in READABLE


def _kind(attachment: discord.Attachment) -> str:
    return (attachment.content_type or "").partition(";")[0].strip()


def _origin(url: str) -> Origin:
    try:
        parts = urlsplit(url)
        origin = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None
    return origin


def _opened(api_url: str) -> Allow:
    """Return what must be opened for a test server at an address; one with a name is opened by MOP_FETCH_ALLOW."""
    _, host, port = _origin(api_url)
    try:
        return ((ipaddress.ip_network(host or ""), port),)
    except ValueError:
        return ()
