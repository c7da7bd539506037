"""What a meeting is, and how its members are drawn."""
