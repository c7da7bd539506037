"""Pages of the offices, and of the public."""
