"""Use cases: what a user can ask for, whatever the door."""
