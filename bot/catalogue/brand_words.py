"""Words that tell a borrowed name from a chance likeness: chosen by hand, measured in docs/sources.md."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

GENERIC: Final = frozenset(
    """
    about act action advertiser advocate age agencia agency agenda air alert allgemeine am america american
    amp app argus art arts asia asian atlantic aujourdhui aus auto bank beacon bee best biz black blade blitz
    blog blue board box breeze brief broadcast bulletin business buzz call cambio canal capital capitol car
    care cell center central centre chain change channel charity chronicle citizen city club coast college com
    comercio commercial commons community companion company conservative consumer contact conversation corner
    correio correo corriere council country county courier crime cronica cross culture daily data day debate
    defense democracy democrat der design dia diario die digest digital direct discover dispatch doctor dow
    nacional storm alfa dan mia
    eagle earth east eastern echo ecologist economia economic economist economy editor education el election
    enquirer entertainment env epoch era espresso espectador est estado europa europe european evening events
    ever examiner expansion explore express extra eye fact facts family farm fashion federal figaro film
    finance financial first flash focus folha folk food football forbes forum forward foundation free freedom
    fortune frontline fund future games garden gazeta gazette general geo giornale girl global globe globo go gold
    good government green group guardian guide harbour heal health heart help her herald heraldo here high history
    hoax hold home hour house hub human icon ideas il image impact imparcial in inc independent index india
    indian industry info inform information innovation inquirer inside insider institute intelligence inter
    international internet investor ireland irish island issue item jornal journal journalism jurnal justice key
    kids knowledge kurier la labor lab land latest law le leader leads learn ledger legal les liberal liberation
    liberte liberty libre life light line link list lite live living llc local logo london look los love ltd
    magazine mail main man mania manager map marca march mark market marketing markets media mega men mercury
    message messenger metro microscope mid military mind mirror mix mobile modern moment monde money monitor
    moon morgen morning mother movie mundo museum music my nacion nation national nature net network neue new news
    newspaper newsroom next night noche north northern nova nueva now observador observateur observer oggi on one
    online open opinion order org origin outlook page pages pais paper parent park parliament party patriot paz
    pen people period phone photo pilot planet play plus poder point police policy politica political politico
    politics politik popular port portal pos post power prawda premium presencia presse press prime print pro
    problem progress project public pulse punch quest question quotidien radio rain raw reader real record
    red reform register rep report reporter reports republic republica research resource review rise
    river road rock room roots round royal russia russian safe science scientist scope scotsman scout search sea
    second see semana senior sentinel service seven shop show side signal silver site slate smart social
    society sol source south southern space spectator spirit sport sports spot square standard star stars start
    state states statesman station status stern stock stop story straight stream street strip students studio
    style summit sun sunday super survey system tageblatt tageszeitung tags taz team tech technology telegraaf
    telegraph telegram television test the theory thing think third tide tiempo tiempos time times tip title to
    today tomorrow top total touch tower town trade trend tribuna tribune true trust truth turn tv two u ultima
    uncut union unit united universal universe university uno up update us usa valley value verdad verdade via
    video view views village vision vista vital viva voice vox voz vue wall war was watch water way weather web
    week weekend weekly west western what which white who wild wind window wire woman women wonder word
    words work worker workers works world worldwide writer yes your youth zeit zeitung zone
    alternative archive archives big breaking check investor investors kick lenta medium nachrichten newsroom
    breakingnews noticia noticias novosti pravda recent scoop vesti viral
    """.split()  # noqa: SIM905 - three hundred quoted words would be unreadable
)
"""Common words of newspapers' and institutions' names: two outlets may share them in all innocence."""

PLACES: Final = frozenset(
    """
    afghan afghanistan africa african albania albanian algeria algerian algerie argentina armenia armenian asian
    athens australia australian austria austrian azerbaijan baghdad bahrain baku balkan balkans baltic bangkok
    bangladesh beijing beirut belarus belgium belgrade berlin bolivia bosnia boston brasil brazil brazilian
    britain british brussels budapest bulgaria cairo california cambodia cameroon canada canadian caracas
    caribbean caucasus chicago chile china chinese colombia congo croatia cuba cyprus czech dallas damascus delhi
    denmark dhaka donetsk dubai dublin ecuador egypt egyptian english erbil eritrea estonia ethiopia eurasia
    finland finnish florida france french gaza geneva georgia georgian german germany ghana greece greek guatemala
    guinea gulf haiti hanoi havana helsinki honduras hongkong houston hungary iceland indonesia iran iranian iraq
    iraqi irish israel israeli istanbul italia italian italy jakarta jamaica japan japanese jerusalem jordan kabul
    karachi kashmir kazakh kazakhstan kenya kiev kong korea korean kosovo kurdish kurdistan kuwait kyiv kyrgyz
    lagos laos latin latvia lebanese lebanon libya libyan lima lisbon lithuania london macedonia madrid malawi
    malaysia mali malta manila mexico miami minsk moldova mongolia montenegro morocco moscow moskva mumbai myanmar
    nairobi namibia nepal netherlands nigeria nigerian nordic norway norwegian oman oslo pakistan pakistani
    palestine palestinian panama paraguay paris persian peru philippines phoenix poland polish polska portugal
    prague qatar riga romania rome rwanda sahara saudi scotland scottish senegal seoul serbia serbian shanghai
    singapore slovak slovakia slovenia sofia somali somalia spain spanish stockholm sudan sweden swedish swiss
    switzerland sydney syria syrian taiwan tajik tanzania tbilisi tehran texas thai thailand tibet tokyo toronto
    tripoli tunis tunisia tunisie turkey turkish turkmenistan uganda ukraine ukrainian uruguay utah uzbek
    uzbekistan vancouver venezuela vienna vietnam virginia wales warsaw yemen yerevan zagreb zambia zimbabwe
    zurich
    """.split()  # noqa: SIM905 - as above
)
"""Countries, peoples and cities as papers are named after them."""

ELSEWHERE: Final = frozenset(
    """
    actual ahali ahd ahram ain akhbar aktual aktuell alam anba arab arabi arabic arabiya araby aravot asharq ayam
    ayyam azadi balad banker bawaba bayan bilad blic chas conservator cronache dar day den destour diena dnes
    dnevni dnevnik dustour ekho express fajr fakt fakti fakty fontanka gazete geller ghad glas glasnik glavred
    globes gomhuria haber hadath halk hamburger haqiqa hayat hurriya ikhbariya inews informator insajder iqtisad
    itihad ittihad izvestia jadeed jadid jarida jumhuriya jutarnji khabar khaleej kompas komsomol libre lista
    lokalno luz madina manana manar masa masr masry mayadeen milli mir misr mundial mustaqbal nahar nas nasha
    nation nedelya nezavisimaya novaya novi novoe novosti novy obozrevatel observator olympic ora panorama
    parlament pogled polit pravo presa prospect puls pulso qabas quds radikal rai ray respublika riyadh rossiya
    rus rusi sabah sabaq sabor safir segodnya shabab shahid sharq shorouk shuruq slobodna slovo stimme strana
    sveriges svet svoboda tahrir telegraf tempo terra thawra transparency trud truth umma usbu utro vecernji vest
    vesti vijesti vocea vreme vremya vzglyad wafd wasat watan wehda yaum yeni youm zaman zerkalo zhizn
    """.split()  # noqa: SIM905 - as above
)
"""Common words of papers' names in Arabic, Slavic and other languages, as they are written in hosts."""

