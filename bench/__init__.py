"""The project's performance promises, measured: `python -m bench`. Nothing here asserts; a row says ok or NOT MET."""
