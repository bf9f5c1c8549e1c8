"""Whether ``word.word`` without a scheme was meant as an address.

A host is taken when its suffix is public and it reads like none of: a file name, two sentences without the
space between, an abbreviation, a package name. Missing one costs little, since whoever wants it checked adds
``https://``; taking a typing slip for a host makes Mop look up a stranger's site and talk about it.
"""

from __future__ import annotations

from bot.links.domain import has_compound_suffix, is_suffix


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLAIN_SUFFIXES = _words("com org net edu gov mil int info biz")
"""Suffixes that are no word: taken in capitals, and where a name of figures stands before them."""

_FILE_SUFFIXES = _words("py sh zip mov pm ps so java cab tex docs bar foo")
"""Suffixes that a file name has far more often than a site without ``www.`` or a path."""

_FILE_STEMS = _words(
    "readme changelog contributing license licence makefile notes todo index main lib mod test tests setup "
    "config file script install run build app init utils util faq security authors history news install "
    "example demo data document report backup photo image video"
)
_SOMETIMES_FILES = _words("md rs pl cc ml mm am in la ai st do")
"""Country suffixes that are file endings after such a stem, or after a name with "_" in it."""

_SENTENCE_STARTS = _words(
    "able active ads baby beauty best black blue book boo call care cash cheap christmas codes cool day deal dog "
    "fail family fan fast fire fit fly forum free fun fund game gay giving gold green guide help here hot how "
    "joy kids law life like limited live lol love man meet meme men mom money new next ngo now off one ong only "
    "open origin page pay people pet phd pink play plus poker porn post pro promo read red rest rich right rip "
    "run safe sale save save say school search secure sex sexy show silk ski skin soy space spot study such "
    "sucks supply talk team tips today together top total tours town toys trust tube uno video voting wait "
    "wang war watch weather win work works world wow wtf yes you zero zone"
)
"""Top-level domains that are everyday words: without a path or ``www.`` a slip more often than a site."""

_ENDINGS = _words(
    "a about after again all also and any are as at be been but by can did do does done e eg else end etc even for "
    "from get go good great had has have he her here him his how i ie if in is it its just know last like man "
    "many me more most much my never new no not now of off ok on one only or our out over own really right said say "
    "see she so some such sure than that the their them then there these they thing things this those time to too "
    "under up us very was way we well were what when where which while who why will with work world yeah yes yet "
    "you your como con de del ella ellos es esto eso mi muy nada no nos para pero por que se si su todo tu un una "
    "ya yo das der die er es ist mit nicht sie und wir aussi avec ce dans elle est il je le les mais non ou oui "
    "pas pour qui sur tout une vous"
)
"""Words that end a sentence and name no site."""

_PACKAGE_STARTS = _words("com org net io edu gov")
_FRAMEWORKS = _words("asp.net vb.net ado.net asp.net.core")


def is_meant(host: str, rest: str, *, alone: bool) -> bool:
    """Decide for one host without a scheme.

    Args:
        host: as written, at least one dot in it.
        rest: what follows it in the address: port, path, query; "" for nothing.
        alone: whether it has a line of the message to itself.
    """
    labels = host.split(".")
    top = labels[-1].lower()
    if top.isdigit():
        return _is_meant_number(labels, rest, alone=alone)
    if len(top) < 2 or not is_suffix(top):
        return False
    low = [label.lower() for label in labels]
    if low[0] == "www" or (rest[:1] in ("/", "?") and len(rest) > 1):
        return len(labels) > 2 or low[0] != "www"
    if _is_file_or_package(low, rest) or _is_slip(labels, low, alone=alone):
        return False
    return alone or top not in _SENTENCE_STARTS or any(map(_has_figure_or_hyphen, low[:-1]))


def _is_meant_number(labels: list[str], rest: str, *, alone: bool) -> bool:
    """Four figures are an address when something says so; ``1.2.3.4`` in a sentence is a version."""
    octets = len(labels) == 4 and all(label.isdigit() and int(label) < 256 for label in labels)
    return octets and bool(alone or rest)


def _is_file_or_package(low: list[str], rest: str) -> bool:
    top = low[-1]
    if top in _FILE_SUFFIXES:
        return True
    if top in _SOMETIMES_FILES and (low[-2] in _FILE_STEMS or "_" in low[-2] or rest.startswith(("#", ":"))):
        return True
    is_package = low[0] in _PACKAGE_STARTS and len(low) > 2
    return is_package or ".".join(low) in _FRAMEWORKS


def _is_slip(labels: list[str], low: list[str], *, alone: bool) -> bool:
    """Tell "the end.Next we" and "did it.so what" from a host."""
    top, name = labels[-1], labels[-2]
    plain = low[-1] in _PLAIN_SUFFIXES or has_compound_suffix(".".join(low))
    if low[-2] in _ENDINGS and len(labels) == 2 and not (plain or alone):
        return True
    if all(label.isdigit() for label in low[:-1]) and not plain and (len(low) > 2 or len(name) < 3):
        return True  # "at 10.am", "from 1.5.to 2"; 163.com and 360.cn are sites
    if top.islower() or not top.isascii():
        return False
    if plain:
        return top[1:].islower() and not name[:1].isupper()
    # In capitals all through, "OVER.IN FACT" and "BILD.DE" look the same; "MLB.tv" was let by above.
    return True


def _has_figure_or_hyphen(label: str) -> bool:
    return "-" in label or not label.isalpha()
