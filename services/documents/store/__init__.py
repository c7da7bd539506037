"""All SQL of documents, by noun."""
