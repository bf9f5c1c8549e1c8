"""Google's search for fact-checks, played by a server on this machine: what is sent, kept, and said when it fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.claims.entry import Entry
from bot.errors import FetchError
from bot.fact_check_service import GOOGLE, SENT, Service, parse_key, parse_sends, parse_url
from bot.fact_check_tools import (
    FAIR_SECONDS,
    KEPT_SECONDS,
    LEAST_SECONDS,
    MAX_BYTES,
    REST,
    FactCheckTools,
    parse,
)
from bot.logs import secrets_in
from bot.model import ClaimReview, Gap, GapReason, GapStep
from bot.settings import read_settings
from tests.samples import NOW

KEY = "made-up-key-0123456789"
ANSWER = {
    "claims": [
        {
            "text": "The moon is made of cheese",
            "claimant": "A chain message",
            "claimDate": "2024-02-28T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "Checks", "site": "checks.example"},
                    "url": "https://www.checks.example/moon",
                    "title": "No, the moon is rock",
                    "reviewDate": "2024-03-01T00:00:00Z",
                    "textualRating": "False",
                    "languageCode": "en",
                },
                {"publisher": {"name": "Checks", "site": "checks.example"}, "url": "https://impostor.example/moon"},
                {"publisher": {"name": "Checks"}, "url": "javascript:alert(1)"},
                "not a review",
            ],
        },
        {"text": "No review at all"},
        "not a claim",
    ],
    "nextPageToken": "CAo",
}
CHECKED = Entry(
    ClaimReview(
        claim_reviewed="The moon is made of cheese",
        claimant="A chain message",
        textual_rating="False",
        publisher="Checks",
        url="https://www.checks.example/moon",
        review_date="2024-03-01",
        language="en",
    ),
    headline="No, the moon is rock",
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Played:
    """A service that answers as a test says, and what it was asked."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer
        self.asked: list[web.Request] = []

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """Note the question and answer it."""
        self.asked.append(request)
        return await self.answer(request)


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return its time."""
        return self.now


async def _found(request: web.Request) -> web.StreamResponse:
    return web.json_response(ANSWER)


@asynccontextmanager
async def asking(played: Played, clock: Clock | None = None) -> AsyncIterator[FactCheckTools]:
    """Open the source against a server that plays the service."""
    app = web.Application()
    app.router.add_get("/v1alpha1/claims:search", played.hear)
    async with TestServer(app) as server:
        service = Service(KEY, f"http://127.0.0.1:{server.port}")
        async with FactCheckTools(service, clock or Clock(), "https://mop.example/") as tools:
            yield tools


async def test_only_the_words_are_sent_and_the_key_stands_in_no_address() -> None:
    """The question holds the text and how many answers are wanted; the key goes in a header; nothing else is sent."""
    played = Played(_found)
    async with asking(played) as tools:
        assert await tools.search("moon made of cheese", 5) == (CHECKED,)
    (request,) = played.asked
    assert dict(request.query) == {"query": "moon made of cheese", "pageSize": "10"}
    assert request.headers["X-Goog-Api-Key"] == KEY
    assert "+https://mop.example/" in request.headers["User-Agent"]
    assert {"Cookie", "Referer"} & set(request.headers) == set()
    assert KEY not in str(request.url)


async def test_one_question_is_asked_once_an_hour() -> None:
    """A wave of forwards asks once, also where nothing was found."""
    clock = Clock()

    async def nothing(request: web.Request) -> web.StreamResponse:
        return web.json_response({})

    played = Played(nothing)
    async with asking(played, clock) as tools:
        assert [await tools.search("moon", 5) for _ in range(3)] == [(), (), ()]
        clock.now += timedelta(seconds=KEPT_SECONDS + 1)
        await tools.search("moon", 5)
    assert len(played.asked) == 2


def _status(status: int, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers=headers, text='{"error": {"message": "no"}}')

    return answer


def _body(text: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text)

    return answer


async def _breaks_off(request: web.Request) -> web.StreamResponse:
    """Promise more than comes, and hang up in the middle."""
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(json.dumps(ANSWER).encode()[:200])
    assert request.transport
    request.transport.close()
    return response


async def _falls_silent(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"claims": [')
    await asyncio.sleep(60)
    return response


async def _never(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (_status(403), GapReason.HTTP_STATUS, "403"),
        (_status(500), GapReason.HTTP_STATUS, "500"),
        (_status(404), GapReason.NOT_FOUND, "404"),
        (_status(302, Location="http://127.0.0.1:1/"), GapReason.HTTP_STATUS, "302"),
        (_status(429), GapReason.RATE_LIMITED, "429"),
        (_body("<html>not JSON"), GapReason.MALFORMED, ""),
        (_body("[1, 2]"), GapReason.MALFORMED, ""),
        (_body('{"claims": {"a": 1}}'), GapReason.MALFORMED, ""),
        (_body("[" * 100_000), GapReason.MALFORMED, ""),
        (_body(" " * (MAX_BYTES + 1)), GapReason.MALFORMED, ""),
        (_breaks_off, GapReason.MALFORMED, ""),
        (_falls_silent, GapReason.TIMED_OUT, ""),
        (_never, GapReason.TIMED_OUT, ""),
    ],
)
async def test_each_failure_is_a_gap_and_is_not_kept(answer: Handler, reason: GapReason, detail: str) -> None:
    """At start and midway: the reason is told, and once the service is well it is asked again."""
    played, clock = Played(answer), Clock()
    patience = 0.3 if reason is GapReason.TIMED_OUT else 5.0
    async with asking(played, clock) as tools:
        assert await tools.search("moon", patience) == Gap(GapStep.CLAIMS, reason, detail)
        played.answer = _found
        clock.now += timedelta(minutes=11)
        assert await tools.search("moon", 5) == (CHECKED,)


async def test_nobody_there_is_a_gap() -> None:
    """A service that cannot be reached at all is told as such."""
    async with FactCheckTools(Service(KEY, "http://127.0.0.1:9"), Clock()) as tools:
        assert await tools.search("moon", 5) == Gap(GapStep.CLAIMS, GapReason.UNREACHABLE)


async def test_a_service_that_wants_to_be_left_alone_is() -> None:
    """After a 429 nothing is asked for as long as it said; then it is asked again."""
    played, clock = Played(_status(429, **{"Retry-After": "600"})), Clock()
    async with asking(played, clock) as tools:
        await tools.search("moon", 5)
        clock.now += timedelta(seconds=590)
        assert await tools.search("sun", 5) == Gap(GapStep.CLAIMS, GapReason.RATE_LIMITED, "429")
        assert len(played.asked) == 1
        played.answer = _found
        clock.now += timedelta(seconds=11)
        assert await tools.search("sun", 5) == (CHECKED,)


@pytest.mark.parametrize(("status", "seconds"), [(503, 30), (403, 600)])
async def test_after_a_failure_nobody_waits_for_the_next(
    status: int, seconds: int, caplog: pytest.LogCaptureFixture
) -> None:
    """What failed is not asked again at once, a refusal for longer; the log tells the operator, once each time."""
    played, clock = Played(_status(status)), Clock()
    async with asking(played, clock) as tools:
        gaps = [await tools.search(text, 5) for text in ("moon", "sun", "stars")]
        assert gaps == [Gap(GapStep.CLAIMS, GapReason.HTTP_STATUS, str(status))] * 3
        assert len(played.asked) == 1
        clock.now += timedelta(seconds=seconds)
        await tools.search("sun", 5)
        assert len(played.asked) == 2
    assert [f"http_status {status}" in record.getMessage() for record in caplog.records] == [True, True]
    assert "sun" not in caplog.text


async def test_a_slow_service_is_left_alone_for_a_while_a_hurried_one_is_not() -> None:
    """Where the pages left it next to no time it was not the service's fault, and the next check asks it again."""
    late = Gap(GapStep.CLAIMS, GapReason.TIMED_OUT)
    played, clock = Played(_never), Clock()
    async with asking(played, clock) as tools:
        assert await tools.search("moon", LEAST_SECONDS) == late
        played.answer = _found
        assert await tools.search("moon", 5) == (CHECKED,)
        played.answer = _never
        assert await tools.search("sun", FAIR_SECONDS) == late
        played.answer = _found
        assert await tools.search("sun", 5) == late
        clock.now += REST
        assert await tools.search("sun", 5) == (CHECKED,)


