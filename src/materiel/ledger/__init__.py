"""The log, postings, relations, gates, balances, valuation and drafting."""
