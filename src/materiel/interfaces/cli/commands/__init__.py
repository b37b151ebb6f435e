"""The commands of ``materiel``, one module each; ``kernel.collect`` finds them."""
