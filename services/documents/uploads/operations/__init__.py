"""What is done with uploads and files."""
