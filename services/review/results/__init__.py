"""What a meeting voted of each case: recorded once, made public or recommended, sealed."""
