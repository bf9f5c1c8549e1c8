"""Dates as strangers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dates import EARLIEST, iso_day, read_date

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05T10:12:00+00:00", "2024-03-05T10:12:00+00:00"),
        ("2024-03-05T10:12:00Z", "2024-03-05T10:12:00+00:00"),
        ("2024-03-05T10:12:00.1234567Z", "2024-03-05T10:12:00+00:00"),
        ("2024-03-05T10:12:00+0530", "2024-03-05T10:12:00+05:30"),
        ("2024-03-05 10:12:00 -0500", "2024-03-05T10:12:00-05:00"),
        ("2024-03-05T10:12:00+00:00[UTC]", "2024-03-05T10:12:00+00:00"),
        ("2024-03-05T10:12 CET", "2024-03-05T10:12:00+01:00"),
        ("2024-03-05", "2024-03-05T00:00:00+00:00"),
        ("2024-3-5", "2024-03-05T00:00:00+00:00"),
        ("Published: 2024-03-05", "2024-03-05T00:00:00+00:00"),
        ("20240305", "2024-03-05T00:00:00+00:00"),
        ("20240305T101200Z", "2024-03-05T10:12:00+00:00"),
        ("20240305101200", "2024-03-05T10:12:00+00:00"),
        ("1709633520", "2024-03-05T10:12:00+00:00"),
        ("1709633520000", "2024-03-05T10:12:00+00:00"),
        ("Tue, 05 Mar 2024 10:12:00 GMT", "2024-03-05T10:12:00+00:00"),
        ("Tue, 05 Mar 2024 10:12:00 +0100", "2024-03-05T10:12:00+01:00"),
        ("Tue Mar 05 2024 10:12:00 GMT+0100 (CET)", "2024-03-05T10:12:00+01:00"),
        ("Tue Mar 5 10:12:00 UTC 2024", "2024-03-05T10:12:00+00:00"),
        ("March 5, 2024", "2024-03-05T00:00:00+00:00"),
        ("Mar. 5th, 2024 10:12 pm EST", "2024-03-05T22:12:00-05:00"),
        ("5 March 2024 at 12:05 am", "2024-03-05T00:05:00+00:00"),
        ("05-MAR-2024", "2024-03-05T00:00:00+00:00"),
        ("Sept 5, 2024", "2024-09-05T00:00:00+00:00"),
        ("5 de marzo de 2024", "2024-03-05T00:00:00+00:00"),
        ("12 de outubro de 2023", "2023-10-12T00:00:00+00:00"),
        ("1er août 2024 à 10h12", "2024-08-01T10:12:00+00:00"),
        ("5. März 2024", "2024-03-05T00:00:00+00:00"),
        ("5 марта 2024 г., 10:12", "2024-03-05T10:12:00+00:00"),
        ("5 Mart 2024 Salı", "2024-03-05T00:00:00+00:00"),
        ("٥ مارس ٢٠٢٤", "2024-03-05T00:00:00+00:00"),
        ("5 मार्च 2024", "2024-03-05T00:00:00+00:00"),
        ("2024年3月5日 10:12", "2024-03-05T10:12:00+00:00"),
        ("2024년 3월 5일", "2024-03-05T00:00:00+00:00"),
        ("2024. 3. 5.", "2024-03-05T00:00:00+00:00"),
        ("2024/03/05", "2024-03-05T00:00:00+00:00"),
        ("05.03.2024 10:12", "2024-03-05T10:12:00+00:00"),
        ("25/03/2024", "2024-03-25T00:00:00+00:00"),
        ("03/25/2024", "2024-03-25T00:00:00+00:00"),
        ("2024-03-05T10:12:60Z", "2024-03-05T10:12:59+00:00"),
        ("2024-03-05T10:12:00+99:00", "2024-03-05T10:12:00+00:00"),
        ("2024-03-05T10:12:00+9", "2024-03-05T10:12:00+09:00"),
    ],
)
def test_dates_in_many_spellings(text: str, expected: str) -> None:
    """A date is read with its zone, or in UTC where none is given."""
    moment = read_date(text, NOW)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024", "2024-03", "2024-13-45", "0001-01-01T00:00:00", "1970-01-01", "1989-12-31",
     "2026-11-24", "2030-01-01", "05/03/2024", "31 February 2024", "2024-03-05T24:00:00", "9999999999",
     "5 Smarch 2024", "10:12", "2023-02-30", "12345678901234"],
)  # fmt: skip
def test_nonsense_and_guesses_are_no_date(text: str) -> None:
    """What is no date, could be two dates, is older than the web or lies in the future is None."""
    assert read_date(text, NOW) is None


@pytest.mark.parametrize(
    ("language", "expected"), [("en-US", "2024-03-04"), ("en-GB", "2024-04-03"), ("es", "2024-04-03")]
)
def test_language_settles_the_order(language: str, expected: str) -> None:
    """Numbers that could be read two ways are read as the page's language orders them."""
    moment = read_date("03/04/2024", NOW, language)
    assert moment is not None
    assert moment.date().isoformat() == expected


def test_same_day_and_month_needs_no_order() -> None:
    """04/04/2024 is one day in any order."""
    assert read_date("04/04/2024", NOW) == datetime(2024, 4, 4, tzinfo=UTC)


@settings(max_examples=150)
@given(st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["Z", "+00:00", "-13:59", "+14:00"]))  # noqa: DTZ001 - the zone is written behind
@example(datetime(2020, 2, 28, 23, 59, 59), "+05:30")  # noqa: DTZ001 - as above
def test_the_usual_form_is_read_as_any_other(moment: datetime, zone: str) -> None:
    """A whole ISO date and time means the same with or without words before it."""
    text = f"{moment.isoformat(timespec='seconds')}{zone}"
    for written in (text, text.replace("-28T", "-31T"), text.replace(":59", ":60"), text.replace("T", "T9")):
        assert read_date(written, NOW) == read_date(f"on {written}", NOW)


def test_iso_day() -> None:
    """A feed's date becomes an ISO day, or nothing."""
    assert iso_day("March 5, 2024", NOW) == "2024-03-05"
    assert iso_day("soon", NOW) == ""


@settings(max_examples=200)
@given(st.text(alphabet="0123456789-/.:TZ+, adeimMarpjunt年月日٣५", max_size=40) | st.text(max_size=40))
@example("9" * 80)
@example("²024-01-01")
@example("2024-01-01T10:12:00-14:01")
def test_never_raises_and_stays_in_range(text: str) -> None:
    """Any text gives an aware date between 1990 and tomorrow, or None."""
    moment = read_date(text, NOW)
    assert moment is None or EARLIEST <= moment <= NOW + timedelta(days=1)
