"""What the holder of an account may choose: pure rules."""
