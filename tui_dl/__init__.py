"""Learn the foundations of deep learning by running them, in a terminal."""

__version__ = "0.1.0"
