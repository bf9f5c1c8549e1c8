"""Sites that want to be left alone for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.fetch.patience import DEFAULT_WAIT, LONGEST_WAIT, REMEMBERED_HOSTS, Patience, wait_of
from bot.model import GapReason
from tests.fetch.conftest import NOW
from tests.fetch.site import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.site import Site


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("Wed, 04 Mar 2026 05:07:07 GMT", 60),
        ("Wed, 04 Mar 2026 05:07:07 -0000", 60),
        ("Wed, 04 Mar 2020 00:00:00 GMT", 0),
        ("", 60),
        ("soon", 60),
        ("-5", 60),
        ("1.5", 60),
        ("٣", 60),
        ("9" * 50, 86_400),
    ],
)
def test_wait(header: str, seconds: int) -> None:
    """Seconds and dates are understood; anything else is a minute."""
    assert wait_of(header, NOW) == timedelta(seconds=seconds)


@given(st.text(max_size=40))
@settings(max_examples=200)
@example("Mon, 99 Mar 99999 99:99:99 +9999")
@example("1" * 30)
def test_any_header(header: str) -> None:
    """No header does anything but be read."""
    assert wait_of(header, NOW) >= timedelta(0)


def test_waited_out() -> None:
    """A host may be asked again when its time is over."""
    now = [NOW]
    patience = Patience(lambda: now[0])
    assert patience.seconds_left("a.test") == 0
    patience.note("a.test", "10")
    assert patience.seconds_left("a.test") == 10
    now[0] += timedelta(seconds=9.5)
    assert patience.seconds_left("a.test") == 1
    now[0] += timedelta(seconds=0.5)
    assert patience.seconds_left("a.test") == 0
    assert patience.seconds_left("a.test") == 0


def test_never_longer_than_a_day() -> None:
    """No header keeps a host away for longer than a day."""
    patience = Patience(lambda: NOW)
    patience.note("a.test", "Fri, 31 Dec 9999 23:59:59 GMT")
    assert patience.seconds_left("a.test") == LONGEST_WAIT.total_seconds()
    patience.note("b.test", "")
    assert patience.seconds_left("b.test") == DEFAULT_WAIT.total_seconds()


def test_memory_is_bounded() -> None:
    """Only so many hosts are remembered, the latest ones."""
    patience = Patience(lambda: NOW)
    for number in range(REMEMBERED_HOSTS + 1):
        patience.note(f"{number}.test", "10")
    assert patience.seconds_left("0.test") == 0
    assert patience.seconds_left(f"{REMEMBERED_HOSTS}.test") == 10


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Unavailable"])
async def test_left_alone(status: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A site that asked for a pause is not asked before it is over, whatever the page; other hosts are."""
    now = [NOW]
    site.pages |= {"/": answer(status=status, Retry_After="30"), "/b": answer()}
    fetcher = fetcher_for(site.settings(), clock=lambda: now[0])
    for path in ("/", "/b"):
        with pytest.raises(FetchError) as caught:
            await fetcher.page(site.link(path), 5)
        assert caught.value.gap.reason is GapReason.RATE_LIMITED
    assert site.paths == ["/"]
    assert (await fetcher.page(site.link("/b", "other.test"), 5)).title == "A title"
    now[0] += timedelta(seconds=31)
    assert (await fetcher.page(site.link("/b"), 5)).title == "A title"
