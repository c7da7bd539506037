"""What declaration decides: pure, without clock, database or framework."""
