"""业绩档案审核: what an employer's clerk finds to do and decides, item by item."""
