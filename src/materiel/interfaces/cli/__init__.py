"""The command ``materiel``."""

from materiel.interfaces.cli.app import main

__all__ = ["main"]
