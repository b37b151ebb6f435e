"""Bounds, expressions, quantity, money, period, stamps, ids, marking, errors, collect."""
