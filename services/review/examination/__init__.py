"""An office examines a case item by item, decides once, and the decision is sealed."""
