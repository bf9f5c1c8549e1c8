"""What outlives the process: ``bot.state.Store`` in SQLite or PostgreSQL."""

from bot.store.retention import RETENTION, StoredTable, retention_table
from bot.store.store import SQLStore, open_store

__all__ = ["RETENTION", "SQLStore", "StoredTable", "open_store", "retention_table"]
