"""The words that deny, by language, in folded spelling.

Between two terms of a wording, shortly before the second, they turn what it says into its opposite: "poppies are
not banned". A wording that itself denies ("no longer sold") has them among its terms, where they do not count.
"""

from __future__ import annotations

from typing import Final

from bot.patterns import fold

_WRITTEN: Final = {
    "en": (
        "not no never nor neither nobody cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt hasnt "
        "havent hadnt shouldnt couldnt aint unlikely false falsely untrue hardly"
    ),
    "es": "no nunca jamas ni tampoco nadie ningun ninguna ninguno falso falsamente",
    "pt": "nao nunca jamais nem tampouco ninguem nenhum nenhuma falso",
    "fr": "ne n pas jamais ni aucun aucune personne faux faussement",
    "de": "nicht nie niemals kein keine keinen keiner keinem weder niemand falsch",
    "it": "non mai nessun nessuna nessuno ne falso",
    "nl": "niet nooit geen niemand",
    "id": "tidak bukan belum tak jangan tanpa hoaks",
    "tr": "degil yok",
    "hi": "नहीं नही न मत ना nahi nahin nhi",
    "ar": "لا ليس ليست لم لن غير",
    "ru": "не нет никогда ни",
    "zh": "不 没 沒 无 無 未",
    "ja": "ない ません",
}
DENIALS: Final = {language: frozenset(fold.line(words).split()) for language, words in _WRITTEN.items()}
"""Language -> folded words that deny."""
