"""Results, and what became of those who were elected."""
