"""The words that deny, in folded spelling.

Between two terms of a wording, shortly before the second, they turn what it says into its opposite: "poppies are
not banned". A wording that itself denies ("no longer sold") has them among its terms, where they do not count.
All languages are one set, because words that languages share ("causa") make a wording of one fit another; only
the Portuguese "no" is "in the".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.patterns import fold


def _folded(*written: str) -> frozenset[bytes]:
    return frozenset(word for words in written for word in fold.line(words).split())


DENIALS: Final = _folded(
    # English
    "not no never nor neither nobody cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt hasnt havent",
    "hadnt shouldnt couldnt aint unlikely false falsely untrue hardly",
    # Spanish, Portuguese, French, Italian
    "nunca jamas tampoco nadie ningun ninguna ninguno falso falsamente",
    "nao jamais nem ninguem nenhum nenhuma falsa",
    "n pas aucun aucune faux faussement",
    "non nessun nessuna nessuno",
    # German, Dutch
    "nicht nie niemals kein keine keinen keiner keinem weder niemand falsch niet nooit geen",
    # Indonesian, Turkish
    "tidak bukan belum tak degil yok",
    # Hindi, Arabic, Russian, Chinese, Japanese
    "नहीं नही न मत nahi nahin nhi",
    "لا ليس ليست لم لن غير ولا وليس وليست ولم ولن وغير",
    "не нет никогда",
    "不 没 沒 无 無 未",
)
_PORTUGUESE: Final = DENIALS - {b"no"}
_NONE: Final = _folded("kein keine keinen keinerlei ningun ninguna nenhum nenhuma aucun aucune nessun nessuna geen")
_NO: Final = b"no"
_NOT: Final = b"not"
_VERB_DENIED: Final = _folded("doesnt didnt wont isnt arent wasnt werent hasnt havent")
_BEFORE_NOT: Final = _folded("does did will is are was were has have had would")
_BEFORE_NO: Final = _folded(
    "is are was were be been has have had having contain contains contained find finds found see saw seen show shows",
    "showed with of cause causes caused report reported got get there know knows knew issued announced made",
)


def denials(language: str) -> frozenset[bytes]:
    """The words that deny between the terms of a wording in this language (BCP 47)."""
    return _PORTUGUESE if language.startswith("pt") else DENIALS


def denied_before(words: Sequence[bytes], place: int) -> bool:
    """Whether the word at ``place`` is denied: "there are no worms", "keine Würmer", "does not pay", "No poppies...".

    A bare "no" is not enough, since in Spanish it opens half of all warnings ("no abras"), nor is "do not".
    """
    if not place:
        return False
    before, two_before = words[place - 1], words[place - 2] if place > 1 else b""
    if before == _NO:
        return not two_before or two_before in _BEFORE_NO
    return before in _NONE or before in _VERB_DENIED or (before == _NOT and two_before in _BEFORE_NOT)
