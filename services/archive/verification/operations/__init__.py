"""What the employer decides, and who looked."""
