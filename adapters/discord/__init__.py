"""Mop in Discord: translates between Discord and the shared desk, and nothing else."""
