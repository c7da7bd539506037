"""All SQL of the queue and of decisions."""
