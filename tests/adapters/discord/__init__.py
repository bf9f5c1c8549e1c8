"""Tests of Mop in Discord."""
