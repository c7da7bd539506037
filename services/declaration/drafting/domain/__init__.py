"""What stands against starting, what the form says, and what is wrong with it."""
