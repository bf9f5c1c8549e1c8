"""The shape of sources.yaml, as docs/sources.md describes it to its authors."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.catalogue.lists.subscription import Format, Paths, Use
from bot.catalogue.rows import KINDS, READINGS, SIGNAL_KINDS
from bot.catalogue.shape import Choice, ListOf, MapOf, OneOrMore, Record, Shape, Text, TextOr


def _web_address_problem(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return "is not a web address"
    if parts.scheme not in {"http", "https"} or "." not in host or re.search(r"[\s<>\"]", text):
        return "is not a web address"
    return "" if "@" not in parts.netloc else "has a user name in it"


def _date_problem(text: str) -> str:
    year, month, day = (int(part) for part in (*text.split("-"), "1", "1")[:3])
    if not 1 <= month <= 12 or not 1 <= day <= _days(year, month):
        return "is no date of the calendar"
    return ""


def _days(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST = rf"(?![^/]*[A-Z]){_LABEL}(?:\.{_LABEL})+"
WORDS = Text()
ID = Text("an id of small letters, digits and hyphens", "who-vaccines", r"[a-z0-9]+(?:-[a-z0-9]+)*")
URL = Text("a web address", "https://www.who.int/", check=_web_address_problem)
DATE = Text("a date", "2026, 2026-04 or 2026-04-30", r"\d{4}(?:-\d\d(?:-\d\d)?)?", _date_problem)
LANGUAGE = Text("a language code", "en, es or pt-BR", r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
COUNTRY = Text("a country code of two capitals", "GB", r"[A-Z]{2}")
HOST = Text("a host", "bbc.co.uk", _HOST)
SUBJECT = Text(
    "a host, or a host with a path, in small letters and without https://",
    "bbc.co.uk or forbes.com/sites",
    rf"{_HOST}(?:/[^\s?#]*[^\s?#/])?",
)
NAME = Text("a parameter's name, * for any ending", "utm_*", r"[^\s&=#]+")
TEXTS = MapOf(LANGUAGE, WORDS, needs=("en", "es"))
NOTE = MapOf(LANGUAGE, WORDS, at_least=1)
WORDINGS = MapOf(LANGUAGE, ListOf(TextOr(ListOf(WORDS, at_least=2)), at_least=1))
KIND = Choice(KINDS, "a kind of source")

AUTHORITY = Record(
    {"title": WORDS, "publisher": WORDS, "url": URL},
    {"language": LANGUAGE, "region": COUNTRY},
)
RATER = Record(
    {"name": WORDS, "url": URL, "words": MapOf(WORDS, OneOrMore(Choice([*READINGS, *KINDS], "a reading")))},
    {"derived_from": ID},
)
RATING = Record({"rater": ID, "rating": WORDS}, {"as_of": DATE, "url": URL})
SOURCE = Record(
    {"name": WORDS, "host": SUBJECT},
    {
        "also": ListOf(SUBJECT),
        "kind": KIND,
        "country": COUNTRY,
        "language": OneOrMore(LANGUAGE),
        "url": URL,
        "note": NOTE,
        "ratings": ListOf(RATING),
    },
)
REVIEW = Record(
    {"publisher": WORDS, "rating": WORDS, "url": URL},
    {"date": DATE, "claim": WORDS, "claimant": WORDS, "language": LANGUAGE},
)
PATTERN = Record(
    {
        "id": ID,
        "topic": ID,
        "title": TEXTS,
        "says": WORDINGS,
        "known": TEXTS,
        "authorities": ListOf(AUTHORITY, at_least=1),
    },
    {"since": DATE, "unless": WORDINGS, "reviews": ListOf(REVIEW)},
)
SIGNAL = Record({"kind": Choice(SIGNAL_KINDS, "a kind of wording"), "says": WORDINGS})
TOPIC = Record(
    {
        "name": TEXTS,
        "words": MapOf(LANGUAGE, ListOf(WORDS, at_least=1), at_least=1),
        "authorities": ListOf(AUTHORITY, at_least=1),
    }
)
PLATFORM = Record(
    {
        "id": ID,
        "name": WORDS,
        "hosts": ListOf(HOST, at_least=1),
        "report": Record({"url": URL, "how": TEXTS}),
    },
    {"illegal": Record({"url": URL})},
)
ANY_SUFFIX_HOST = Text(
    "a host, or a name under any suffix",
    "l.facebook.com or google.*",
    rf"{_LABEL}(?:\.{_LABEL})*(?:\.\*)?",
)
TRACKING_HOST = Text(
    "a host, a name under any suffix, or either with a path",
    "youtube.com, google.* or google.*/search",
    rf"{ANY_SUFFIX_HOST.pattern}(?:/\S*)?",
)
WRAPPER = Record(
    {"host": ANY_SUFFIX_HOST, "parameter": OneOrMore(NAME)},
    {"path": Text("a path, * for any ending", "/url", r"[/*]\S*")},
)
LINKS = Record(
    {},
    {
        "shorteners": ListOf(HOST),
        "archives": ListOf(HOST),
        "wrappers": ListOf(WRAPPER),
        "tracking": Record({}, {"everywhere": ListOf(NAME), "hosts": MapOf(TRACKING_HOST, ListOf(NAME))}),
    },
)
YES_NO = Choice(("yes", "no"), "yes or no")
COUNT = Text("a number", "1000", r"\d{1,9}")
PAGE = Text("a web address with columns in braces", "https://example.org/wiki/{shortcut}", r"https?://\S+")
LIST = Record(
    {"id": ID, "title": WORDS, "format": Choice([each.value for each in Format], "a format of lists")},
    {
        "url": OneOrMore(URL),
        "rater": ID,
        "for": Choice([each.value for each in Use], "what the list is for"),
        "on": YES_NO,
        "why_off": WORDS,
        "rows": WORDS,
        "host": WORDS,
        "rating": WORDS,
        "says": WORDS,
        "words": MapOf(WORDS, WORDS),
        "as_of": WORDS,
        "name": WORDS,
        "page": PAGE,
        "paths": Choice([each.value for each in Paths], "what becomes of paths"),
        "licence": WORDS,
        "attribution": WORDS,
        "every": Text("a number of hours or days", "7 days", r"[1-9]\d{0,3} (?:hours?|days?)"),
        "at_least": COUNT,
        "may_shrink": Text("a share from 0 to 100", "30", r"100|\d{1,2}"),
        "may_rate": ListOf(SUBJECT),
        "leave_out": ListOf(SUBJECT),
    },
)
REVIEWER = MapOf(Choice([*READINGS], "a reading"), ListOf(WORDS, at_least=1), at_least=1)
FILE: Shape = Record(
    {"version": Choice(["1"], "the version of this format")},
    {
        "raters": MapOf(ID, RATER),
        "reviewers": MapOf(Text("a fact-checker's host, or all", "snopes.com", rf"{_HOST}|all"), REVIEWER),
        "sources": ListOf(SOURCE),
        "patterns": ListOf(PATTERN),
        "unless_any": WORDINGS,
        "signals": ListOf(SIGNAL),
        "topics": MapOf(ID, TOPIC),
        "platforms": ListOf(PLATFORM),
        "links": LINKS,
        "lists": ListOf(LIST),
    },
)
