"""The letter of a plan, and scans for those who may see them."""
