"""What an answer's status and headers mean."""

from __future__ import annotations

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from bot.errors import FetchError
from bot.fetch.answers import gap_of_status, redirect_target
from bot.model import GapReason


def headers(*pairs: tuple[str, str]) -> CIMultiDictProxy[str]:
    """Headers as aiohttp gives them."""
    return CIMultiDictProxy(CIMultiDict(pairs))


@pytest.mark.parametrize("status", [200, 201, 203, 204, 206, 226, 299])
def test_success(status: int) -> None:
    """Any success may carry a page."""
    assert gap_of_status(status, headers()) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, GapReason.NOT_FOUND),
        (410, GapReason.NOT_FOUND),
        (400, GapReason.HTTP_STATUS),
        (401, GapReason.HTTP_STATUS),
        (403, GapReason.HTTP_STATUS),
        (451, GapReason.HTTP_STATUS),
        (418, GapReason.HTTP_STATUS),
        (500, GapReason.HTTP_STATUS),
        (503, GapReason.HTTP_STATUS),
        (304, GapReason.HTTP_STATUS),
        (302, GapReason.HTTP_STATUS),
        (429, GapReason.RATE_LIMITED),
        (101, GapReason.MALFORMED),
        (0, GapReason.MALFORMED),
        (600, GapReason.MALFORMED),
        (999, GapReason.MALFORMED),
    ],
)
def test_failure(status: int, reason: GapReason) -> None:
    """Each kind of failure is its own gap, with the status for the report."""
    gap = gap_of_status(status, headers())
    assert gap is not None
    assert (gap.reason, gap.detail) == (reason, str(status))


def test_busy() -> None:
    """A site that says when to come back is busy, not broken."""
    gap = gap_of_status(503, headers(("Retry-After", "10")))
    assert gap is not None
    assert gap.reason is GapReason.RATE_LIMITED


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirect(status: int) -> None:
    """Every redirecting status leads where its header says."""
    assert redirect_target("u", status, headers(("location", " /b "))) == "/b"


@pytest.mark.parametrize("status", [200, 201, 304, 305, 306, 404])
def test_no_redirect(status: int) -> None:
    """The header means nothing beside another status."""
    assert redirect_target("u", status, headers(("Location", "/b"))) == ""


def test_no_place() -> None:
    """A redirect to nowhere is none."""
    assert redirect_target("u", 302, headers()) == ""
    assert redirect_target("u", 302, headers(("Location", " "))) == ""


def test_two_places() -> None:
    """Two different places are refused; the same one twice is not."""
    assert redirect_target("u", 302, headers(("Location", "/b"), ("Location", "/b"))) == "/b"
    with pytest.raises(FetchError) as caught:
        redirect_target("u", 302, headers(("Location", "/b"), ("Location", "http://127.0.0.1/")))
    assert caught.value.gap.reason is GapReason.MALFORMED
