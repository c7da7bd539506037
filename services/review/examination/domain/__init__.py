"""What is examined, what an office may decide, and what each decision needs."""
