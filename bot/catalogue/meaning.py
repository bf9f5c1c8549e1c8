"""What must hold between the rows of sources.yaml, beyond each one's shape.

Every check tolerates rows of a wrong shape (schema.py has named those), so that all faults come out at once.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import publicsuffixlist
from tldextract import TLDExtract

from bot.catalogue.plain import Flaw, Path, Plain
from bot.catalogue.rows import KINDS, PLATFORM_KINDS
from bot.catalogue.schema import SUBJECT
from bot.catalogue.subject import split
from bot.catalogue.tolerant import label, list_at, mapping_at, rows_of, suggest, text_at, value_at
from bot.model import Kind


def flaws(data: Plain, today: date) -> Iterator[Flaw]:
    """Every contradiction between rows, and every date after ``today``."""
    yield from _raters(data)
    yield from _sources(data)
    yield from _suffixes(data)
    yield from _repeated(data, ("sources",), _subjects(data))
    yield from _repeated(data, ("platforms",), _listed_hosts(data, ("platforms",), "hosts"))
    yield from _ids(data)
    yield from _topics(data)
    yield from _future(data, (), today + timedelta(days=1))


def _raters(data: Plain) -> Iterator[Flaw]:
    raters = mapping_at(data, "raters")
    for key, row in raters.items():
        origin = text_at(row, "derived_from")
        path: Path = ("raters", key, "derived_from")
        if origin and origin not in raters:
            yield Flaw(path, f'names "{origin}", which is not one of the raters', suggest(origin, raters))
        elif origin and key in _origins(raters, origin):
            yield Flaw(path, "leads back to itself", "Remove it from the rater that judges for itself")


def _origins(raters: dict[str, Plain], start: str) -> list[str]:
    chain: list[str] = []
    while start and start in raters and start not in chain:
        chain.append(start)
        start = text_at(raters[start], "derived_from")
    return chain


def _sources(data: Plain) -> Iterator[Flaw]:
    raters = mapping_at(data, "raters")
    for path, row in rows_of(data, "sources"):
        if "kind" not in row and not row.get("ratings"):
            yield Flaw(path, "says neither what kind of source this is nor who rates it", "Add `kind:` and `url:`")
        if "kind" in row and "url" not in row:
            yield Flaw(path, "gives a `kind` without the page that shows it", "Add `url:`")
        for at, rating in enumerate(list_at(row, "ratings")):
            yield from _rating(rating, raters, (*path, "ratings", at))


def _rating(rating: Plain, raters: dict[str, Plain], path: Path) -> Iterator[Flaw]:
    rater, word = text_at(rating, "rater"), text_at(rating, "rating")
    if rater and rater not in raters:
        remedy = suggest(rater, raters)
        yield Flaw((*path, "rater"), f'names "{rater}", which is not one of the raters', remedy)
        return
    words = mapping_at(raters.get(rater, ""), "words")
    if word and words and word not in words:
        problem = f'"{word}" is not one of the words of {rater}'
        yield Flaw((*path, "rating"), problem, suggest(word, words) + f"; or add it to raters.{rater}.words")


def _suffixes(data: Plain) -> Iterator[Flaw]:
    """A rating of ``co.uk`` would speak of half a country; ``github.io`` of everyone who writes there."""
    anyones, registries = _suffix_reader(private=True), _suffix_reader(private=False)
    for path, subject in _subjects(data):
        if any(True for _ in SUBJECT.flaws(subject, path)):
            continue
        host, segments = split(subject)
        kind = KINDS.get(text_at(value_at(data, path[:2]), "kind"))
        allowed = segments or kind in PLATFORM_KINDS or (kind is Kind.PRIMARY and _is_official(host))
        if anyones(host) and (not allowed or (registries(host) and not _is_official(host))):
            yield Flaw(path, f'"{host}" is a public suffix: everyone can have a name under it', _SUFFIX_REMEDY)
        elif host.startswith("www.") and not anyones(host[4:]):
            remedy = f"Write {subject[4:]}: it stands for every name under it, www. too"
            yield Flaw(path, "begins with www.", remedy)


def _suffix_reader(*, private: bool) -> Callable[[str], bool]:
    """Return whether a host is a public suffix, counting those that companies let others use where ``private``.

    Read by tldextract, another reader of the list than the one that links go by: a row must pass both.
    """
    listed = pathlib.Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat").as_uri()
    extract = TLDExtract(suffix_list_urls=(listed,), cache_dir=None, include_psl_private_domains=private)

    def is_suffix(host: str) -> bool:
        parts = extract.extract_str(host)
        return bool(parts.suffix) and not parts.domain

    return is_suffix


def _is_official(suffix: str) -> bool:
    """Whether only a state's own bodies can have a name under this suffix: ``gov.uk``, ``gob.mx``."""
    return "." in suffix and not _OFFICIAL.isdisjoint(suffix.split("."))


