"""Tests of finding, unwrapping and canonicalising links."""
