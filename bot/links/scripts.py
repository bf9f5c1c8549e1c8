"""What kind of writing a character belongs to, where that tells an address from the sentence round it."""

from __future__ import annotations

GLUED = (
    "\u0590-\u08ff\u0900-\u109f\u1100-\u11ff\u1200-\u139f\u1780-\u17ff"  # Hebrew ... Myanmar, Jamo, Ethiopic, Khmer
    "\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"  # kana, ideographs, Hangul
    "\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00020000-\U0003ffff"  # their compatibility forms
)
"""Scripts that never share a word with Latin letters, as ranges for a character class: where one of them
meets a Latin letter with nothing between, an address ended and a sentence goes on. Cyrillic and Greek are not
among them: ``gооgle.com`` with two Cyrillic letters must be seen whole to be recognised as a fake."""

STOPS = (
    "\\x00-\\x20\\x7f-\\xa0\u1680\u2000-\u200b\u2028-\u202f\u205f-\u2069\u3000\ufeff\ufff9-\uffff"  # blanks, controls
    "\u200e\u200f\u061c"  # direction marks
    '<>"`^«»‹›“”„‟'  # what the URL Standard encodes, and quotes
    "。．｡，、；：！？…‥（）［］｛｝｟｠「」『』【】〔〕〖〗《》〈〉｢｣＂＇｜＜＞"  # East Asian
    "،؛؟۔٪।॥։՝՞׃״፡-፨។៕།༎။၊"  # Arabic, Devanagari, Armenian, Hebrew, Ethiopic, Khmer, Tibetan, Myanmar
)
"""Characters that end an address wherever they stand, as ranges for a character class."""

MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7"
    "\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0ddf"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a\u200c\u200d"
)
"""Vowel signs and joiners inside a label, which a ``\\w`` leaves out."""

EMOJI = "\U0001f000-\U0001faff\ufe0f\u20e3\U000e0000-\U000e007f"
"""Pictures, which are part of a host now and then and of a path hardly ever."""
