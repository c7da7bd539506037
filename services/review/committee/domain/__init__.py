"""What an expert is, and how members are drawn."""
