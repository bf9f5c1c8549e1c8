"""The answer: worst thing first, one line a note, each note with who says so; about 900 characters for one link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.display import cut, harmless
from bot.links import defang
from bot.model import (
    Action,
    Authority,
    Citation,
    ConversationKind,
    GapReason,
    GapStep,
    Note,
    Outcome,
    Reply,
    StepKind,
    Verdict,
)
from bot.reply.claim_notes import claim_notes, exact_reviews, pattern_notes
from bot.reply.headline import capital, gap_clause, headline, surest_match
from bot.reply.sources import BLOCKED, cited, host_name, rating_notes
from bot.verdict import raters_far_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.locales import Localizer
    from bot.model import Report

ABOUT_CHARACTERS: Final = 900
"""What an answer to one link should fit in; only the page's own words shrink for it, never a rater's note."""

SHORTEST_QUOTE: Final = 60
"""A quotation cut shorter than this says nothing."""

_WITHOUT_ADVICE: Final = frozenset({Outcome.RELIABLE_SOURCE, Outcome.FACT_CHECK})
_WITH_REPORT: Final = frozenset(
    {
        Outcome.DANGEROUS,
        Outcome.IMPERSONATION,
        Outcome.CLAIM_CHECKED,
        Outcome.UNRELIABLE_SOURCE,
        Outcome.KNOWN_PATTERN,
    }
)
_HIDING_STEPS: Final = frozenset(StepKind) - {
    StepKind.SCHEME_ADDED,
    StepKind.REFANGED,
    StepKind.TRACKING_REMOVED,
    StepKind.PICTURE,
}
"""Steps after which a reader may not know where the link leads."""

COPIES: Final = (StepKind.ARCHIVE, StepKind.AMP, StepKind.TRANSLATION, StepKind.WRAPPER)
"""Steps from another page than the one that is meant, which then is offered; the most telling first."""


def compose(report: Report, localizer: Localizer, kind: ConversationKind = ConversationKind.DIRECT) -> Reply:
    """Return the answer to one message.

    Args:
        report: at least one verdict, most serious first.
        localizer: the reader's sentences.
        kind: in a group, what is only related stays behind "details", and the answer can be dismissed.
    """
    lead, others = report.verdicts[0], report.verdicts[1:]
    told = [other for other in others if _worth_a_line(other)]
    silent = len(others) - len(told)
    notes = [*_notes(lead, localizer, kind), *_other_notes(lead, told, localizer)]
    authorities = _authorities(report.verdicts)
    caveats = tuple(_caveats(lead, localizer, report, silent))
    first = headline(lead, localizer)
    room = ABOUT_CHARACTERS - len(first) - sum(map(_length, notes)) - sum(map(len, caveats))
    room -= sum(len(page.title) + len(page.publisher) + 4 for page in authorities)
    return Reply(
        headline=first,
        notes=(*notes, *_page_says(lead, localizer, room)),
        authorities=authorities,
        caveats=caveats,
        actions=tuple(_actions(lead, kind)),
        outcome=lead.outcome,
        blocked_urls=tuple(_blocked(report.verdicts)),
    )


def _notes(verdict: Verdict, localizer: Localizer, kind: ConversationKind) -> Iterator[Note]:
    evidence = verdict.evidence
    if evidence.look_alike is not None and verdict.outcome is Outcome.IMPERSONATION:
        real = cited(evidence.look_alike.real_url)
        yield Note(localizer.text("note-real-site", name=evidence.look_alike.poses_as, host=real.label), (real,))
    yield from claim_notes(verdict, localizer, kind)
    yield from pattern_notes(evidence, localizer)
    yield from rating_notes(evidence, localizer)
    yield from _original(verdict, localizer)
    yield from _published(verdict, localizer)


def _original(verdict: Verdict, localizer: Localizer) -> Iterator[Note]:
    """Yield the link to the original where a copy of a page, or a way around it, was sent."""
    link = verdict.evidence.link
    kinds = {step.kind for step in link.steps} if link else set()
    kind = next((kind for kind in COPIES if kind in kinds), None)
    if link and kind and verdict.outcome not in BLOCKED:
        text = localizer.text(f"note-original-{kind.value}", host=host_name(verdict))
        yield Note(text, (cited(link.url),))


def _published(verdict: Verdict, localizer: Localizer) -> Iterator[Note]:
    page = verdict.evidence.page
    if page and page.published and verdict.outcome not in {Outcome.OLD_STORY, *BLOCKED} and not page.gaps:
        yield Note(localizer.text("note-published", date=page.published.date()), (cited(page.link.url),))


def _page_says(verdict: Verdict, localizer: Localizer, room: int) -> Iterator[Note]:
    """Save the click: what the page says of itself, as long as there is room."""
    page = verdict.evidence.page
    if page is None or page.gaps or verdict.outcome in BLOCKED:
        return
    words = page.description or page.title
    source = (cited(page.link.url),)
    frame = _length(Note(localizer.text("note-page-says", text=""), source))
    if words and room - frame >= SHORTEST_QUOTE:
        yield Note(localizer.text("note-page-says", text=cut(harmless(words), min(room - frame, 300))), source)


def _worth_a_line(verdict: Verdict) -> bool:
    return verdict.outcome not in {Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED}


def _other_notes(lead: Verdict, others: Iterable[Verdict], localizer: Localizer) -> Iterator[Note]:
    """Yield one line for each further link; a rumour or a fact-check already told is not told again."""
    told = {match.pattern_id for match in lead.evidence.pattern_matches}
    checked = exact_reviews(lead)
    for verdict in others:
        if verdict.outcome is Outcome.CLAIM_CHECKED and exact_reviews(verdict) <= checked:
            continue
        checked |= exact_reviews(verdict)
        patterns = {match.pattern_id for match in verdict.evidence.pattern_matches}
        if verdict.outcome is Outcome.KNOWN_PATTERN and patterns <= told:
            continue
        told |= patterns
        yield Note(headline(verdict, localizer), (_first_citation(verdict),))


def _first_citation(verdict: Verdict) -> Citation:
    """Return the page that an outcome rests on."""
    evidence = verdict.evidence
    match = surest_match(evidence)
    if verdict.outcome is Outcome.IMPERSONATION and evidence.look_alike:
        return cited(evidence.look_alike.real_url)
    if verdict.outcome is Outcome.CLAIM_CHECKED and match:
        return cited(match.review.url)
    if verdict.outcome is Outcome.KNOWN_PATTERN:
        return cited(evidence.pattern_matches[0].authorities[0].url)
    if verdict.outcome is not Outcome.OLD_STORY and evidence.ratings:
        return cited(evidence.ratings[0].url)
    return cited(evidence.link.url if evidence.link else "")


def _authorities(verdicts: Iterable[Verdict]) -> tuple[Authority, ...]:
    """Return at most three pages to read instead, those of the worst verdict first.

    Where a rumour is recognised, the page that settles it says more than any page on its topic.
    """
    pages: dict[str, Authority] = {}
    for verdict in verdicts:
        if verdict.outcome in _WITHOUT_ADVICE:
            continue
        for match in verdict.evidence.pattern_matches[:1]:
            pages.update({page.url: page for page in match.authorities[:2] if page.url not in pages})
        if not verdict.evidence.pattern_matches:
            pages.update({page.url: page for page in verdict.evidence.authorities if page.url not in pages})
    return tuple(pages.values())[:3]


def _caveats(lead: Verdict, localizer: Localizer, report: Report, silent: int) -> Iterator[str]:
    evidence = lead.evidence
    yield from _leads_to(lead, localizer)
    if lead.outcome is Outcome.RATERS_DISAGREE and raters_far_apart(evidence.ratings):
        yield localizer.text("caveat-raters-disagree")
    yield from _gap_caveats(lead, localizer, complete=report.complete)
    for signal in evidence.signals[:1]:
        yield localizer.text(f"signal-{signal.kind.value}")
    if lead.outcome is Outcome.NOTHING_FOUND and evidence.link is not None:
        yield localizer.text("caveat-look")
    if silent:
        yield localizer.text("caveat-more-links", count=silent)
    if report.links_left_out:
        yield localizer.text("caveat-links-left-out", count=report.links_left_out)


def _leads_to(verdict: Verdict, localizer: Localizer) -> Iterator[str]:
    link = verdict.evidence.link
    kinds = {step.kind for step in link.steps} if link else set()
    if kinds & _HIDING_STEPS and not kinds & {*COPIES} and verdict.outcome not in BLOCKED:
        yield localizer.text("caveat-leads-to", host=host_name(verdict))


def _gap_caveats(lead: Verdict, localizer: Localizer, *, complete: bool) -> Iterator[str]:
    gaps = lead.evidence.gaps
    yield from _picture_caveats(lead, localizer)
    yield from _claims_caveats(lead, localizer)
    page_gap = next((gap for gap in gaps if gap.step in {GapStep.FETCH, GapStep.PAGE}), None)
    if page_gap is None or lead.outcome in BLOCKED:
        return
    if not complete:
        yield localizer.text("caveat-reading")
    elif page_gap.reason is GapReason.NOT_FETCHED:
        if lead.outcome is not Outcome.NOT_CHECKED or lead.evidence.ratings:
            yield localizer.text("caveat-not-fetched")
    elif lead.outcome is not Outcome.NOT_CHECKED:
        yield localizer.text("caveat-gap", gap_capital=capital(gap_clause(page_gap, localizer)))


def _picture_caveats(lead: Verdict, localizer: Localizer) -> Iterator[str]:
    """Yield what came of the message's pictures; where nothing else is known, the first line says it already."""
    if lead.outcome is Outcome.NOT_CHECKED and lead.evidence.link is None:
        return
    for gap in lead.evidence.gaps:
        if gap.step is GapStep.IMAGES and gap.reason is GapReason.NOT_INSTALLED:
            yield localizer.text("caveat-images")
        elif gap.step is GapStep.IMAGES:
            yield localizer.text("caveat-picture", gap_capital=capital(gap_clause(gap, localizer)))


