"""The employer makes a case public, and everybody may see it."""
