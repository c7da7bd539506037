"""Why cases are returned and refused, in the words of the city's catalogue."""
