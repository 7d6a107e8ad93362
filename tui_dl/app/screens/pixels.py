"""A picture in real pixels beside its cells, where the terminal can (Kitty's protocol, Sixel): the extra `pixels`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import ModalScreen

from tui_dl.app.looks import Looks
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.doctor.pixels import Way
from tui_dl.draw.look import Line
from tui_dl.draw.view import draw_view
from tui_dl.frames import Array, Gallery, Image, View

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FINE = 1536  # pixels of a picture before it is fitted to the terminal's: no blur between its own
FOLLOW = 0.5  # seconds from one look at the run to the next


def shows_pixels(app: Looks) -> bool:
    """Whether pictures can be shown in real pixels: Kitty's protocol names them by 24 bits of colour."""
    if app.pixels == "kitty":
        return app.look.colour and app.console.color_system == "truecolor"
    return app.pixels == "sixel"


def pictured(views: Sequence[View], current: str) -> Gallery | Image | None:
    """The picture to show: the one the cursor is in, or the first."""
    found = [view for view in views if isinstance(view, Gallery | Image)]
    return next((view for view in found if view.name == current), found[0] if found else None)


def picture_of(view: Gallery | Image) -> Picture:
    """A view as a picture: those of a gallery side by side, in rows as wide as the gallery is high or wider."""
    from PIL.Image import fromarray

    values = np.asarray(view.values, dtype=float)
    return fromarray(_bytes(_tiled(values) if isinstance(view, Gallery) else values))


def _tiled(values: Array) -> Array:
    """(n, h, w) or (n, h, w, 3) as one picture, a dark line between two."""
    count, across = len(values), int(np.ceil(np.sqrt(2 * len(values))))
    gap = [(0, -count % across), (0, 1), (0, 1), *[(0, 0)] * (values.ndim - 3)]
    padded = np.pad(values, gap)
    rows = [np.concatenate(list(padded[at:at + across]), axis=1) for at in range(0, len(padded), across)]
    return np.asarray(np.concatenate(rows, axis=0))


def _bytes(values: Array) -> Array:
    known = np.nan_to_num(np.clip(values, 0, 1), nan=0.5)
    larger = max(1, FINE // max(known.shape[:2]))
    return np.asarray((known * 255).round().astype(np.uint8).repeat(larger, axis=0).repeat(larger, axis=1))


class Cells(Drawn):
    """The view as the demo draws it."""

    DEFAULT_CSS = "Cells { width: 1fr; height: 1fr; }"

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def draw(self, width: int, height: int) -> list[Line]:
        """As everywhere."""
        return draw_view(self.view, width, height, self.look)


class PixelsScreen(ModalScreen[None]):
    """Cells on the left, pixels on the right; both follow the run."""

    DEFAULT_CSS = """
    PixelsScreen { background: $background; }
    PixelsScreen Horizontal { height: 1fr; padding: 1 2; }
    PixelsScreen Container { width: 1fr; margin: 0 0 0 2; }
    PixelsScreen #pixels { width: auto; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "back", key_display="esc")]
    cells = getters.query_one(Cells)

    def __init__(self, now: Callable[[], Gallery | Image | None], view: Gallery | Image, way: Way) -> None:
        from tui_dl.app.real_pixels import measure, pixels

        super().__init__()
        self.now, self.view = now, view
        measure()
        self.pixels = pixels(picture_of(view), way)
        self.pixels.id = "pixels"

    def compose(self) -> ComposeResult:
        """Both forms."""
        yield TopBar(self.view.name, "in cells, and in pixels")
        with Horizontal():
            yield Cells(self.view)
            yield Container(self.pixels)
        yield KeyLine()

    def on_mount(self) -> None:
        """Follow the run."""
        self.set_interval(FOLLOW, self.follow)

    def follow(self) -> None:
        """Show the picture as it is now."""
        view = self.now()
        if view is not None and view is not self.view and view.name == self.view.name:
            self.view = self.cells.view = view
            self.cells.redraw()
            self.pixels.image = picture_of(view)

    def on_resize(self) -> None:
        """Letters of another size are the same picture in other pixels."""
        from tui_dl.app.real_pixels import measure

        measure()
        self.pixels.refresh(layout=True)

    async def action_dismiss(self, result: None = None) -> None:
        """Back; the terminal forgets the picture."""
        self.pixels.image = None
        self.dismiss()
