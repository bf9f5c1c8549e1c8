"""Tests of bot.claims, one file a module."""
