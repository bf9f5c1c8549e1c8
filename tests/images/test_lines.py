"""Lines read off a picture, put together."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.images.lines import MOST_CHARACTERS, Line, joined


def line(text: str, left: float, top: float, width: float = 200, height: float = 20, score: float = 0.9) -> Line:
    """Return a line where it stands."""
    return Line(text, score, left, top, left + width, top + height)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ""),
        ([line("they are banned", 10, 30), line("Poppies:", 10, 5)], "Poppies: they are banned"),
        # a caption above and one below a picture are two blocks
        ([line("Above", 0, 0), line("below", 0, 400)], "Above\nbelow"),
        # two columns are read one after the other
        (
            [line("one", 0, 0), line("three", 400, 0), line("two", 0, 24), line("four", 400, 24)],
            "one two\nthree four",
        ),
        # a line that was found in pieces, one of them a little lower
        ([line("are", 70, 3, 40), line("Poppies", 0, 0, 65), line("banned", 115, 1, 60)], "Poppies are banned"),
        # a heading three times as high is a block of its own
        ([line("News", 0, 0, height=60), line("small print", 0, 62)], "News\nsmall print"),
        ([line("misinfor-", 0, 0), line("mation spreads", 0, 24)], "misinformation spreads"),
        ([line("Covid-", 0, 0), line("19 is over", 0, 24)], "Covid- 19 is over"),
        ([line("leaves", 0, 0, score=0.2), line(" ", 0, 24)], ""),
        # typeset in capitals is no shouting; an address keeps its letters
        ([line("SHOPS HAVE BANNED POPPIES", 0, 0)], "shops have banned poppies"),
        ([line("SEE THE TRUTH AT HTTPS://A.EXAMPLE/Xy", 0, 0)], "see the truth at HTTPS://A.EXAMPLE/Xy"),
        ([line("NASA: BBC", 0, 0)], "NASA: BBC"),
        # a wheel and a fence
        ([line("8", 0, 0), line("idd", 300, 200)], ""),
    ],
)
def test_lines_are_read_as_a_person_reads_them(lines: list[Line], words: str) -> None:
    """Blocks from the top down, columns one after the other, memes without their capitals."""
    assert joined(lines) == words


_PLACES = st.floats(min_value=-1e6, max_value=1e6)
_TEXTS = st.text(alphabet="abcXYZ- /", max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(Line, _TEXTS, st.floats(0, 1), _PLACES, _PLACES, _PLACES, _PLACES), max_size=12))
@example([line("x", 0, 0, 0, 0)] * 200)
@example([line("abc", 0, 0), line("X", 0, 0)])
def test_no_letter_is_lost_or_made_up(lines: list[Line]) -> None:
    """Whatever an engine claims of places, each readable line's letters come once."""
    readable = "".join(each.text for each in lines if each.score >= 0.6)
    if sum(map(str.isalpha, readable)) < 4:
        readable = ""
    assert sorted(_letters(joined(lines))) == sorted(_letters(readable))


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char not in "- \n")


def test_a_document_is_read_at_its_beginning() -> None:
    """A picture of a page of print is cut, so that no picture costs more than a message."""
    assert len(joined([line("x" * 100, 0, 24 * number) for number in range(300)])) == MOST_CHARACTERS
