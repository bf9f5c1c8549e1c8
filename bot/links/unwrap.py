"""One layer off an address that holds another address: redirect pages, AMP caches, archives, translations.

Only what the address itself says is used; nothing is fetched. Hosts whose target stands plainly in a
parameter are data (``wrappers`` in sources.yaml); what needs more than that is code: here, in ``embedded`` and
in ``decode``. ``amp.`` hosts and ``/amp`` paths are left alone: which page they stand for is the publisher's to
say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.links import decode, embedded
from bot.links.address import Address, as_target, from_parameters
from bot.links.domain import brand, parents
from bot.model import StepKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.links.rules import Rules


def once(address: Address, rules: Rules) -> tuple[StepKind, str] | None:
    """Take one layer off.

    Returns:
        What kind of layer it was and the text of the address behind it, not parsed yet; None when the
        address stands for itself.
    """
    for kind, unwrapper in _structural(address.host):
        if target := unwrapper(address):
            return kind, target
    for wrapper in rules.wrappers_of(address.host):
        if wrapper.fits(address.path) and (target := from_parameters(address, wrapper.parameters)):
            return StepKind.WRAPPER, target
    if rules.is_archive(address.host) and (target := embedded.embedded(address)):
        return StepKind.ARCHIVE, target
    return None


# --- which host does what -----------------------------------------------------------------------------


def _parameter(*names: str) -> Callable[[Address], str]:
    return lambda address: from_parameters(address, names)


def _decoded(decoder: Callable[[str, str], str]) -> Callable[[Address], str]:
    """Let a decoder of ``decode`` see path and query; what it gives must still read as an address."""
    return lambda address: as_target(decoder(address.path, address.search[1:]), address)


_WRAPPER, _AMP, _ARCHIVE, _TRANSLATION = StepKind.WRAPPER, StepKind.AMP, StepKind.ARCHIVE, StepKind.TRANSLATION

_READERS = (
    *("12ft.io", "1ft.io", "13ft.io", "removepaywall.com", "removepaywalls.com", "paywallbuster.com", "smry.ai"),
    *("txtify.it", "r.jina.ai", "outline.com", "freedium.cfd", "printfriendly.com"),
)
_REFERRER_HIDERS = (
    *("href.li", "anonym.to", "anonymz.com", "nullrefer.com", "hiderefer.com"),
    *("dereferer.me", "dereferer.org"),
)

_BY_HOST: dict[str, tuple[tuple[StepKind, Callable[[Address], str]], ...]] = {
    "cdn.ampproject.org": ((_AMP, embedded.amp_path),),
    "bing-amp.com": ((_AMP, embedded.amp_path),),
    "amp.cloudflare.com": ((_AMP, embedded.amp_path),),
    "bing.com": ((_AMP, embedded.google_path), (_WRAPPER, _decoded(decode.bing))),
    "turbopages.org": ((_AMP, embedded.turbo_page),),
    "translated.turbopages.org": ((_TRANSLATION, embedded.turbo_page),),
    "translate.goog": ((_TRANSLATION, embedded.translated_host),),
    "translate.google.com": ((_TRANSLATION, _parameter("u")),),
    "translatetheweb.com": ((_TRANSLATION, _parameter("a")),),
    "microsofttranslator.com": ((_TRANSLATION, _parameter("a")),),
    "translate.yandex.com": ((_TRANSLATION, _parameter("url")),),
    "translate.yandex.ru": ((_TRANSLATION, _parameter("url")),),
    "papago.naver.net": ((_TRANSLATION, _parameter("url")),),
    "safelinks.protection.outlook.com": ((_WRAPPER, _parameter("url")),),
    "statics.teams.cdn.office.net": ((_WRAPPER, _parameter("url")),),
    "urldefense.com": ((_WRAPPER, _decoded(decode.urldefense)),),
    "urldefense.us": ((_WRAPPER, _decoded(decode.urldefense)),),
    "urldefense.proofpoint.com": ((_WRAPPER, _decoded(decode.urldefense)),),
    "protection.sophos.com": ((_WRAPPER, _decoded(decode.base64_parameter)),),
    "linkscan.io": ((_WRAPPER, _decoded(decode.base64_segment)),),
    "trendmicro.com": ((_WRAPPER, _parameter("url")),),
    "secure-web.cisco.com": ((_WRAPPER, embedded.encoded_segment),),
    "awstrack.me": ((_WRAPPER, embedded.encoded_segment),),
    "govdelivery.com": ((_WRAPPER, embedded.encoded_segment),),
    "prf.hn": ((_WRAPPER, embedded.encoded_segment),),
    "news.google.com": ((_WRAPPER, _decoded(decode.base64_segment)),),
    "substack.com": ((_WRAPPER, _decoded(decode.substack)),),
    "click.redditmail.com": ((_WRAPPER, embedded.encoded_segment),),
    "deviantart.com": ((_WRAPPER, embedded.outgoing),),
    "protect.checkpoint.com": ((_WRAPPER, embedded.underscored),),
    "disq.us": ((_WRAPPER, embedded.disqus),),
    "search.yahoo.com": ((_WRAPPER, embedded.yahoo),),
    "page.link": ((_WRAPPER, _parameter("link")),),
    "app.goo.gl": ((_WRAPPER, _parameter("link")),),
    "app.link": ((_WRAPPER, _parameter("$desktop_url", "$fallback_url", "$canonical_url")),),
    "onelink.me": ((_WRAPPER, _parameter("af_web_dp", "af_r", "af_ios_url", "af_android_url")),),
    "images-ext-1.discordapp.net": ((_WRAPPER, embedded.discord_proxy),),
    "images-ext-2.discordapp.net": ((_WRAPPER, embedded.discord_proxy),),
    "via.hypothes.is": ((_WRAPPER, embedded.prefixed),),
    "hyp.is": ((_WRAPPER, embedded.hypothesis),),
    "webcache.googleusercontent.com": ((_ARCHIVE, embedded.search_cache),),
    "web.archive.org": ((_ARCHIVE, embedded.embedded),),
    **dict.fromkeys(_READERS, ((_WRAPPER, embedded.prefixed),)),
    **dict.fromkeys(_REFERRER_HIDERS, ((_WRAPPER, embedded.after_question_mark),)),
    **{
        f"archive.{suffix}": ((_ARCHIVE, embedded.embedded), (_ARCHIVE, _parameter("url")))
        for suffix in ("ph", "today", "is", "li", "vn", "md", "fo")
    },
}

_BY_BRAND: dict[str, tuple[tuple[StepKind, Callable[[Address], str]], ...]] = {
    "google": ((_AMP, embedded.google_path),),
}


def _structural(host: str) -> tuple[tuple[StepKind, Callable[[Address], str]], ...]:
    # Beyond the registrable domain too: translate.goog and page.link are public suffixes themselves.
    parent = host
    while parent:
        if parent in _BY_HOST:
            return _BY_HOST[parent]
        parent = parent.partition(".")[2]
    if "ezproxy" in host.split(".") and len(parents(host)) > 1:
        return ((_WRAPPER, _parameter("url", "qurl")),)
    return _BY_BRAND.get(brand(host), ())