def _claims_caveats(lead: Verdict, localizer: Localizer) -> Iterator[str]:
    """Yield which fact-checks could not be asked; that they are old matters only where none was found."""
    gaps = lead.evidence.gaps
    for gap in gaps:
        if gap.step is not GapStep.CLAIMS:
            continue
        if gap.reason is GapReason.OUT_OF_DATE:
            if lead.outcome is Outcome.NOTHING_FOUND and gap.detail:
                yield localizer.text("caveat-claims-old", date=gap.detail)
        elif lead.outcome is not Outcome.NOT_CHECKED or gap is not gaps[0]:
            yield localizer.text("caveat-claims", gap_capital=capital(gap_clause(gap, localizer)))


def _actions(lead: Verdict, kind: ConversationKind) -> Iterator[Action]:
    evidence = lead.evidence
    yield Action.DETAILS
    if lead.outcome not in {Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED} or evidence.authorities:
        yield Action.SHARE
    if lead.outcome in _WITH_REPORT or evidence.report_pages:
        yield Action.REPORT
    yield Action.NOT_RIGHT
    if kind is not ConversationKind.DIRECT:
        yield Action.DISMISS


def _blocked(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        if verdict.outcome in BLOCKED and verdict.evidence.link:
            yield defang(verdict.evidence.link.url)


def _length(note: Note) -> int:
    return len(note.text) + sum(len(citation.label) + 3 for citation in note.citations)
