"""What the people of an office note about a case for themselves; nobody else reads it."""
