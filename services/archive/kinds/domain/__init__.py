"""What a file consists of, and the rules that it follows. Pure: no clock, no I/O."""
