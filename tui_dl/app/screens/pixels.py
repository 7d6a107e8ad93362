"""A picture in real pixels beside its cells, where the terminal can (Kitty's protocol, Sixel): the extra `pixels`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.draw.look import Line
from tui_dl.draw.view import draw_view
from tui_dl.frames import Array, Gallery, Image, View

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGER = 16  # a pixel of the picture, in pixels of the terminal: no blur between them


def has_pixels() -> bool:
    """Whether the terminal was asked before the app took it, and can show pixels."""
    asked = sys.modules.get("textual_image.renderable")
    return asked is not None and asked.Image in (asked.TGPImage, asked.SixelImage)


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
    return np.asarray((known * 255).round().astype(np.uint8).repeat(LARGER, axis=0).repeat(LARGER, axis=1))


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
    """Cells on the left, pixels on the right."""

    DEFAULT_CSS = """
    PixelsScreen { background: $background; }
    PixelsScreen Horizontal { height: 1fr; padding: 1 2; }
    PixelsScreen #pixels { width: 1fr; height: auto; max-height: 100%; margin: 0 0 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "back", key_display="esc")]

    def __init__(self, view: Gallery | Image) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        """Both forms."""
        from textual_image.widget import Image as Pixels

        yield TopBar(self.view.name, "in cells, and in pixels")
        with Horizontal():
            yield Cells(self.view)
            yield Pixels(picture_of(self.view), id="pixels")
        yield KeyLine()

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()
