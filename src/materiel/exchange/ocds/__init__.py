"""The Open Contracting Data Standard: merging, checking, reading and writing its packages."""
