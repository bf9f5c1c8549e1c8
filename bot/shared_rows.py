"""A page, or why it could not be read, as JSON that another program can read: what the page says of itself, no more.

The page's main text is left out: it is kept for the one check that reads it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.errors import FetchError
from bot.model import ClaimReview, Gap, GapReason, GapStep, Link, Page, Reliability, Step, StepKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS: Final = ("title", "description", "author", "language", "site_name", "canonical")
_TIMES: Final = ("published", "modified", "fetched_at")


def to_json(found: Page | FetchError) -> str:
    """Return what was found behind a link."""
    if isinstance(found, FetchError):
        row: dict[str, Any] = {
            "url": found.url,
            "gap": _of_gap(found.gap),
            "link": found.link and _of_link(found.link),
        }
        return json.dumps(row)
    row = {name: getattr(found, name) for name in _TEXTS}
    row |= {name: value.isoformat() for name in _TIMES if (value := getattr(found, name)) is not None}
    row["link"] = _of_link(found.link)
    row["claim_reviews"] = [asdict(review) for review in found.claim_reviews]
    row["gaps"] = [_of_gap(gap) for gap in found.gaps]
    return json.dumps(row)


def from_json(text: str) -> Page | FetchError | None:
    """Return it again; None where another version of Mop wrote it, or it is spoilt."""
    try:
        row = json.loads(text)
        if "gap" in row:
            return FetchError(row["url"], _to_gap(row["gap"]), _to_link(row["link"]) if row["link"] else None)
        texts: dict[str, Any] = {name: _text(row[name]) for name in _TEXTS}
        times: dict[str, Any] = {name: datetime.fromisoformat(row[name]) for name in _TIMES if name in row}
        return Page(
            _to_link(row["link"]),
            **texts,
            **times,
            claim_reviews=tuple(map(_to_review, row["claim_reviews"])),
            gaps=tuple(map(_to_gap, row["gaps"])),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _of_link(link: Link) -> dict[str, Any]:
    """Return a link without how anybody wrote it."""
    steps = [[step.kind.value, step.url] for step in link.steps]
    return {"url": link.url, "host": link.host, "registrable_domain": link.registrable_domain, "steps": steps}


def _to_link(row: Mapping[str, Any]) -> Link:
    steps = tuple(Step(StepKind(kind), _text(url)) for kind, url in row["steps"])
    url = _text(row["url"])
    return Link(url, url, _text(row["host"]), _text(row["registrable_domain"]), steps)


def _of_gap(gap: Gap) -> list[str]:
    return [gap.step.value, gap.reason.value, gap.detail]


def _to_gap(row: list[str]) -> Gap:
    step, reason, detail = row
    return Gap(GapStep(step), GapReason(reason), _text(detail))


def _to_review(row: Mapping[str, Any]) -> ClaimReview:
    known = {each.name for each in fields(ClaimReview)}
    values = {name: value for name, value in row.items() if name in known}
    reliability = values.pop("reliability", None)
    appearances = tuple(map(_text, values.pop("appearances", ())))
    texts = {name: _text(value) for name, value in values.items()}
    step = None if reliability is None else Reliability(reliability)
    return ClaimReview(**texts, appearances=appearances, reliability=step)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
