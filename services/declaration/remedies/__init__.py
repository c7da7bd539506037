"""What operators do about a case that is stuck."""