STATION_LETTERS: Final = frozenset({"abc", "cbs", "cw", "fox", "my", "nbc", "pbs"})
"""American networks: some two hundred local stations bear these letters and a number by right."""

PARCELS: Final = frozenset(
    """
    aduana aduanas colis customs delivery entrega envio fee fees invoice livraison package pago pagos paquete parcel
    parcels postage redelivery reschedule shipping unpaid
    """.split()  # noqa: SIM905 - as above
)
"""Words of messages that ask for a small sum before a parcel comes."""

ADDED: Final = PARCELS | frozenset(
    """
    24 365 247 a account accounts ads africa ai alert alerts america american app arabic asia auth au az bank billing
    biz blog br breaking breakingnews business ca card cc center channel check claim co coin com comedy confirm
    connect crypto customer daily de desk digital direct discount edition en english es eu europe events exclusive
    express extra feed fr free gift giveaway global globalnews go gov help hiphop home hot hq hub id identity in
    inc india info int international internet intl invest it jp latest live local login mail media mobile mx my
    net network new news newsroom now official offical on one online org page pay payment portal post press prize
    promo pt radio read real recover recovery refund report reports reward rewards ru secure security server
    service services shop signin site social sports star stock store story support team tech the time times today
    top tv uk uncut update updates urban us usa user validate vb verification verified verify video viral wallet
    web website win winner world www
    """.split()  # noqa: SIM905 - as above
)
"""Words put before or after a brand to make a new name of it."""

