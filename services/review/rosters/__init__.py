"""评审对象花名册: who waits for a committee's meeting, in which order, under which number (M1.2)."""
