"""Tests of bot/catalogue."""
