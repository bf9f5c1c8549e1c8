"""Which addresses may be dialled: our own table of networks that are not the public web.

Pure. ``ipaddress.is_global`` is not asked: on Python 3.11 it calls mapped, translated, tunnelled, multicast and
site-local addresses global. Sources of the tables: the IANA IPv4 and IPv6 special-purpose address registries
(RFC 6890 and the RFCs named beside the rows), the IPv6 global unicast assignments, and the documents of the
clouds whose metadata services answer outside those blocks.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Allow = tuple[tuple[Network, int | None], ...]
"""Networks that may be fetched although private; with None the port stays one of WEB_PORTS."""

WEB_PORTS = frozenset({80, 443})

_FORBIDDEN_IPV4 = tuple(
    IPv4Network(row)
    for row in (
        "0.0.0.0/8",  # "this network" (RFC 791): Linux dials 0.0.0.0 as loopback
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598); Alibaba's metadata is 100.100.100.200
        "127.0.0.0/8",  # loopback (RFC 1122)
        "168.63.129.16/32",  # Azure's wire server, a public number with a private service behind it
        "169.254.0.0/16",  # link-local (RFC 3927); metadata of most clouds is 169.254.169.254
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # protocol assignments (RFC 6890); Oracle's metadata is 192.0.0.192
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.31.196.0/24",  # AS112 (RFC 7535)
        "192.52.193.0/24",  # AMT relays (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays, withdrawn (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "198.18.0.0/15",  # benchmarking (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved and limited broadcast (RFC 1112, RFC 919)
    )
)

# Only 2000::/3 is global unicast. That alone refuses loopback, ::/96, mapped ::ffff:0:0/96, translated
# ::ffff:0:0:0/96, 64:ff9b::/96 and 64:ff9b:1::/48, discard 100::/64, SRv6 5f00::/16, unique local fc00::/7,
# link-local fe80::/10, site-local fec0::/10 and multicast ff00::/8.
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_FORBIDDEN_IPV6 = tuple(
    IPv6Network(row)
    for row in (
        "2001::/23",  # protocol assignments (RFC 2928): Teredo, ORCHID, benchmarking, AMT, DRIP
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4 (RFC 3056): carries an IPv4 address
        "2620:4f:8000::/48",  # AS112 (RFC 7534)
        "3ffe::/16",  # the closed 6bone (RFC 3701)
        "3fff::/20",  # documentation (RFC 9637)
    )
)

# Prefixes whose last 32 bits are an IPv4 address: compatible, mapped, translated (RFC 2765), NAT64 (RFC 6052).
_IPV4_INSIDE = tuple(
    IPv6Network(row) for row in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/96")
)
_ISATAP = frozenset({b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe"})  # RFC 5214, in bytes 8 to 11


def is_public(address: Address) -> bool:
    """Tell whether an address is on the public web: global unicast, and carrying no other address inside."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _FORBIDDEN_IPV4)
    if address.scope_id is not None or address not in _GLOBAL_IPV6:
        return False
    return not any(address in network for network in _FORBIDDEN_IPV6) and not _is_isatap(address)


def inner_addresses(address: Address) -> tuple[IPv4Address, ...]:
    """IPv4 addresses that an IPv6 address carries and that a gateway would go on to; empty for most."""
    if isinstance(address, IPv4Address) or address.is_loopback or address.is_unspecified:
        return ()
    if address.teredo is not None:
        return address.teredo
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if _is_isatap(address) or any(address in network for network in _IPV4_INSIDE):
        return (IPv4Address(address.packed[-4:]),)
    return ()


def _is_isatap(address: IPv6Address) -> bool:
    return address.packed[8:12] in _ISATAP


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be dialled: the public web, and what the operator has opened."""

    allow: Allow = ()
    pinned: frozenset[tuple[Address, int]] = frozenset()
    """Address and port pairs that the operator's own name table names; the port is then the operator's choice."""

    @classmethod
    def of(cls, allow: Allow, resolve: Mapping[str, Iterable[tuple[Address, int | None]]]) -> Guard:
        """Build a guard from the operator's two lists (MOP_FETCH_ALLOW, MOP_RESOLVE)."""
        pairs = (pair for answers in resolve.values() for pair in answers)
        return cls(allow, frozenset((address, port) for address, port in pairs if port is not None))

    def opens_port(self, port: int) -> bool:
        """Tell whether a URL may name this port: 80, 443, or a port of the operator's list."""
        return port in WEB_PORTS or any(port == opened for _, opened in self.allow)

    def permits(self, address: str, port: int) -> bool:
        """Tell whether this socket address may be connected to; a text that is no address may not."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        if self._allowed(parsed, port):
            # RFC 6052: opening 64:ff9b::/96 must not open 64:ff9b::127.0.0.1, which the gateway would dial.
            return all(self.permits(str(inner), port) for inner in inner_addresses(parsed))
        return is_public(parsed) and self._usual_port(parsed, port)

    def _allowed(self, address: Address, port: int) -> bool:
        return any(
            address in network and (port == opened if opened else self._usual_port(address, port))
            for network, opened in self.allow
        )

    def _usual_port(self, address: Address, port: int) -> bool:
        return port in WEB_PORTS or (address, port) in self.pinned
