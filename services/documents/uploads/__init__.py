"""Files of people: on their way, checked, cleaned, kept."""
