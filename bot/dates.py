"""Dates as strangers write them -> aware datetimes. Nonsense and guesses become None: no date beats a wrong one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""The web is younger; what claims to be older is a database's zero or a mistake."""
_SLACK: Final = timedelta(days=1)
"""How far ahead of our clock a date may lie: time zones and wrong clocks."""
_LONGEST: Final = 80

_TIME: Final = r"(\d{1,2})[:.hH](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?:\s*([AaPp])\.?\s?[Mm]\b\.?)?"
_ZONE: Final = r"(?:\s*\(?(?:([Zz]\b|[A-Z]{3,5}\b)?\s*([+-]\d{1,2}(?::?\d{2})?(?!\d))?))?"
_CLOCK: Final = re.compile(_TIME + _ZONE)
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_EXACT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)", re.ASCII
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_EPOCH: Final = re.compile(r"(\d{10})(\d{3})?")
_EAST: Final = re.compile(r"(\d{4})\s?[年년.]\s?(\d{1,2})\s?[月월.]\s?(\d{1,2})\s?[日일.]?(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_DOTTED: Final = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHED: Final = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_DAY_MONTH: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|d['’])?([^\s\d,./:-]{3,14})\.?,?[\s-]+(?:de[l]?\s+)?(\d{4})(?!\d)"
)
_MONTH_DAY: Final = re.compile(r"([^\s\d,./:-]{3,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_JAVASCRIPT: Final = re.compile(r"([A-Z][a-z]{2})\s+(\d{1,2})\s+\d{1,2}:\d\d:\d\d\s+(?:[A-Z]{3,4}\s+)?(\d{4})")

# Offsets in minutes. Names that mean several zones (IST, CST in China) are left to their commonest use in news
# metadata; a wrong guess is off by hours, and only the day is ever shown.
_ZONES: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420, "IST": 330, "PKT": 300, "SGT": 480, "HKT": 480, "JST": 540, "KST": 540,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip

_MONTH_NAMES: Final = (
    "january|enero|janeiro|janvier|gennaio|januar|januari|stycznia|styczeń|января|январь|січня|tammikuuta|ocak|ianuarie|ledna|leden|يناير|जनवरी|ιανουαρίου",
    "february|febrero|fevereiro|février|fevrier|febbraio|februar|februari|lutego|luty|февраля|февраль|лютого|helmikuuta|şubat|februarie|února|unor|فبراير|फरवरी|फ़रवरी|φεβρουαρίου",
    "march|marzo|março|marco|mars|märz|maerz|maart|marca|marzec|марта|март|березня|maaliskuuta|mart|martie|března|maret|مارس|मार्च|μαρτίου",
    "april|abril|avril|aprile|kwietnia|kwiecień|апреля|апрель|квітня|huhtikuuta|nisan|aprilie|dubna|أبريل|ابريل|अप्रैल|απριλίου",
    "may|mayo|maio|mai|maggio|mei|maj|maja|мая|май|травня|toukokuuta|mayıs|května|مايو|मई|μαΐου",
    "june|junio|junho|juin|giugno|juni|czerwca|czerwiec|июня|июнь|червня|kesäkuuta|haziran|iunie|června|يونيو|जून|ιουνίου",
    "july|julio|julho|juillet|luglio|juli|lipca|lipiec|июля|июль|липня|heinäkuuta|temmuz|iulie|července|يوليو|जुलाई|ιουλίου",
    "august|agosto|août|aout|augustus|augusti|sierpnia|sierpień|августа|август|серпня|elokuuta|ağustos|agustus|srpna|أغسطس|अगस्त|αυγούστου",
    "september|septiembre|setiembre|setembro|septembre|settembre|sept|września|wrzesień|сентября|сентябрь|вересня|syyskuuta|eylül|septembrie|září|سبتمبر|सितंबर|सितम्बर|σεπτεμβρίου",
    "october|octubre|outubro|octobre|ottobre|oktober|października|październik|октября|октябрь|жовтня|lokakuuta|ekim|octombrie|října|أكتوبر|अक्टूबर|अक्तूबर|οκτωβρίου",
    "november|noviembre|novembro|novembre|listopada|listopad|ноября|ноябрь|листопада|marraskuuta|kasım|noiembrie|نوفمبر|नवंबर|नवम्बर|νοεμβρίου",
    "december|diciembre|dezembro|décembre|decembre|dicembre|dezember|grudnia|grudzień|декабря|декабрь|грудня|joulukuuta|aralık|decembrie|prosince|desember|desembre|ديسمبر|दिसंबर|दिसम्बर|δεκεμβρίου",
)


def _month_table() -> dict[str, int]:
    """Every name, and every beginning of three letters or more that means one month only."""
    seen: dict[str, set[int]] = {}
    whole: dict[str, int] = {}
    for number, names in enumerate(_MONTH_NAMES, start=1):
        for name in names.split("|"):
            whole[name] = number
            for length in range(3, len(name)):
                seen.setdefault(name[:length], set()).add(number)
    return {start: numbers.pop() for start, numbers in seen.items() if len(numbers) == 1} | whole | {"mar": 3}


_MONTHS: Final = _month_table()


def read_date(text: str, now: datetime, language: str = "") -> datetime | None:
    """Read one date as a page or a feed writes it.

    ISO 8601 in its loose forms, RFC 2822, JavaScript's, Unix seconds and milliseconds, day and month in words in
    some twenty languages, and numbers where their order is sure.

    Args:
        text: the date; at most its first 80 characters are read.
        now: the clock; a date more than a day ahead of it is refused.
        language: BCP 47 tag of the page, which settles 03/04/2021: "en-US" puts the month first, languages other
            than English the day; plain "en" settles nothing.

    Returns:
        An aware datetime between 1990 and tomorrow, in UTC where no zone is given; None for anything else.
    """
    text = " ".join(text[:_LONGEST].split())
    if _EXACT.fullmatch(text):
        return _from_exact(text, now)
    if not any(char.isdigit() for char in text):
        return None
    if not text.isascii():
        text = "".join(str(int(char)) if char.isdecimal() and char > "9" else char for char in text)
    for reader in (_from_iso, _from_figures, _from_words):
        moment = reader(text)
        if moment:
            return _plausible(moment, now)
    moment = _from_slashes(text, language)
    return _plausible(moment, now) if moment else None


def _from_exact(text: str, now: datetime) -> datetime | None:
    """Read the one form that nine in ten pages use, in a third of the time."""
    try:
        return _plausible(datetime.fromisoformat(text), now)
    except ValueError:
        return None


def iso_day(text: str, now: datetime) -> str:
    """Return the ISO date of ``text``, or "" where it holds none."""
    moment = read_date(text, now)
    return moment.date().isoformat() if moment else ""


def _plausible(moment: datetime, now: datetime) -> datetime | None:
    return moment if EARLIEST <= moment <= now + _SLACK else None


def _from_iso(text: str) -> datetime | None:
    found = _ISO.search(text) or _YEAR_FIRST.match(text) or _EAST.search(text)
    return _moment(found[1], found[2], found[3], text[found.end() :]) if found else None


def _from_figures(text: str) -> datetime | None:
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    found = _COMPACT.fullmatch(text)
    if found:
        clock = f"{found[4]}:{found[5]}:{found[6] or '00'}{found[7] or ''}" if found[4] else ""
        return _moment(found[1], found[2], found[3], clock)
    found = _DOTTED.search(text)
    return _moment(found[3], found[2], found[1], text[found.end() :]) if found else None


def _from_words(text: str) -> datetime | None:
    lower = text.casefold()
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        for found in pattern.finditer(lower):
            month = _MONTHS.get(found[order[1]])
            if month:
                return _moment(
                    found[order[0]], str(month), found[order[2]], text[found.end() :] or text[: found.start()]
                )
    found_js = _JAVASCRIPT.search(text)
    month = _MONTHS.get(found_js[1].lower()) if found_js else None
    return _moment(found_js[3], str(month), found_js[2], text) if found_js and month else None


def _from_slashes(text: str, language: str) -> datetime | None:
    found = _SLASHED.search(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    tag = language.lower()
    if second > 12 or (first <= 12 and tag == "en-us"):
        first, second = second, first
    elif first <= 12 and first != second and tag in {"", "en"}:
        return None
    return _moment(found[3], str(second), str(first), text[found.end() :])


def _moment(year: str, month: str, day: str, rest: str) -> datetime | None:
    hour, minute, second = 0, 0, 0
    zone = UTC
    clock = _CLOCK.search(rest)
    if clock:
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
        zone = _zone(clock[5] or "", clock[6] or "")
    try:
        return datetime(int(year), int(month), int(day), hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None


def _zone(name: str, offset: str) -> timezone:
    minutes = _ZONES.get(name.upper(), 0)
    if offset:
        digits = offset[1:].replace(":", "")
        hours, rest = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        minutes = (hours * 60 + rest) * (-1 if offset[0] == "-" else 1)
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else UTC
