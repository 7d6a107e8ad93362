"""What `tui-dl new` writes: a lesson, a demo and its test. Each works as it stands, to be rewritten piece by piece."""
