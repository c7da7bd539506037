"""What happens to a file: one subject per module. Each verb refuses, writes, then tells."""
