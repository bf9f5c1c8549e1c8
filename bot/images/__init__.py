"""Pictures: their words (OCR) and codes (QR), read in a process of its own that may die of what it is given.

``reader`` is what the core is handed; ``workshop`` keeps the process and its limits; ``worker``, ``decoding`` and
``engines`` run in that process and nowhere else; ``lines`` and ``codes`` are pure: what to make of what was read.
"""
