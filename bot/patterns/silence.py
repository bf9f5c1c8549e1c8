"""When a pattern that was found says nothing: the message denies it, asks about it, or reports that it was checked.

A pattern is about a claim. "Poppies are banned" makes it; "Are poppies banned?", "No, poppies are not banned" and
"Fact check: poppies ban" do not, and being told off for asking is worse than no answer.
"""

from __future__ import annotations

import re
from typing import Final

from bot.patterns.denials import DENIALS, denied_before
from bot.patterns.fold import Folded
from bot.patterns.index import Hit, Index

NEAR_WORDS: Final = 60
"""How near a silencing wording must be in a long message, unless it stands in the opening."""
OPENING_WORDS: Final = 25
_EVERY: Final = -1
"""The owner of wordings that silence every pattern."""
_DENIAL_WORDS: Final = 4
"""How many words before a silencing wording a denial of it may stand."""
_TAKES_BACK: Final = DENIALS | {b"thought", b"pensaba", b"creia", b"pensei", b"dachte", b"pensais"}
"""What undoes a silencing word: "this is NOT a hoax", "I too thought it was a hoax"."""
_MAX_SENTENCE: Final = 400
"""Characters looked through for a sentence's start or end."""

_QUESTION_MARKS: Final = frozenset("?？؟")
_sentence_end: Final = re.compile(r"[?!？！؟]+|[.。।](?=\s|$)|\n").search
_sentence_start: Final = re.compile(r".*(?:[?!？！؟。।\n]|\.\s)", re.DOTALL).match
_assertion: Final = re.compile(
    r"\W*(?:did you know|have you heard|don'?t you know|sab[ií]as|sabe usted|sab[ií]an|voc[eê] sabia|"
    r"saviez[- ]vous|tu savais|savais[- ]tu|wusstest du|wussten sie|sapevi|tahukah|هل تعلم|क्या आप जानते|"
    r"你知道|你知唔知)",
    re.IGNORECASE,
).match
"""Openings that ask for show: what follows is asserted."""
_refusal: Final = re.compile(r"\W*(?:no|non|n[aã]o|nein|nee|нет)\s*[,:;.!–—]", re.IGNORECASE).match
_label: Final = re.compile(
    r"\W*(?:fact[- ]?check(?:ed|ing)?|false|fake|fake news|hoax|scam alert|misleading|debunked|myth|rumou?r|satire|"
    r"verificaci[oó]n|falso|bulo|enga[nñ]oso|desmentido|mito|"
    r"verifica[cç][aã]o|boato|mentira|enganoso|faux|intox|d[eé]sinformation|falsch|faktencheck|mythos|"
    r"hoaks?|salah|disinformasi|cek fakta|फैक्ट चेक|झूठ|फर्जी|خبر كاذب|إشاعة|شائعة|"
    r"谣言|謠言|辟谣|闢謠|假消息)\s*[:：|\]–—-]",
    re.IGNORECASE,
).match
"""How fact-checkers label a message: the verdict first, then a colon, bar or dash."""


class Silence:
    """What there is in one message that silences patterns.

    Args:
        folded: the message.
        unless: the silencing wordings; owner -1 silences every pattern, another owner that pattern.
    """

    def __init__(self, folded: Folded, unless: Index) -> None:
        self._folded = folded
        self._labelled = any(_label(line) for line in folded.text[:2000].splitlines()[:12])
        self._unless = [hit for hit in unless.find(folded) if not self._taken_back(hit)]

    def covers(self, hit: Hit) -> bool:
        """Whether the message does not make the claim that ``hit`` found."""
        return (
            self._labelled or any(self._silences(quiet, hit) for quiet in self._unless) or self._asks_or_denies(hit)
        )

    @staticmethod
    def _silences(quiet: Hit, hit: Hit) -> bool:
        if quiet.owner not in {_EVERY, hit.owner} or _is_its_own_word(quiet, hit):
            return False
        return quiet.start < OPENING_WORDS or -NEAR_WORDS < quiet.start - hit.start < NEAR_WORDS

    def _taken_back(self, hit: Hit) -> bool:
        """Whether a denial stands right before a silencing wording, as in "this is NOT a hoax"."""
        words, first = self._folded.words, max(hit.start - _DENIAL_WORDS, 0)
        denied = [place for place in range(first, hit.start) if words[place] in _TAKES_BACK]
        return bool(denied) and not self._parted(denied[-1], hit.start)

    def _parted(self, left: int, right: int) -> bool:
        """Whether a comma or the like stands between two words: in "No, it's a hoax" nothing is taken back."""
        spans = self._folded.spans
        return any(mark in self._folded.text[spans[left][1] : spans[right][0]] for mark in ",;:.!?")

    def _asks_or_denies(self, hit: Hit) -> bool:
        text, spans = self._folded.text, self._folded.spans
        start, end = spans[hit.start][0], spans[hit.end - 1][1]
        sentence = _start_of_sentence(text, start)
        if _refusal(text, sentence, end) or denied_before(self._folded.words, hit.start):
            return True
        closing = _sentence_end(text, end, end + _MAX_SENTENCE)
        asked = bool(closing) and not _QUESTION_MARKS.isdisjoint(closing[0] if closing else "")
        return asked and not _assertion(text, sentence, end)


def _is_its_own_word(quiet: Hit, hit: Hit) -> bool:
    """Whether a silencing word is part of what the pattern says, as in "the climate is a hoax"."""
    at_an_end = quiet.start == hit.start or quiet.end == hit.end
    return quiet.owner == _EVERY and quiet.end - quiet.start == 1 and at_an_end


def _start_of_sentence(text: str, place: int) -> int:
    low = max(place - _MAX_SENTENCE, 0)
    before = _sentence_start(text, low, place)
    return before.end() if before else low
