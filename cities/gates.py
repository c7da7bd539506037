"""Years that a plan asks for before one declares: told, for what counts is for the offices to decide."""

from pydantic import Field

from cities.rows import Row


class Gates(Row):
    """Full years at the end of the window; 0 where nothing is asked."""

    years: int = Field(default=0, ge=0, le=40)  # of professional work
    title_years: int = Field(default=0, ge=0, le=40)  # since the current title was obtained
