"""Fact-checks: their formats, their index, and whether one speaks of this very claim."""
