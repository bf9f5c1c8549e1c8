"""Tests of bot.pages, one file a module."""
