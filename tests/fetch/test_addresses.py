"""Which addresses may be dialled."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.fetch import Guard, is_public, parse_allow
from bot.fetch.addresses import inner_addresses
from tests.fetch.tables import rows

FORBIDDEN = rows("forbidden_addresses.txt")
PUBLIC = rows("public_addresses.txt")


@pytest.mark.parametrize(("address", "why"), FORBIDDEN)
def test_no_private_address(address: str, why: str) -> None:
    """An address that is not the public web is refused on both web ports."""
    guard = Guard()
    assert not guard.permits(address, 80), why
    assert not guard.permits(address, 443), why


@pytest.mark.parametrize(("address", "why"), PUBLIC)
def test_public_address(address: str, why: str) -> None:
    """An address of the public web is dialled, however near to a private block it lies."""
    assert Guard().permits(address, 443), why


@given(st.ip_addresses(v=4))
@settings(max_examples=200)
@example(ipaddress.IPv4Address("192.88.99.1"))
def test_nothing_the_standard_library_refuses_v4(address: ipaddress.IPv4Address) -> None:
    """Whatever Python's own table calls private is refused by ours."""
    if not address.is_global or address.is_multicast:
        assert not is_public(address)


@given(st.ip_addresses(v=6))
@settings(max_examples=200)
@example(ipaddress.IPv6Address("fec0::1"))
def test_nothing_the_standard_library_refuses_v6(address: ipaddress.IPv6Address) -> None:
    """Whatever Python's own table calls private is refused by ours, as is all that is no global unicast."""
    if not address.is_global or address.is_multicast or address.is_site_local or address.is_reserved:
        assert not is_public(address)


@given(
    st.ip_addresses(v=4),
    st.sampled_from(["::{}", "::ffff:{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}", "2a00:1450::5efe:{}"]),
)
@settings(max_examples=200)
def test_no_address_that_carries_another(inner: ipaddress.IPv4Address, form: str) -> None:
    """An IPv6 address that a gateway would turn into an IPv4 address is refused, whatever is inside."""
    address = ipaddress.IPv6Address(form.format(inner))
    assert not is_public(address)
    assert inner_addresses(address) == (() if int(address) < 2 else (inner,))


@given(st.ip_addresses(v=4))
@settings(max_examples=50)
def test_no_6to4(inner: ipaddress.IPv4Address) -> None:
    """A 6to4 address is refused, and what it carries is known."""
    address = ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80))
    assert not is_public(address)
    assert inner_addresses(address) == (inner,)


def test_teredo_carries_two() -> None:
    """A Teredo address names a server and a client; both count."""
    address = ipaddress.ip_address("2001:0:4136:e378:8000:63bf:3fff:fdd2")
    assert [str(inner) for inner in inner_addresses(address)] == ["65.54.227.120", "192.0.2.45"]


def test_ordinary_addresses_carry_none() -> None:
    """Plain addresses of either kind have nothing inside; ::1 is one of them (RFC 4291)."""
    assert inner_addresses(ipaddress.ip_address("::1")) == ()
    assert inner_addresses(ipaddress.ip_address("1.1.1.1")) == ()
    assert inner_addresses(ipaddress.ip_address("2606:4700::1")) == ()


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "1.1.1.1 ", "1.1.1.1:80"]
)
def test_no_other_spelling(text: str) -> None:
    """What is no plainly written address is not dialled at all."""
    assert not Guard().permits(text, 80)


@pytest.mark.parametrize("text", ["fe80::1%eth0", "2a00:1450::1%eth0", "2a00:1450::1%1"])
def test_no_interface_named(text: str) -> None:
    """An address with an interface in it is of this machine's neighbourhood, and refused."""
    assert not Guard().permits(text, 80)


@pytest.mark.parametrize("port", [0, 22, 25, 53, 79, 81, 444, 6379, 8080, 65535])
def test_other_ports_of_public_addresses(port: int) -> None:
    """Only the two web ports of a public address are dialled."""
    assert not Guard().permits("1.1.1.1", port)
    assert not Guard().opens_port(port)


def test_operator_opens_one_port() -> None:
    """An allowed address with a port is opened at that port only, and for that address only."""
    guard = Guard(parse_allow("127.0.0.1:8080"))
    assert guard.permits("127.0.0.1", 8080)
    assert guard.opens_port(8080)
    assert not guard.permits("127.0.0.1", 80)
    assert not guard.permits("127.0.0.1", 22)
    assert not guard.permits("127.0.0.2", 8080)
    assert not guard.permits("1.1.1.1", 8080)
    assert not guard.permits("::ffff:127.0.0.1", 8080)
    assert Guard(parse_allow("[::1]:8080")).permits("::1", 8080)


def test_operator_opens_a_network() -> None:
    """An allowed network without a port is opened at the web ports, and stays shut at the others."""
    guard = Guard(parse_allow("10.0.0.0/8 fd00::/8"))
    assert guard.permits("10.9.8.7", 80)
    assert guard.permits("fd00::7", 443)
    assert not guard.permits("10.9.8.7", 6379)
    assert not guard.opens_port(6379)
    assert not guard.permits("11.0.0.1", 8080)
    assert not guard.permits("172.16.0.1", 80)


def test_pinned_port() -> None:
    """A port that the operator's name table names is the operator's own choice, for that address."""
    address = ipaddress.ip_address("127.0.0.1")
    guard = Guard.of(parse_allow("127.0.0.1"), {"news.test": ((address, 8443),)})
    assert guard.permits("127.0.0.1", 8443)
    assert not guard.permits("127.0.0.1", 8444)
    assert not Guard.of((), {"news.test": ((address, 8443),)}).permits("127.0.0.1", 8443)


def test_opened_gateway_does_not_open_what_is_behind() -> None:
    """Allowing NAT64 (a network with IPv6 only) reaches public IPv4 addresses and no private one."""
    guard = Guard(parse_allow("64:ff9b::/96"))
    assert guard.permits("64:ff9b::808:808", 443)
    assert not guard.permits("64:ff9b::7f00:1", 443)
    assert not guard.permits("64:ff9b::a9fe:a9fe", 443)
