"""`python -m tui_dl`."""

from tui_dl.cli import main

if __name__ == "__main__":
    main()
