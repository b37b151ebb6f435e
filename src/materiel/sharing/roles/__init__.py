"""Roles in what is given, one module each, found by ``kernel.collect``."""
