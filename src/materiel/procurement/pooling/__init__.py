"""Pooling: which needs join which lot of which offer, proven and replayed (decision 0007)."""
