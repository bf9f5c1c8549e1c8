"""What sources.yaml holds, counted: the tables of docs/catalogue.md.

`python docs/counts.py` prints them as Markdown; `python docs/counts.py --write` puts them into docs/catalogue.md,
between its two marks. Reads nothing but the repository.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.catalogue import Catalogue, load
from bot.catalogue.rows import Source
from bot.model import Authority, Reliability

_SHOWN = 30
"""Rows of a table; the rest are added up in its last row."""
_REPOSITORY = Path(__file__).parents[1]
_MARKS = re.compile(r"(?<=<!-- counts -->\n).*?(?=<!-- /counts -->)", re.DOTALL)
_NOWHERE = "none (international, or not known)"
_NO_WORD = "no rater's word on reliability"


def main() -> None:
    """Write every table to standard output, or into the page."""
    tables = "\n".join(report(load(_REPOSITORY / "sources.yaml"))) + "\n"
    if "--write" not in sys.argv:
        sys.stdout.write(tables)
        return
    page = _REPOSITORY / "docs" / "catalogue.md"
    page.write_text(_MARKS.sub(lambda _: "\n" + tables, page.read_text("utf-8"), count=1), "utf-8")


def report(catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of all tables, each after its heading."""
    sources = catalogue.tables.sources
    yield from _table("Together", ["What", "How many"], totals(catalogue).items())
    countries = Counter(source.country or _NOWHERE for source in sources)
    yield from _table("Outlets by country", ["Country", "Rows"], _most(countries))
    languages = Counter(language for source in sources for language in source.languages)
    yield from _table("Outlets by language", ["Language", "Rows"], _most(languages))
    yield from _table("Outlets by kind and reliability", *by_kind(catalogue))
    yield from _table("Ratings by rater", *by_rater(catalogue))
    topics = Counter(pattern.topic for pattern in catalogue.patterns)
    yield from _table("Hoaxes by topic", ["Topic", "Hoaxes"], _most(topics))
    wordings = Counter(language for each in catalogue.patterns for language in each.says)
    yield from _table("Hoaxes by language of their wordings", ["Language", "Hoaxes"], _most(wordings))
    yield from _table("Authorities by topic", *by_topic(catalogue))
    rows = [[each.name, len(each.hosts), "yes" if each.illegal_url else ""] for each in catalogue.platforms]
    yield from _table("Platforms", ["Platform", "Hosts", "Own form for illegal content"], rows)


def totals(catalogue: Catalogue) -> dict[str, int]:
    """What the file holds altogether: name of the thing -> how many."""
    tables = catalogue.tables
    regions = {authority.region for authority in _authorities(catalogue) if authority.region}
    return {
        "outlets (rows)": len(tables.sources),
        "hosts and paths of theirs": sum(len(source.subjects) for source in tables.sources),
        "countries of outlets": len({source.country for source in tables.sources if source.country}),
        "languages of outlets": len({language for source in tables.sources for language in source.languages}),
        "ratings": sum(len(source.ratings) for source in tables.sources),
        "raters that rate a row": len({rating.rater for source in tables.sources for rating in source.ratings}),
        "hoaxes": len(tables.patterns),
        "topics": len(tables.topics),
        "authorities' pages": sum(1 for _ in _authorities(catalogue)),
        "countries with an authority of their own": len(regions),
        "platforms": len(tables.platforms),
        "shorteners": _listed(tables.links, "shorteners"),
        "archives": _listed(tables.links, "archives"),
        "wrappers": _listed(tables.links, "wrappers"),
    }


def readings(source: Source, catalogue: Catalogue) -> set[Reliability]:
    """How raters' words on a row are read; empty where none speaks of reliability."""
    found = (catalogue.raters[each.rater].words[each.rating].reliability for each in source.ratings)
    return {each for each in found if each is not None}


def by_kind(catalogue: Catalogue) -> tuple[list[str], list[list[object]]]:
    """Kinds down, the most cautious reading of each row across."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for source in catalogue.tables.sources:
        found = readings(source, catalogue)
        kind = source.kind.value if source.kind else "(ratings only)"
        counted[kind][max(found).name.lower() if found else _NO_WORD] += 1
    across = [*(level.name.lower() for level in Reliability), _NO_WORD]
    rows: list[list[object]] = []
    for kind, row in sorted(counted.items(), key=lambda pair: -pair[1].total()):
        rows.append([kind, row.total(), *(row[each] or "" for each in across)])
    return ["Kind", "Rows", *across], rows


def by_rater(catalogue: Catalogue) -> tuple[list[str], list[list[object]]]:
    """Raters down, with each of their words and how often it is used."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for source in catalogue.tables.sources:
        for rating in source.ratings:
            counted[rating.rater][rating.rating] += 1
    rows: list[list[object]] = []
    for rater, words in sorted(counted.items(), key=lambda pair: -pair[1].total()):
        said = "; ".join(f"{word} ({count})" for word, count in words.most_common())
        rows.append([catalogue.raters[rater].name, words.total(), said])
    return ["Rater", "Ratings", "Its words"], rows


def by_topic(catalogue: Catalogue) -> tuple[list[str], list[list[object]]]:
    """Topics down, the one with the most countries first."""
    found = []
    for topic in catalogue.topics:
        regions = {authority.region for authority in topic.authorities if authority.region}
        everywhere = sum(1 for authority in topic.authorities if not authority.region)
        found.append((topic.id, len(regions), everywhere))
    found.sort(key=lambda row: (-row[1], row[0]))
    rows: list[list[object]] = [list(row) for row in found[:_SHOWN]]
    if left := found[_SHOWN:]:
        rows.append([f"{len(left)} more", f"{left[-1][1]} to {left[0][1]}", f"{min(row[2] for row in left)} or more"])
    headings = ["Topic", "Countries with an authority of their own", "Authorities for everywhere"]
    return headings, rows


def _authorities(catalogue: Catalogue) -> Iterator[Authority]:
    return (authority for topic in catalogue.topics for authority in topic.authorities)


def _listed(links: Mapping[str, object], key: str) -> int:
    held = links.get(key)
    return len(held) if isinstance(held, list) else 0


def _most(counted: Counter[str]) -> list[list[object]]:
    """The commonest first, what is left added up."""
    rows: list[list[object]] = [list(pair) for pair in counted.most_common(_SHOWN)]
    left = counted.most_common()[_SHOWN:]
    if left:
        rows.append([f"{len(left)} more", sum(count for _, count in left)])
    return rows


def _table(title: str, headings: list[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield from (f"### {title}", "")
    yield "| " + " | ".join(headings) + " |"
    yield "|" + " --- |" * len(headings)
    yield from ("| " + " | ".join(map(str, row)) + " |" for row in rows)
    yield ""


if __name__ == "__main__":
    main()
