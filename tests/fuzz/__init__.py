"""Strangers' input, made from real input by breaking it: no crash, no hang, nothing live in an answer.

Each test runs ``EXAMPLES`` examples; MOP_FUZZ_EXAMPLES raises the number:
``MOP_FUZZ_EXAMPLES=100000 pytest tests/fuzz --timeout 0``.
"""
