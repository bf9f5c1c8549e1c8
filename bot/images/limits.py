"""What one picture may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on everything that a stranger's picture could make large."""

    bytes: int = 8 * 1024 * 1024
    """Of the file. Telegram's photos have up to 0.5 MB; a phone's own have up to 8."""
    pixels: int = 40_000_000
    """By the file's header, before anything is decoded: a PNG of 1 KB can unfold to gigabytes."""
    side: int = 20_000
    """Longest side, in pixels."""
    memory_bytes: int = 1024 * 1024 * 1024
    """Address space that the process may take beyond what it has when it is ready (RLIMIT_AS)."""
    processor_seconds: int = 6
    """For one picture (RLIMIT_CPU); a page of print takes 2."""
    seconds: float = 20.0
    """For one picture, once it is its turn, on a machine with other work; the process is killed then."""
    start_seconds: float = 60.0
    """For the process to be ready: the models take 1 to 5 seconds to load."""
    waiting: int = 32
    """Pictures that wait for their turn; past that one is refused at once."""
    in_hand: int = 4
    """Pictures that are held in memory at once, being fetched or waiting."""
    a_message: int = 10
    """Pictures read of one message: the most that an album of Telegram's or a message of Discord's holds."""
