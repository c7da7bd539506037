"""审核推荐: what an office passed is sent on, one by one or many together (B4.1)."""
