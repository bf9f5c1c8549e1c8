"""How likely a word is to stand in a message about something else: a rough guess, to choose good anchors by.

Only the order matters, and only for speed: a bad guess costs a few comparisons, never a match.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.patterns import fold

_COMMON: Final = frozenset(
    fold.line(
        # English
        "the of and to in a is that for it as was with be by on not he i this are or his from at which but "
        "have an had "
        "they you were their one all we can her has there been if more when will would who so no she do my me "
        "your him "
        "them its then than out up about into over after before just now new time people day year man woman "
        "first get "
        "go know take see come make good back only how our us what some any other very may could should also "
        "every "
        "send share please read today news world government police water free money home family children "
        "child life "
        "don dont not never never stop because being did does doing down even here like many much must need "
        "old "
        # Spanish, Portuguese, French, German, Italian
        "de la que el en y los del se las por un para con no una su al lo como mas pero sus le ya o este si "
        "porque esta "
        "entre cuando muy sin sobre tambien me hasta hay donde quien desde todo nos durante todos uno les ni "
        "contra "
        "otros ese eso ante ellos e esto antes algunos agua gente os da em um uma nao na por mais dos como "
        "mas foi ao "
        "ele das tem seu sua ou ser quando muito ha nos ja esta eu tambem so pelo pela ate isso ela entre era "
        "depois "
        "sem mesmo aos ter seus quem nas me esse eles voce le les et des est une du pas pour qui dans ce il "
        "au sur "
        "plus par je avec tout faire son mais nous comme ou si leur y dire elle avoir sont der die das und "
        "ist nicht "
        "ein eine ich sie es mit sich auf den dem im an von zu fur bei auch aus als wie nach wird oder wir "
        "bitte alle "
        "di che e il un per non una sono mi ho ma lo ha le si ti i con cosa se io come da ci questo "
        # Indonesian, Turkish
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada "
        "mereka "
        "lebih kami kita orang anak jangan bir bu da ve icin cok "
        # Hindi, Arabic, Russian
        "के का की है में से को और पर यह हैं नहीं एक ने भी कर हो तो ही या इस aap hai ki ka ke ko me se "
        "في من على ان الى عن لا ما هذا هذه كل الله يا مع هو التي الذي او بعد قبل "
        "и в не на я что он с как это по но из у за от все так же вы мы "
    ).split()
)


_IN_THE_NEWS: Final = frozenset(
    fold.line(
        "trump obama biden clinton president minister secretary governor mayor house senate congress "
        "parliament "
        "republicans democrats election campaign votes vote party court judge law federal officials officer "
        "police "
        "military soldiers army navy attack attacked killed killing dead death died shot shooting arrested "
        "charged "
        "prison suicide crash explosion fire storm earthquake climate health hospital doctor doctors patients "
        "cancer "
        "treatment drug vaccine research scientists study university college school students teacher kids "
        "baby birthday "
        "wedding video photo photos pictures footage film movie season game players team coach festival "
        "concert song "
        "star celebrity hollywood facebook twitter instagram whatsapp youtube snapchat google apple microsoft "
        "amazon "
        "phone app online internet website email message account password business company companies market "
        "stock "
        "shares million billion thousands hundreds dollars euros price prices tax bank financial economy jobs "
        "workers "
        "service building street city state country nation america american americans british britain london "
        "england "
        "france french germany german russia russian china chinese japan japanese india indian mexico canada "
        "california "
        "australia european union foreign international immigrants refugees security intelligence nuclear "
        "weapons white "
        "black future history secret truth story report reports reveals revealed announced announces "
        "confirmed confirms "
        "challenge change changes biggest latest best beautiful amazing important different perfect "
        "presidente gobierno ministro policia hospital medico ciudad pais mundo guerra muerte muerto ninos "
        "mujer mujeres "
        "espana madrid mexico brasil governo presidente policia brasil lula bolsonaro criancas mulher guerra "
        "morte "
        "president gouvernement police france paris guerre mort enfants femme video regierung polizei "
        "deutschland krieg "
        "kinder frau frauen tod merkel putin musk gates "
    ).split()
)


@lru_cache(maxsize=65_536)
def likelihood(word: bytes) -> float:
    """A guess at the share of messages that hold ``word``, from its length and whether everybody uses it."""
    if word in _COMMON:
        return 0.2
    if word in _IN_THE_NEWS:
        return 0.03
    if len(word) == 3 and word[0] >= 0xE0:  # one character of a script without spaces
        return 0.05
    return float(max(0.1 * 0.55 ** len(word), 1e-5))
