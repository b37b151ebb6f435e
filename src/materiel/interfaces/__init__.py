"""Doors: each parses a request, calls one use case and renders its answer; no arithmetic."""
