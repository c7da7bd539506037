"""What is examined, what an office may decide, and when: pure rules."""