async def test_without_time_nothing_is_asked() -> None:
    """Where the pages took the whole deadline the service is not asked at all."""
    played = Played(_found)
    async with asking(played) as tools:
        assert await tools.search("moon", 0.1) == Gap(GapStep.CLAIMS, GapReason.OUT_OF_TIME)
    assert played.asked == []


async def test_the_key_is_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    """Neither a log, nor an exception, nor what shows the settings holds the key; the log strikes it out anyway."""
    caplog.set_level(logging.DEBUG)
    service = Service(KEY)
    assert KEY not in f"{service!r} {service}"
    async with asking(Played(_status(500))) as tools:
        with pytest.raises(FetchError) as raised:
            await tools._asked("moon")  # what search() turns into a gap
    assert KEY not in f"{raised.value!r} {raised.value}"
    assert KEY not in caplog.text
    assert KEY in secrets_in({"MOP_GOOGLE_FACTCHECK_KEY": KEY})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["claims", "text", "claimReview", "publisher", "url", "site"]), inner, max_size=4
            )
        ),
        max_leaves=15,
    )
)
@settings(max_examples=150)
def test_whatever_is_answered_it_is_read_or_refused(value: object) -> None:
    """No JSON makes the reader fail in any other way than it says."""
    try:
        found = parse(json.dumps(value).encode())
    except ValueError:
        return
    assert all(entry.review.url.startswith("http") for entry in found)


def _environment(**variables: str) -> dict[str, str]:
    return {f"MOP_GOOGLE_FACTCHECK_{name}": value for name, value in variables.items()}


def test_off_unless_there_is_a_key() -> None:
    """Without a key nobody is asked, whatever else is set; with one, titles go to Google."""
    assert read_settings(_environment(SEND="text")).fact_checks is None
    assert read_settings(_environment(KEY=KEY)).fact_checks == Service(KEY, GOOGLE, SENT["titles"])


@pytest.mark.parametrize(
    ("parsed", "text"),
    [
        (parse_sends, "everything"),
        (parse_url, "ftp://a.example"),
        (parse_url, "http://a.example"),
        (parse_url, "a.example"),
        (parse_key, "with space"),
        (parse_key, "a\nb"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(parsed: Callable[[str], Any], text: str) -> None:
    """Above all an address to which the key would go in clear."""
    with pytest.raises(ValueError, match=r"neither|no web|clear|characters"):
        parsed(text)


def test_settings_as_they_should_be() -> None:
    """Words in any case, addresses without the slash at their end."""
    assert parse_sends("TEXT") == SENT["text"]
    assert parse_url("https://a.example/b/") == "https://a.example/b"
    assert parse_url("http://127.0.0.1:8080") == "http://127.0.0.1:8080"
