"""What the pages of the offices share, and all of them together."""
