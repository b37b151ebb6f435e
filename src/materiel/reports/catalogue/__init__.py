"""The reports that ship: one module each, each with one constant of type ``Report``."""
