"""Tests of bot/catalogue/lists."""
