"""The palette changes colours and characters, and both are as they were the next time."""

from tui_dl.app.appearance import choices


def choose(app, words):
    """What the palette does for the entry with these words."""
    found = [do for name, _, do in choices(app) if words in name]
    assert len(found) == 1
    found[0]()


async def test_a_theme_is_remembered(stage):
    async with stage() as s:
        await s.sees("Begin")
        choose(s.app, "Colours: light")
        await s.until(lambda: s.app.theme == "tui-dl-light" and not s.app.look.dark, "the light theme")
    async with stage() as s:
        await s.until(lambda: s.app.theme == "tui-dl-light", "the light theme again")


async def test_ascii_only_is_switched_and_remembered(stage, monkeypatch):
    monkeypatch.delenv("TUI_DL_ASCII", raising=False)
    async with stage(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("How wide")
        assert not s.screen().isascii()
        choose(s.app, "ASCII")
        await s.until(lambda: s.app.look.ascii, "ASCII")
        await s.press("enter", "f6")
    async with stage() as s:
        await s.until(lambda: s.app.look.ascii, "ASCII again")
        await s.sees("Continue")
        assert s.screen().isascii()
        choose(s.app, "Characters: lines and blocks")
        await s.until(lambda: not s.screen().isascii(), "blocks again")


async def test_the_palette_finds_them(stage):
    async with stage() as s:
        await s.sees("Begin")
        await s.press("ctrl+p", *"colours")
        await s.sees("Colours: light")
