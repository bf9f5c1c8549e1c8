"""Mop in Telegram: translates between Telegram and the shared desk, and nothing else."""
