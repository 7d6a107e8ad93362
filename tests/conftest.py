"""Ctrl+C ends a program here as it does in a terminal, also where the tests run in a background that ignores it."""

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
