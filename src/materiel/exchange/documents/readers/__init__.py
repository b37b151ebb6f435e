"""One module for each kind of document that can be read; each defines one ``DocumentReader``."""
