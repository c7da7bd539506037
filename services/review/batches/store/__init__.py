"""What lies passed with an office; batches with their items."""
