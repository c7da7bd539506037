"""What experts say, and how they are asked for it."""
