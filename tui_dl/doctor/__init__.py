"""What this terminal and this machine can do, and what to change. Knows neither torch nor Textual."""
