"""Working days of China, with make-up working days and years that are not announced yet."""

from kit.calendar.workdays import Period, Workdays
from kit.calendar.years import BadYear, Year, load_year, read_year

__all__ = ["BadYear", "Period", "Workdays", "Year", "load_year", "read_year"]
