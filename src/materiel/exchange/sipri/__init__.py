"""The SIPRI arms transfers files: their records, their names, and what they become in a case."""
