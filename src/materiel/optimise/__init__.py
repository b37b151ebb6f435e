"""One door to the solver: sparse rows in, an answer with its proven bound out."""
