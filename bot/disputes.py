"""Objections to answers: the operator settles them, and whoever filed one is told what became of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.errors import LinkError, PlatformError
from bot.links import parents
from bot.local_ratings import local_rating, subject_of
from bot.locales import localizer
from bot.model import Voice
from bot.state import OPERATOR, DisputeState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, Iterable
    from datetime import datetime

    from bot.desk import Desk
    from bot.state import Dispute, Store

_log = logging.getLogger(__name__)


async def accept(
    store: Store,
    number: int,
    reason: str,
    now: datetime,
    *,
    trust: bool,
    subject: str = "",
    strangers: Container[str] = frozenset(),
) -> Dispute:
    """Accept a dispute: each site it is about becomes an operator's row with the reason.

    Args:
        store: where disputes and the operator's rows are kept.
        number: the dispute's.
        reason: why; shown to readers beside the raters, never in their place.
        now: the time.
        trust: whether the site is to be trusted from now on, or not.
        subject: the host or host/path that gets the row; "" for the sites that the answer was about.
        strangers: hosts on which anybody publishes; such a host is not rated for what one of them wrote.

    Raises:
        StoreError: there is no open dispute of that number.
        LinkError: ``subject`` is no website, or it must be named, since strangers publish on the site.
    """
    waiting = await store.disputes(DisputeState.OPEN)
    urls = next((each.urls for each in waiting if each.id == number), ())
    subjects = [subject_of(subject)] if subject else _sites(urls, strangers)
    dispute = await store.settle_dispute(number, DisputeState.ACCEPTED, reason, now)
    for each in subjects:
        rating = local_rating(each, Voice.OPERATOR, trust=trust, reason=reason, as_of=now.date().isoformat())
        await store.rate_locally(OPERATOR, rating, now)
    return dispute


def _sites(urls: Iterable[str], strangers: Container[str]) -> list[str]:
    """Return the hosts of an answer's links; an address has no site."""
    hosts = []
    for url in urls:
        try:
            host = subject_of(url).partition("/")[0]
        except LinkError:
            continue
        if any(parent in strangers for parent in parents(host)):
            raise LinkError(host, f"is where anybody publishes; say whose word it is, as in --of {host}/NAME")
        hosts.append(host)
    return hosts


async def decline(store: Store, number: int, reason: str, now: datetime) -> Dispute:
    """Decline a dispute, with the reason.

    Raises:
        StoreError: there is no open dispute of that number.
    """
    return await store.settle_dispute(number, DisputeState.DECLINED, reason, now)


async def tell_filers(desk: Desk, platform: str, tell: Callable[[str, str], Awaitable[None]]) -> None:
    """Tell everybody on a platform whose dispute was settled, once.

    Args:
        desk: the store and the language.
        platform: such as ``telegram``.
        tell: sends a text to a person (``telegram:42``); a PlatformError means that they cannot be told.
    """
    for state in (DisputeState.ACCEPTED, DisputeState.DECLINED):
        for dispute in await desk.kept(desk.store.disputes(state), ()):
            if dispute.filed_by.startswith(f"{platform}:"):
                await _tell(desk, dispute, tell)


async def _tell(desk: Desk, dispute: Dispute, tell: Callable[[str, str], Awaitable[None]]) -> None:
    settings = await desk.kept(desk.store.chat_settings(dispute.chat), None)
    say = localizer(settings.language if settings and settings.language else desk.language).text
    message_id = "dispute-accepted" if dispute.state is DisputeState.ACCEPTED else "dispute-declined"
    try:
        await tell(dispute.filed_by, say(message_id, what=dispute.what_was_said, reason=dispute.reason))
    except PlatformError as error:
        _log.info("whoever filed dispute %s cannot be told: %s", dispute.id, error)
        if error.retry_after_seconds is not None:
            return
    await desk.kept(desk.store.told(dispute.id), None)


def line_of(dispute: Dispute) -> str:
    """Return one dispute as a line for the operator, without who filed it."""
    about = ", ".join(dispute.urls) or "words only"
    words = dispute.what_should_be_said or "no words"
    link = f" <{dispute.link}>" if dispute.link else ""
    return (
        f"{dispute.id} ({dispute.at:%Y-%m-%d}) {about}: it said “{dispute.what_was_said}”; objection: {words}{link}"
    )
