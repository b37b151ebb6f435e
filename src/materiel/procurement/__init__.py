"""Contracts, options, bundles, conditional offers and decision rules."""
