"""Files that prove records, and who may look at them."""
