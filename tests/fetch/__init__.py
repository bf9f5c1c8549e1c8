"""Tests of reading strangers' links."""
