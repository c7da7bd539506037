"""专家意见表: the two experts who recommend an applicant, and what they say (X1.1)."""
