"""Forty-odd forwarded messages beside their answers, through the real program and a local web."""
