"""Is the record right: references, evidence, and the rules of conduct on reported facts."""