_OFFICIAL = frozenset({"admin", "fed", "gc", "go", "gob", "gouv", "gov", "govt", "gub", "mil", "nhs", "police"})
_SUFFIX_REMEDY = (
    "Write the whole host of the outlet. A service on which strangers publish is kind: user_generated; a suffix "
    "for a state's own bodies, such as gov.uk, is kind: primary"
)


def _repeated(data: Plain, section: Path, found: Iterator[tuple[Path, str]]) -> Iterator[Flaw]:
    first: dict[tuple[str, tuple[str, ...]], Path] = {}
    for path, subject in found:
        key = split(subject)
        if key in first:
            where = first[key]
            other = label(value_at(data, where[:2])) or str(where[1])
            problem = f"{subject} is already given in {section[0]}[{where[1]}] ({other})"
            yield Flaw(path, problem, "One outlet is one row: put both into one, or remove one")
        else:
            first[key] = path


def _ids(data: Plain) -> Iterator[Flaw]:
    for section in ("patterns", "platforms"):
        first: dict[str, int] = {}
        for path, row in rows_of(data, section):
            name = text_at(row, "id")
            if name and name in first:
                problem = f'"{name}" is already the id of {section}[{first[name]}]'
                yield Flaw((*path, "id"), problem, "Give this one an id of its own")
            first.setdefault(name, int(path[1]))


def _topics(data: Plain) -> Iterator[Flaw]:
    topics = mapping_at(data, "topics")
    for path, row in rows_of(data, "patterns"):
        topic = text_at(row, "topic")
        if topic and topic not in topics:
            problem = f'names the topic "{topic}", which is not one of the topics'
            yield Flaw((*path, "topic"), problem, suggest(topic, topics))


_DATE_KEYS = frozenset({"as_of", "since", "date"})


def _future(value: Plain, path: Path, latest: date) -> Iterator[Flaw]:
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _future(item, (*path, at), latest)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str):
                # A year or month is compared as far as it goes: 2026 is not after 2026-11-22.
                if key in _DATE_KEYS and item[:4].isdigit() and item > latest.isoformat()[: len(item)]:
                    yield Flaw((*path, key), f"{item} has not come yet", "Give the date of the page you read")
            else:
                yield from _future(item, (*path, key), latest)


def wordings(data: Plain) -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    """Every wording of the file that has the shape of one."""
    for section, key in (("patterns", "says"), ("patterns", "unless"), ("signals", "says")):
        for path, row in rows_of(data, section):
            yield from _wordings(row, (*path, key), key)
    yield from _wordings(data, ("unless_any",), "unless_any")


def _wordings(row: Plain, path: Path, key: str) -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for language, listed in mapping_at(row, key).items():
        for at, wording in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(wording, str) and wording.strip():
                yield (*path, language, at), wording
            elif isinstance(wording, list):
                terms = tuple(term for term in wording if isinstance(term, str) and term.strip())
                if len(terms) == len(wording) > 1:
                    yield (*path, language, at), terms


def _subjects(data: Plain) -> Iterator[tuple[Path, str]]:
    for path, row in rows_of(data, "sources"):
        if host := text_at(row, "host"):
            yield (*path, "host"), host
        for at, other in enumerate(list_at(row, "also")):
            if isinstance(other, str) and other:
                yield (*path, "also", at), other


def _listed_hosts(data: Plain, section: Path, key: str) -> Iterator[tuple[Path, str]]:
    for path, row in rows_of(data, str(section[0])):
        for at, host in enumerate(list_at(row, key)):
            if isinstance(host, str) and host:
                yield (*path, key, at), host
