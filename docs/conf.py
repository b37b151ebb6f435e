"""How the documentation is built (``make docs``): Markdown pages, no outside request."""

import materiel

project = "materiel"
author = "the materiel contributors"
copyright = "the materiel contributors, Apache-2.0"  # noqa: A001  (Sphinx names it so)
release = version = materiel.__version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "materiel"
html_static_path = ["_static"]
html_show_sourcelink = False
html_copy_source = False