BAIT: Final = PARCELS | frozenset(
    """
    account accounts auth billing card confirm customer giveaway help id identity login official offical pay payment
    prize recover recovery refund reward rewards secure security service signin support update validate verification
    verified verify wallet
    """.split()  # noqa: SIM905 - as above
)
"""The part of ADDED that asks for trust: enough even under a host where anybody may have a name."""

OFFICIAL: Final = BAIT | frozenset(
    """
    alert alerts app apps bonus check cloud com crypto direct discount free gift mail mobile net new offer offers
    online page portal prize promo server shop site store team tech web website www
    """.split()  # noqa: SIM905 - as above
)
"""Words put beside the name of a company, a platform or an office; a word for news makes no pose of those."""

PSEUDO_COUNTRY: Final = frozenset(
    """
    ae.org africa.com ar.com br.com cn.com co.com com.de com.se com.co com.ru de.com eu.com eu.org gb.com gb.net
    gr.com hu.com hu.net in.net jp.net jpn.com kr.com me.uk mex.com no.com nz.com qc.com ru.com sa.com se.com se.net
    uk.com uk.net us.com us.org uy.com za.bz za.com
    """.split()  # noqa: SIM905 - as above
)
"""Suffixes dressed as a country's or as .com, sold to anyone (private registries on the public suffix list, and
Colombia's .com.co, of which imposters are fond)."""

CHEAP: Final = frozenset(
    """
    agency asia bar beauty best biz blog bond bz cab cam cc cf cfd click cloud club co company cyou digital email
    expert fm fit foundation fun fyi ga gq guru host icu ink ist la life link live llc lol ltd market me media ml mobi
    mom monster name network news ninja nu one online org.in pics pics pm press pro pub pw quest re rest rocks run
    sale sbs shop site skin social so space store stream su support tech tk to today tools top tours trade tube tv us
    video vip vu wang watch website wf wiki win work works world ws wtf xyz zone
    """.split()  # noqa: SIM905 - as above
)
"""Suffixes open to anyone in which few outlets have their home, and many clones do."""

HOMELY: Final = frozenset({"co", "me", "media", "mobi", "network", "news", "press", "to", "tv", "us"})
"""The part of CHEAP in which a paper with a common name may well live."""

ORDINARY: Final = frozenset({"com", "eu", "in", "info", "net", "org"})
"""Suffixes open to anyone in which outlets do have their home."""

COMMON: Final = GENERIC | PLACES | ELSEWHERE
"""Every word that is nobody's own."""
_LONGEST: Final = max(map(len, COMMON | ADDED))


def made_of(label: str, words: frozenset[str]) -> bool:
    """Whether a label can be cut into ``words``, digits and hyphens without a letter left over.

    Words of two letters, such as ``us``, must stand apart: glued together they would make anything.
    """
    parts = label.split("-")
    return all(part in words or _left_over(part, words) == 0 for part in parts)


@lru_cache(maxsize=16384)
def own_letters(label: str) -> int:
    """How many letters of a name are its own: 0 for ``dailymail``, 7 for ``reuters``, 3 for ``bbcnews``."""
    return _left_over(_ARTICLE.sub("", label) or label, COMMON)


_ARTICLE: Final = re.compile(r"^(?:the|al|das|der|die|el|il|la|las|le|les|los)(?=...)")
_SHORTEST: Final = 3


def _left_over(label: str, words: frozenset[str]) -> int:
    """The fewest letters that no word of three letters or more covers.

    Linear in the label's length, times the longest word: a hostile label costs no more than its 63 octets.
    """
    fewest = [0] + [len(label)] * len(label)
    beginnings = _beginnings(words)
    for start in range(len(label)):
        fewest[start + 1] = min(fewest[start + 1], fewest[start] + label[start].isalpha())
        if label[start : start + _SHORTEST] not in beginnings:
            continue
        for end in range(start + _SHORTEST, min(len(label), start + _LONGEST) + 1):
            if fewest[start] < fewest[end] and label[start:end] in words:
                fewest[end] = fewest[start]
    return fewest[len(label)]


@lru_cache
def _beginnings(words: frozenset[str]) -> frozenset[str]:
    """How the words of three letters or more begin: a label is cut at few of its letters."""
    return frozenset(word[:_SHORTEST] for word in words if len(word) >= _SHORTEST)
