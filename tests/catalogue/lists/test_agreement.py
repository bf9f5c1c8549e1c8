"""Agreement between raters is counted as readers would be told it."""

from __future__ import annotations

from bot.catalogue.lists.agreement import Agreement, LeftOut, agreement, left_out, readings
from bot.catalogue.lists.record import Row
from bot.catalogue.rows import Rater, Reading
from bot.model import Reliability

GOOD, MIXED, BAD, MADE_UP = Reliability
ALL = {
    "one": {"a": GOOD, "b": BAD, "c": MIXED, "d": MADE_UP},
    "two": {"a": GOOD, "b": MADE_UP, "c": BAD, "e": GOOD},
    "three": {"a": BAD},
    "four": {"z": BAD},
}


def test_two_raters_are_compared_on_what_both_rate() -> None:
    """Alike, one step apart and further apart are told apart; who shares nothing is not in the table."""
    assert agreement(ALL) == (
        Agreement("one", "two", both=3, same=1, near=2, far=0),
        Agreement("one", "three", both=1, same=0, near=0, far=1),
        Agreement("three", "two", both=1, same=0, near=0, far=1),
    )


def test_a_list_left_out_shows_what_the_others_know() -> None:
    """How many of its bad hosts would have been warned about, and how many of its sound ones wrongly."""
    assert left_out(ALL) == (
        LeftOut("four", bad=1, warned=0, sound=0, alarmed=0),
        LeftOut("one", bad=2, warned=1, sound=1, alarmed=1),
        LeftOut("three", bad=1, warned=0, sound=0, alarmed=0),
        LeftOut("two", bad=2, warned=1, sound=2, alarmed=1),
    )


def test_the_worst_of_several_words_counts_and_words_without_a_grade_do_not() -> None:
    """A kind such as satire is no grade."""
    words = {"bad": Reading(BAD), "good": Reading(GOOD), "satire": Reading()}
    rater = Rater("r", "R", "https://r.example/", words)
    rows = [Row("a", "bad"), Row("a", "good"), Row("b", "satire"), Row("c", "unknown")]
    assert readings(rows, rater) == {"a": BAD}
