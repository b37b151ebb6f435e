"""Cost-share keys, one module each, found by ``kernel.collect``."""
