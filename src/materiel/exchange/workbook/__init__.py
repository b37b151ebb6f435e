"""The case folder as one XLSX file, and back without a change."""
