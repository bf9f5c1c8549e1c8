"""The token in the log."""

from __future__ import annotations

import io
import logging

import pytest

from adapters.telegram.secrecy import CHATTY, keep_secret


def test_the_token_is_struck_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is logged, tracebacks too, holds no token."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    keep_secret("123:very-secret")
    try:
        raise ValueError("https://api.telegram.example/bot123:very-secret/getMe")
    except ValueError:
        logging.getLogger("tests").exception("with %s", "very-secret")
    assert "Traceback" in stream.getvalue()
    assert "very-secret" not in stream.getvalue()
    assert "bot***" in stream.getvalue()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
