"""The notes on the page of a case, and the page on which one is written."""
