"""One check a module, each with one constant of type ``Check``."""
