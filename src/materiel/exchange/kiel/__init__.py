"""The Ukraine Support Tracker of the Kiel Institute: its tables, words and dates, as case rows."""
