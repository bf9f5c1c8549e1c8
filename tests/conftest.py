"""What every test runs under: no network but loopback, and a small made-up catalogue."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.catalogue import Catalogue, load
from bot.inquiry import Knowledge
from bot.patterns import Matcher

SMALL = Path(__file__).parent / "data" / "small.yaml"
REPOSITORY = Path(__file__).parent.parent

# The same examples every time, so that a failure is the change's own; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("repeat", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

_connect = socket.socket.connect
_getaddrinfo = socket.getaddrinfo


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test that reaches for anything but this machine."""

    def connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - what socket.connect takes
        _refuse_others(self, address)
        _connect(self, address)

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - what getaddrinfo takes
        if host is not None and not _is_here(str(host)):
            pytest.fail(f"a test asked the network for {host}")
        return _getaddrinfo(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the small catalogue."""
    return load(SMALL, None)


@pytest.fixture(scope="session")
def knowledge(catalogue: Catalogue) -> Knowledge:
    """Return what is known with the small catalogue."""
    return Knowledge(catalogue, Matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any))


def _refuse_others(each: socket.socket, address: Any) -> None:  # noqa: ANN401 - what socket.connect takes
    if each.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(str(address[0])):
        pytest.fail(f"a test reached for {address}")


def _is_here(host: str) -> bool:
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
