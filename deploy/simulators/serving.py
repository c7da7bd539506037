"""A web server of a simulator."""

from pathlib import Path
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """uvicorn that tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready_file = ready_file

    async def startup(self, *args: Any, **kwargs: Any) -> None:
        """Listen, then tell."""
        await super().startup(*args, **kwargs)
        if self._ready_file:
            self._ready_file.parent.mkdir(parents=True, exist_ok=True)
            self._ready_file.touch()
