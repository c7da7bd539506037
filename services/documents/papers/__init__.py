"""Papers of a case: one folder a sheet, with its data, its template and its sample."""
