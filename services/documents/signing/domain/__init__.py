"""What a signature is, and what can be read."""
