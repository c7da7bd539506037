"""What is stuck."""
