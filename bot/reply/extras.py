"""What a reader gets by pressing: the details, a text to forward, how to report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.display import harmless
from bot.links import defang
from bot.model import ConversationKind, Note, Outcome, Reply
from bot.reply.claim_notes import rated
from bot.reply.compose import compose
from bot.reply.headline import headline, surest_match
from bot.reply.sources import BLOCKED, cited, deciding_rating, host_name, rater_name, source_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.locales import Localizer
    from bot.model import Report, Verdict


def details(report: Report, localizer: Localizer) -> Reply:
    """Return all evidence of the most serious verdict, and one line on each other."""
    lead = report.verdicts[0]
    whole = compose(report, localizer, ConversationKind.DIRECT)
    link = lead.evidence.link
    first = (
        localizer.text("details-headline", host=host_name(lead)) if link else localizer.text("details-headline-words")
    )
    notes = (Note(headline(lead, localizer), whole.notes[0].citations),) if whole.notes else ()
    return Reply(
        headline=first,
        notes=(*notes, *whole.notes, *_page_notes(lead, localizer)),
        authorities=whole.authorities,
        caveats=tuple(_more(report, localizer, whole.caveats)),
        actions=whole.actions,
        outcome=lead.outcome,
        blocked_urls=whole.blocked_urls,
    )


def share(report: Report, localizer: Localizer) -> str:
    """Return a text to forward: the truth first, with the page that shows it; plain text, shorter than the lie."""
    lead = report.verdicts[0]
    lines = [line for line in (*_share_lines(lead, localizer), *_share_reading(lead, localizer)) if line]
    return "\n".join(lines) or localizer.text("share-nothing")


def report_it(report: Report, localizer: Localizer) -> Reply:
    """Return how to report the post on the platform it came from."""
    lead = report.verdicts[0]
    pages = {page.url: page for verdict in report.verdicts for page in verdict.evidence.report_pages}
    notes = []
    for page in pages.values():
        notes.append(Note(f"{page.platform}: {page.how}", (cited(page.url),)))
        if page.illegal_url:
            text = localizer.text("report-illegal", platform=page.platform)
            notes.append(Note(text, (cited(page.illegal_url),)))
    advice = localizer.text("report-do-not-share" if notes else "report-no-platform")
    return Reply(localizer.text("report-headline"), tuple(notes), caveats=(advice,), outcome=lead.outcome)


def _page_notes(verdict: Verdict, localizer: Localizer) -> Iterator[Note]:
    page = verdict.evidence.page
    if page is None or page.gaps or verdict.outcome in BLOCKED:
        return
    citation = (cited(page.link.url),)
    if page.title:
        yield Note(localizer.text("note-headline", text=harmless(page.title)), citation)
    if page.author:
        yield Note(localizer.text("details-author", author=harmless(page.author, 80)), citation)
    if page.modified and page.modified != page.published:
        yield Note(localizer.text("details-modified", date=page.modified.date()), citation)


def _more(report: Report, localizer: Localizer, caveats: tuple[str, ...]) -> Iterator[str]:
    evidence = report.verdicts[0].evidence
    if evidence.link is not None:
        yield localizer.text("details-forwarded", url=harmless(defang(evidence.link.forwarded), 120))
        if evidence.link.steps:
            steps = (localizer.text(f"details-step-{step.kind.value}") for step in evidence.link.steps)
            yield localizer.text("details-steps", steps=", ".join(dict.fromkeys(steps)))
    yield from caveats
    for signal in evidence.signals[1:]:
        yield localizer.text(f"signal-{signal.kind.value}")
    yield localizer.text("details-checked", date=report.checked_at.date())


def _share_lines(verdict: Verdict, localizer: Localizer) -> Iterator[str]:
    evidence = verdict.evidence
    match = surest_match(evidence)
    if match and match.review.textual_rating:
        publisher, rating = harmless(match.review.publisher, 80), harmless(match.review.textual_rating, 80)
        claim = harmless(match.review.claim_reviewed, 200)
        yield localizer.text("share-claim", publisher=publisher, claim=claim, rating=rating)
        yield match.review.url
    elif evidence.pattern_matches:
        yield evidence.pattern_matches[0].note
    else:
        yield from _share_source(verdict, localizer)


def _share_source(verdict: Verdict, localizer: Localizer) -> Iterator[str]:
    evidence = verdict.evidence
    if verdict.outcome is Outcome.DANGEROUS:
        yield localizer.text("share-dangerous", host=host_name(verdict))
    elif verdict.outcome is Outcome.IMPERSONATION and evidence.look_alike:
        name = evidence.look_alike.poses_as
        yield localizer.text("share-impersonation", host=host_name(verdict), name=name)
        yield evidence.look_alike.real_url
    elif verdict.outcome is Outcome.OLD_STORY and evidence.page and evidence.page.published:
        yield localizer.text("share-old", date=evidence.page.published.date())
        yield evidence.page.link.url
    elif verdict.outcome in _SHARED_BY_RATING:
        rating = deciding_rating(evidence)
        message_id = _SHARED_BY_RATING[verdict.outcome]
        yield localizer.text(message_id, name=source_name(verdict), rater=rater_name(rating, localizer))
        yield rating.url
    elif verdict.outcome in {Outcome.RELIABLE_SOURCE, Outcome.FACT_CHECK}:
        yield headline(verdict, localizer)
        yield evidence.link.url if evidence.link else ""
    elif evidence.ratings:
        yield headline(verdict, localizer)
        yield evidence.ratings[0].url


_SHARED_BY_RATING = {
    Outcome.UNRELIABLE_SOURCE: "share-source",
    Outcome.STATE_CONTROLLED: "share-state",
    Outcome.SATIRE: "share-satire",
}


def _share_reading(verdict: Verdict, localizer: Localizer) -> Iterator[str]:
    evidence = verdict.evidence
    settling = [page for match in evidence.pattern_matches[:1] for page in match.authorities[:1]]
    for page in (settling or evidence.authorities)[:1]:
        yield localizer.text("share-read", title=page.title, publisher=page.publisher)
        yield page.url
    # After the page that settles it, whose preview chats show.
    if surest_match(evidence) is None:
        reviews = (review for match in evidence.pattern_matches[:1] for review in match.reviews)
        for review in [review for review in reviews if review.textual_rating][:1]:
            yield f"{rated(review, localizer)} {review.url}"
