"""Databases: the log and its derived tables on SQLite and PostgreSQL."""
