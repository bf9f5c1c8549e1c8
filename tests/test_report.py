"""The JSON report, field by field as docs/report.md has it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from bot.locales import localizer
from bot.model import Gap, GapReason, GapStep, Reliability, ReportPage, Signal, SignalKind, Step, StepKind
from bot.policy import Decision, Reason
from bot.reply import compose
from bot.report import VERSION, as_json
from tests.conftest import REPOSITORY
from tests.reply.test_compose import report
from tests.samples import NOW, authority, evidence, link, look_alike, match, page, pattern, rating, review

EVERYTHING = evidence(
    rating(Reliability.UNRELIABLE),
    link=replace(link(), steps=(Step(StepKind.WRAPPER, "https://news.example/story"),)),
    page=page(published=NOW, fetched_at=NOW, claim_reviews=(review(reliability=Reliability.FABRICATED),)),
    look_alike=look_alike(),
    claim_matches=(match(),),
    pattern_matches=(replace(pattern(), reviews=(review(),)),),
    signals=(Signal(SignalKind.URGENCY, "hurry"),),
    authorities=(authority(),),
    report_pages=(ReportPage("Chatter", "Press.", "https://chatter.example/r"),),
    gaps=(Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED, "503"),),
)


def _report() -> dict[str, Any]:
    found = report(EVERYTHING, left_out=2)
    reply = compose(found, localizer("en"))
    made = as_json(found, Decision(speak=True, reason=Reason.DIRECT), reply)
    whole: dict[str, Any] = json.loads(json.dumps(made))
    return whole


def test_every_field_is_documented() -> None:
    """Whoever reads the report finds each of its fields in docs/report.md."""
    documented = set(re.findall(r"`([a-z_]+)`", (REPOSITORY / "docs" / "report.md").read_text("utf-8")))
    assert _names(_report()) - documented == set()


def test_all_evidence_is_in_the_report() -> None:
    """What was found is there, with its rater, word, date and citation."""
    made = _report()
    (verdict,) = made["verdicts"]
    assert (made["version"], made["links_left_out"], made["checked_at"]) == (VERSION, 2, NOW.isoformat())
    assert (
        verdict["ratings"][0] | {"rating": "unreliable", "rater": "Some Rater", "as_of": "2024"}
        == verdict["ratings"][0]
    )
    assert verdict["link"]["steps"] == [{"kind": "wrapper", "url": "https://news.example/story"}]
    assert verdict["look_alike"]["poses_as"] == "The News"
    assert verdict["claim_matches"][0]["review"]["textual_rating"] == "False"
    assert verdict["page"]["claim_reviews"][0]["reliability"] == "FABRICATED"
    assert verdict["page"]["published"] == NOW.isoformat()
    assert verdict["pattern_matches"][0]["reviews"][0]["publisher"] == "Checks"
    assert verdict["gaps"] == [{"step": "claims", "reason": "source_failed", "detail": "503"}]


def test_what_was_not_found_is_there_and_empty() -> None:
    """A field that does not apply is null or empty, never absent."""
    found = report(evidence(link=None))
    made = as_json(found, Decision(speak=False, reason=Reason.NO_LINK), compose(found, localizer("en")))
    (verdict,) = made["verdicts"]
    assert (verdict["link"], verdict["page"], verdict["look_alike"]) == (None, None, None)
    assert set(verdict) == set(_report()["verdicts"][0])


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def test_every_reason_of_a_gap_is_documented() -> None:
    """Whoever reads the report can look each reason up."""
    told = (REPOSITORY / "docs" / "report.md").read_text("utf-8")
    assert [reason.value for reason in GapReason if f"`{reason.value}`" not in told] == []
