"""One file for each format that is read; each defines one `Format`."""
