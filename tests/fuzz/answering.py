"""From a message to what three platforms would show of its answer, and what must hold whatever the message was."""

from __future__ import annotations

import asyncio
import functools
import json
from typing import TYPE_CHECKING

from adapters.telegram.render import render as render_for_telegram
from adapters.terminal import render as render_for_terminal
from bot import policy
from bot.catalogue import load
from bot.core import Checker
from bot.errors import FetchError
from bot.inquiry import Knowledge
from bot.locales import languages, localizer
from bot.model import Gap, GapReason, GapStep, Outcome
from bot.patterns import Matcher
from bot.reply import compose
from bot.report import as_json
from tests.conftest import REPOSITORY
from tests.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.model import Link, Message, Page, Report

LONGEST_TELEGRAM = 4096


class OnePage:
    """The same bytes behind every link; nothing where there are none."""

    def __init__(self, read: Callable[[Link], Page] | None) -> None:
        self._read = read

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page."""
        if self._read is None:
            raise FetchError(link.url, Gap(GapStep.FETCH, GapReason.UNREACHABLE))
        return self._read(link)


@functools.cache
def shipped() -> Knowledge:
    """Return what the shipped sources.yaml states: its patterns and names meet every input."""
    catalogue = load(REPOSITORY / "sources.yaml", None)
    return Knowledge(catalogue, Matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any))


def answer_all(message: Message, read: Callable[[Link], Page] | None = None) -> Report:
    """Check a message, show the answer everywhere, and hold it against what Mop promises."""
    checker = Checker(shipped(), OnePage(read), lambda: NOW)
    _hold(asyncio.run(checker.first(message)), message)
    report = asyncio.run(checker.check(message))
    _hold(report, message)
    return report


def _hold(report: Report, message: Message) -> None:
    decision = policy.decide(policy.default_mode(message.conversation.kind), message, report)
    for language in languages():
        sentences = localizer(language)
        reply = compose(report, sentences, message.conversation.kind)
        assert reply.headline.strip()
        assert all(note.citations and note.citations[0].url for note in reply.notes)
        json.dumps(as_json(report, decision, reply)).encode()
        shown = render_for_telegram(reply, sentences)
        assert 0 < len(shown.text.encode("utf-16-le")) // 2 <= LONGEST_TELEGRAM * 4
        terminal = render_for_terminal(reply, sentences)
        assert not {"\x1b", "\x00", "\u202e"} & set(terminal)
    for verdict in report.verdicts:
        gaps = {gap.reason for gap in verdict.evidence.gaps if gap.step is not GapStep.IMAGES}
        if verdict.outcome is Outcome.NOTHING_FOUND:
            assert not gaps
        if verdict.outcome is Outcome.RELIABLE_SOURCE:
            assert gaps <= {GapReason.NOT_FETCHED}  # what is known of the source stands before its page is opened
        if verdict.evidence.link:
            assert verdict.evidence.link.url.startswith(("http://", "https://"))
            assert verdict.evidence.link.host
