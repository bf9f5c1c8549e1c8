"""What the two processes say to each other."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import PictureError
from bot.images.lines import Line
from bot.images.wire import Found, as_answer, as_refusal, parsed
from bot.images.worker import answer_to
from bot.model import GapReason

_NUMBERS = st.floats(allow_nan=False)
_LINES = st.builds(Line, st.text(), _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)


@settings(max_examples=60)
@given(st.builds(Found, st.lists(_LINES, max_size=3).map(tuple), st.lists(st.text(), max_size=3).map(tuple)))
@example(Found(codes=("\ud800",)))
def test_what_was_found_arrives(found: Found) -> None:
    """Lines and codes come out as they went in, whatever letters they hold."""
    assert parsed(as_answer(found)) == found


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@example(b"[]")
@example(b"{}")
@example(b'{"lines": [{"text": 1}], "codes": [], "words_unread": 0}')
@example(b'{"lines": [{"text": "", "score": 1, "height": 2}], "codes": [], "words_unread": 0}')
@example(b"[" * 60_000)
def test_a_worker_that_was_taken_over_says_nothing(answer: bytes) -> None:
    """Whatever else comes is a ValueError and nothing worse."""
    with pytest.raises(ValueError):  # noqa: PT011 - of json, of struct or ours
        parsed(answer)


class _Failing:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def read(self, data: bytes) -> Found:
        """Fail."""
        raise self._error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PictureError(GapReason.PICTURE_TOO_LARGE), GapReason.PICTURE_TOO_LARGE),
        (MemoryError(), GapReason.PICTURE_TOO_LARGE),
        (RuntimeError("onnx"), GapReason.PICTURE_BROKEN),
    ],
)
def test_every_fault_of_a_library_has_a_reason(error: Exception, reason: GapReason) -> None:
    """The worker goes on, and the reason is sent."""
    assert answer_to(_Failing(error), b"x") == as_refusal(reason.value)
    assert parsed(as_refusal(reason.value)) == reason.value
