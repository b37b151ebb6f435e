"""The field's nouns as tables: parties, items, bodies, rungs, events, money words, aliases."""
