"""Making a case public, and what shows that it was posted."""
