"""Matching: which offers meet which needs, whole bundles only, proven and replayed (0015)."""
