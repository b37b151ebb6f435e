"""Named questions, answered as tables whose every row cites its entries, and as one page."""
