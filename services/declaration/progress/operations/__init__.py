"""What the workflow tells of a case, and what is computed and checked of it."""
