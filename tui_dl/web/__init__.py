"""The app in a browser, through textual-serve: an optional extra."""
