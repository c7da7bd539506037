"""提取业绩: which achievements of the file a declaration takes."""
