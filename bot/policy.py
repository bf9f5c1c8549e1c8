"""When to speak. Pure: settings and report in, decision and reason out."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.model import ConversationKind, MatchHow, Mode, Outcome, Reliability, SignalKind, Verdict

if TYPE_CHECKING:
    from bot.model import Message, Report


class Reason(enum.Enum):
    """Why Mop speaks or stays silent."""

    ASKED = "asked"
    """Somebody asked: an answer is owed, even "nothing found"."""
    DIRECT = "direct"
    """A direct message is always a question."""
    ALWAYS = "always"
    """The chat's admins want an answer to every link."""
    WARNING = "warning"
    """Unasked, because an outcome deserves it."""
    SWITCHED_OFF = "switched_off"
    ONLY_WHEN_ASKED = "only_when_asked"
    NOTHING_WORTH_SAYING = "nothing_worth_saying"
    NO_LINK = "no_link"
    """Mode "always" answers links; words without a link or a known rumour are just talk."""
    ANSWERED_BEFORE = "answered_before"
    """This chat had an answer on this link within the last day."""
    TOO_SOON = "too_soon"
    """At most one unasked answer a minute and chat."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to speak, and why."""

    speak: bool
    reason: Reason


WORTH_A_WARNING: Final = frozenset(
    {
        Outcome.DANGEROUS,
        Outcome.IMPERSONATION,
        Outcome.CLAIM_CHECKED,
        Outcome.UNRELIABLE_SOURCE,
        Outcome.KNOWN_PATTERN,
        Outcome.STATE_CONTROLLED,
        Outcome.SATIRE,
        Outcome.OLD_STORY,
    }
)
"""Outcomes that may break a group's talk; OLD_STORY and CLAIM_CHECKED under the conditions below."""


_DEFAULT_MODES: Final = {
    ConversationKind.DIRECT: Mode.ALWAYS,
    ConversationKind.GROUP: Mode.WARN,
    ConversationKind.SERVER: Mode.ASKED,
}


def default_mode(kind: ConversationKind) -> Mode:
    """Return the mode of a chat whose admins chose none: quiet wherever others listen.

    A server has many channels, and whoever added a bot there did not ask for all of them to be read.
    """
    return _DEFAULT_MODES[kind]


def refuses_unheard(mode: Mode, *, owed: bool) -> Reason | None:
    """Return why a message is not even looked at, so that nobody's links are opened in vain; None to go on."""
    if mode is Mode.OFF:
        return Reason.SWITCHED_OFF
    return Reason.ONLY_WHEN_ASKED if mode is Mode.ASKED and not owed else None


def decide(mode: Mode, message: Message, report: Report) -> Decision:
    """Decide whether to answer ``message`` with ``report`` in a chat set to ``mode``."""
    warns = any(deserves_warning(verdict) for verdict in report.verdicts)
    has_link = any(verdict.evidence.link is not None for verdict in report.verdicts)
    return decide_on(mode, message, warns=warns, has_link=has_link)


def decide_on(mode: Mode, message: Message, *, warns: bool, has_link: bool) -> Decision:
    """Decide the same on what came of a message.

    Args:
        mode: of the chat.
        message: what was said.
        warns: whether an outcome ``deserves_warning``.
        has_link: whether it holds a link.
    """
    if mode is Mode.OFF:
        return Decision(speak=False, reason=Reason.SWITCHED_OFF)
    if message.asked:
        return Decision(speak=True, reason=Reason.ASKED)
    if message.conversation.kind is ConversationKind.DIRECT:
        return Decision(speak=True, reason=Reason.DIRECT)
    if mode is Mode.ASKED:
        return Decision(speak=False, reason=Reason.ONLY_WHEN_ASKED)
    if warns:
        return Decision(speak=True, reason=Reason.WARNING)
    if mode is Mode.WARN:
        return Decision(speak=False, reason=Reason.NOTHING_WORTH_SAYING)
    if has_link:
        return Decision(speak=True, reason=Reason.ALWAYS)
    return Decision(speak=False, reason=Reason.NO_LINK)


def deserves_warning(verdict: Verdict) -> bool:
    """Tell whether an outcome is worth speaking unasked, where others listen."""
    if verdict.outcome is Outcome.CLAIM_CHECKED:
        return _review_warns(verdict)
    if verdict.outcome is Outcome.OLD_STORY:
        return any(signal.kind is SignalKind.OLD_STORY for signal in verdict.evidence.signals)
    return verdict.outcome in WORTH_A_WARNING


def _review_warns(verdict: Verdict) -> bool:
    """A fact-check that found the claim right is no warning; one with an unknown word is worth reading."""
    surest = [match for match in verdict.evidence.claim_matches if match.how is not MatchHow.RELATED]
    return any(match.review.reliability is not Reliability.RELIABLE for match in surest)
