"""Documents, claims and judgements: who said what, where, and how we read it."""
