"""What documents does, one subject per file."""
