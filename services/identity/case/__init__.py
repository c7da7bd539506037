"""What identity adds to a case: its route and its section."""
