"""The rules of a plan, one per file, each said for the solver and for the replay."""
