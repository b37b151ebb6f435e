"""The command, for ``python -m materiel``."""

import sys

from materiel.interfaces.cli import main

if __name__ == "__main__":
    sys.exit(main())
