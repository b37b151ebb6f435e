"""What the writer and the reader of a case workbook agree on."""

LISTS = "lists"
"""The hidden sheet that the drop-down lists take their words from."""
FIRST_DATA_ROW = 2
"""Index of the first row of a case, below the names and below what they need."""
