"""Plays a demo in a process of its own. The UI process never imports torch and never waits for it."""
