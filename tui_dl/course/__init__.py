"""Lessons: markdown in, a Course out. Knows neither torch nor Textual."""
