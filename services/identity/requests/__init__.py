"""What is asked of an administrator, and decided."""
