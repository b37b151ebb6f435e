"""Documents as text: plain text, HTML and PDF with a text layer, offline and within bounds."""
