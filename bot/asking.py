"""Asking the fact-checks about a message: by link first, then by words. Imports no I/O library."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.inquiry import Findings
from bot.model import MatchHow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.inquiry import Inquiry
    from bot.model import ClaimMatch, Evidence
    from bot.queries import Query


async def with_claims(inquiry: Inquiry, evidence: Evidence) -> Evidence:
    """Return ``evidence`` with the fact-checks of a link, else of what its page says where that is no debunk."""
    claims = inquiry.knowledge.claims
    if claims is None:
        return evidence
    by_link = _together([await claims.for_link(link) for link in inquiry.spellings(evidence)])
    found = (
        by_link if by_link.matches else _together([by_link, await _by_words(inquiry, inquiry.queries_of(evidence))])
    )
    gaps = tuple(gap for gap in found.gaps if gap not in evidence.gaps)
    return replace(evidence, claim_matches=(*evidence.claim_matches, *found.matches), gaps=(*evidence.gaps, *gaps))


async def about_words(inquiry: Inquiry) -> Findings:
    """Return the fact-checks of the message's own words."""
    return await _by_words(inquiry, inquiry.queries_of_words())


async def _by_words(inquiry: Inquiry, asked: tuple[Query, ...]) -> Findings:
    claims = inquiry.knowledge.claims
    if claims is None or not asked:
        return Findings()
    seconds = max(0.0, inquiry.ends - asyncio.get_running_loop().time())
    return await claims.for_words(asked, inquiry.language, seconds)


def _together(all_found: Iterable[Findings]) -> Findings:
    """Return several findings as one, each fact-check and each gap once."""
    found = list(all_found)
    matches: dict[tuple[str, str, MatchHow], ClaimMatch] = {}
    for each in found:
        for match in each.matches:
            matches.setdefault((match.review.url, match.review.claim_reviewed, match.how), match)
    return Findings(tuple(matches.values()), tuple(dict.fromkeys(gap for each in found for gap in each.gaps)))
