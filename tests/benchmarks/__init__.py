"""The benchmarks do their work, rightly; nothing is timed here."""
