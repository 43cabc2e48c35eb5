"""Draws a picture and puts it where its address finds it for a while."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.contract import Failure, ToolError
from tools.picture import Chart, DrawPicture, PictureDrawn

Keep = Callable[[str, bytes], str | None]
"""`keep(number, png)` keeps a picture and returns its address; None: nobody waits for it any more."""

_loading: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The tool. `cache_folder` is for what matplotlib remembers of fonts."""

    keep: Keep
    cache_folder: Path

    def run(self, request: DrawPicture) -> PictureDrawn:
        """Draw and keep. Raises ToolError(NOT_FOUND) where the picture is not wanted any more."""
        url = self.keep(request.number, self._draw(request.chart))
        if url is None:
            raise ToolError(Failure.NOT_FOUND, "nobody waits for this picture")
        return PictureDrawn(url)

    def _draw(self, chart: Chart) -> bytes:
        """Load matplotlib with the first picture alone: half a second and 40 MB that no other process shall pay for.

        It looks through the fonts of the whole machine, unless told otherwise, and writes down what it found.
        """
        with _loading:
            os.environ.update(MPLCONFIGDIR=str(self.cache_folder / "matplotlib"), MPL_IGNORE_SYSTEM_FONTS="1")
            from tools import charts  # noqa: PLC0415 -- see above

            del os.environ["MPL_IGNORE_SYSTEM_FONTS"]  # it would hide the house's own font as well
        return charts.draw(chart)
