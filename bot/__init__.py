"""Mop: checks forwarded links."""

__version__ = "0.1.0"
