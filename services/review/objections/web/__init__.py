"""Where one objects and reads the answer, and the desk where it is investigated."""
