"""When to speak."""

from __future__ import annotations

import pytest

from bot.model import (
    Conversation,
    ConversationKind,
    MatchHow,
    Message,
    Mode,
    Outcome,
    Reliability,
    Report,
    Signal,
    SignalKind,
    Verdict,
)
from bot.policy import WORTH_A_WARNING, Reason, decide, default_mode, deserves_warning, refuses_unheard
from tests.samples import NOW, evidence, match

GROUP = Conversation("telegram:-1", ConversationKind.GROUP)


def _report(outcome: Outcome) -> Report:
    return Report((Verdict(outcome, evidence(claim_matches=(match(),))),), NOW)


@pytest.mark.parametrize(
    ("mode", "message", "outcome", "speak", "reason"),
    [
        (Mode.WARN, Message("x", conversation=GROUP), Outcome.UNRELIABLE_SOURCE, True, Reason.WARNING),
        (Mode.WARN, Message("x", conversation=GROUP), Outcome.RELIABLE_SOURCE, False, Reason.NOTHING_WORTH_SAYING),
        (Mode.WARN, Message("x", conversation=GROUP), Outcome.NOTHING_FOUND, False, Reason.NOTHING_WORTH_SAYING),
        (Mode.WARN, Message("x", conversation=GROUP), Outcome.NOT_CHECKED, False, Reason.NOTHING_WORTH_SAYING),
        (Mode.WARN, Message("x", conversation=GROUP, asked=True), Outcome.NOTHING_FOUND, True, Reason.ASKED),
        (Mode.ASKED, Message("x", conversation=GROUP), Outcome.DANGEROUS, False, Reason.ONLY_WHEN_ASKED),
        (Mode.ALWAYS, Message("x", conversation=GROUP), Outcome.RELIABLE_SOURCE, True, Reason.ALWAYS),
        (Mode.OFF, Message("x", conversation=GROUP, asked=True), Outcome.DANGEROUS, False, Reason.SWITCHED_OFF),
        (Mode.ALWAYS, Message("x"), Outcome.NOTHING_FOUND, True, Reason.DIRECT),
    ],
)
def test_decision(mode: Mode, message: Message, outcome: Outcome, reason: Reason, *, speak: bool) -> None:
    """Each mode speaks just when it promises to, and says why."""
    decision = decide(mode, message, _report(outcome))
    assert (decision.speak, decision.reason) == (speak, reason)


def test_words_without_a_link_are_talk() -> None:
    """In mode "always" plain talk gets no answer."""
    report = Report((Verdict(Outcome.NOTHING_FOUND, evidence(link=None)),), NOW)
    assert decide(Mode.ALWAYS, Message("x", conversation=GROUP), report).reason is Reason.NO_LINK


def test_groups_are_quiet_by_default() -> None:
    """Where others listen, Mop only warns; in a direct message it always answers."""
    assert default_mode(ConversationKind.GROUP) is Mode.WARN
    assert default_mode(ConversationKind.SERVER) is Mode.ASKED
    assert default_mode(ConversationKind.DIRECT) is Mode.ALWAYS


def test_nobodys_links_are_opened_in_vain() -> None:
    """A chat that is switched off, or only answers when asked, has nothing looked at."""
    assert refuses_unheard(Mode.OFF, owed=True) is Reason.SWITCHED_OFF
    assert refuses_unheard(Mode.ASKED, owed=False) is Reason.ONLY_WHEN_ASKED
    assert refuses_unheard(Mode.ASKED, owed=True) is None
    assert refuses_unheard(Mode.WARN, owed=False) is None


@pytest.mark.parametrize(
    ("reliability", "warns"), [(Reliability.RELIABLE, False), (Reliability.FABRICATED, True), (None, True)]
)
def test_a_claim_found_right_is_no_warning(reliability: Reliability | None, *, warns: bool) -> None:
    """A fact-check warns unless the fact-checker found the claim right."""
    found = evidence(claim_matches=(match(reliability=reliability), match(MatchHow.RELATED)))
    assert deserves_warning(Verdict(Outcome.CLAIM_CHECKED, found)) is warns


def test_an_old_story_warns_only_when_passed_off_as_new() -> None:
    """Somebody may share an old story knowingly; "breaking" beside it is another matter."""
    plain = Verdict(Outcome.OLD_STORY, evidence())
    breaking = Verdict(Outcome.OLD_STORY, evidence(signals=(Signal(SignalKind.OLD_STORY, "breaking"),)))
    assert not deserves_warning(plain)
    assert deserves_warning(breaking)


def test_quiet_outcomes_never_warn() -> None:
    """Nothing found, not checked, reliable: none of them breaks into a group's talk."""
    quiet = {Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED, Outcome.RELIABLE_SOURCE, Outcome.FACT_CHECK}
    assert not quiet & WORTH_A_WARNING
