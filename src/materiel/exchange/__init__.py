"""Formats in and out: the case folder, JSON Lines, and the packaged cases."""
