"""Mop beside the tools people would use instead: the same work, in the same run, on the same core.

``python -m benchmarks`` runs all rows; ``python -m benchmarks extract known`` runs two. Each row is a module of this
package, named as the row is, that holds a ``WORKLOAD``. docs/benchmarks.md keeps the last run.
"""
