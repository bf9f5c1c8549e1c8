"""Times go in and come out the same, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.store.database import EPOCH, fit, from_micros, statements, to_micros


@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime.max.replace(tzinfo=UTC))
@example(datetime.min.replace(tzinfo=UTC))
def test_times_come_back_to_the_microsecond(at: datetime) -> None:
    """No float rounds a moment away."""
    assert from_micros(to_micros(at)) == at


def test_times_of_other_zones_are_the_same_moment() -> None:
    """A zone is a way to write a moment, and no part of it."""
    at = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert to_micros(at) == to_micros(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    """Guessing a zone would shift what is deleted when."""
    with pytest.raises(TypeError):
        to_micros(EPOCH.replace(tzinfo=None))


@given(st.text())
@example("\ud800\udc00\0")
def test_whatever_is_fit_can_be_written_as_utf_8(text: str) -> None:
    """Either database takes it, and what is fit already is left as it is."""
    fitted = fit(text)
    assert isinstance(fitted, str)
    fitted.encode()
    assert "\0" not in fitted
    assert fit(fitted) == fitted


def test_numbers_are_fit() -> None:
    """Only text is looked at."""
    assert (fit(0), fit(None)) == (0, None)


def test_statements_are_told_apart_by_semicolons() -> None:
    """Empty ones are no statements."""
    assert list(statements(" a b;\n\n c ; ")) == ["a b", "c"]
