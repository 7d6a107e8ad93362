"""Errors a person may see: what happened, what to do about it, and the exit code.

TuiDlError          1   something failed
└── UsageError      2   the words of the command, or of a run line, are wrong
"""


class TuiDlError(Exception):
    """What happened in one line (`message`) and how to mend it (`hint`)."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.message, self.hint)


class UsageError(TuiDlError):
    """The request itself is wrong: an unknown name, a value out of range."""

    exit_code = 2
