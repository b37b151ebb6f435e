"""The system of record and the planner for joint procurement, transfers and backfill."""

__version__ = "0.1.0"
