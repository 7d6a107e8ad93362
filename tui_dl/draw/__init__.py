"""Frames to cells, plain text and SVG. Knows rich, but neither torch nor Textual."""
