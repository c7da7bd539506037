"""What is kept of somebody, who looked at it, and its erasure."""
