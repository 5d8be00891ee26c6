"""The look: three themes that give the same names their colours; each meaning has one colour, and words beside it.

A colour is asked for by what it means, in styles and texts as `$late`, `$soon`, `$week`, `$fine`, `$chosen`, and for
what has no meaning of its own `$foreground` (text), `$label` (dim text) and `$line` (borders). Backgrounds are
`$background` (the screen), `$panel`, `$selected` and `$unfilled` (of a bar).
"""

from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.theme import Theme

from core.values.sentence import N_


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme, each as `#rrggbb`; which contrast they have is held by a test."""

    screen: str
    panel: str
    selected: str
    """The background of what is selected."""
    text: str
    label: str
    """What names other text, noughts, and what is closed: dim, and readable."""
    line: str
    """Borders and the lines of pictures."""
    late: str
    soon: str
    """What will be late soon, or was passed on to a higher level."""
    week: str
    """What is due this week, or owed."""
    fine: str
    """What is in order."""
    chosen: str
    """What is focused, or one's own."""
    categories: tuple[str, ...] = ()
    """Backgrounds that tell categories apart and mean nothing else, and on each of which the text is read; none where a
    terminal mixes no colours."""
    unfilled: str = ""
    """The background of the part of a bar that is not filled, if that of what is selected is too bright for it."""

    def theme(self, name: str, *, dark: bool) -> Theme:
        """Return a theme for Textual with these colours."""
        categories = {f"category-{place}": colour for place, colour in enumerate(self.categories)}
        meanings = {each: getattr(self, each) for each in ("selected", "label", "line", *MEANINGS)}
        own: dict[str, Any] = {
            "unfilled": self.unfilled or self.selected,
            "block-cursor-background": self.selected,
            "block-cursor-foreground": self.text,
            "block-cursor-text-style": "bold",
            "input-cursor-background": self.text,
            "input-cursor-foreground": self.screen,
            "input-selection-background": f"{self.chosen} 40%",
            "footer-key-foreground": self.week,
            "border": self.chosen,
            "border-blurred": self.line,
            "scrollbar": self.line,
            "scrollbar-background": self.screen,
        }
        return Theme(
            name=name,
            dark=dark,
            background=self.screen,
            surface=self.panel,
            panel=self.panel,
            foreground=self.text,
            primary=self.chosen,
            secondary=self.chosen,
            accent=self.week,
            success=self.fine,
            warning=self.week,
            error=self.late,
            luminosity_spread=0.1,
            variables=own | meanings | categories,
        )


CATEGORIES = 6
"""How many backgrounds every theme has for categories: `$category-0` and so on."""
MEANINGS = ("late", "soon", "week", "fine", "chosen")
"""The colours that mean something."""

PALETTES = {
    "dark": Palette(
        screen="#0b0d10",
        panel="#12171e",
        selected="#272c33",
        text="#e8eaed",
        label="#9aa5b1",
        line="#4a5560",
        late="#ff9d97",
        soon="#ffb070",
        week="#f0cf7f",
        fine="#9bd48f",
        chosen="#7cc4f2",
        categories=("#2f4d73", "#6b3a5c", "#2a5239", "#654519", "#1b5357", "#4c3f7d"),
    ),
    "light": Palette(
        screen="#f4f4f1",
        panel="#ffffff",
        selected="#d5e6f4",
        text="#16191d",
        label="#4c5661",
        line="#9aa3ac",
        late="#8c1414",
        soon="#6b3400",
        week="#544200",
        fine="#14501f",
        chosen="#0a4577",
        categories=("#cfe0f5", "#f2d5e6", "#cfe8d4", "#f0e0c0", "#cdeaea", "#e0d8f5"),
    ),
    "contrast": Palette(
        screen="#000000",
        panel="#000000",
        selected="#1c1c1c",
        text="#ffffff",
        label="#d0d0d0",
        line="#8a8a8a",
        late="#ff9a94",
        soon="#ffb070",
        week="#ffd75f",
        fine="#8fe38f",
        chosen="#87cefa",
        categories=("#1c3d75", "#66204f", "#14532d", "#5c3f0c", "#0f4f52", "#45308a"),
    ),
}
"""The palettes by the name of their theme; the first is the one that a new officer sees."""

SIXTEEN = Palette(
    screen="#000000",
    panel="#000000",
    selected="#0000aa",
    text="#ffffff",
    label="#aaaaaa",
    line="#555555",
    late="#ff5555",
    soon="#ff55ff",
    week="#ffff55",
    fine="#55ff55",
    chosen="#55ffff",
    unfilled="#555555",
)
"""What a terminal of sixteen colours shows for those on black: it would make nearly all of them white."""

CALLED = {"dark": N_("Dark"), "light": N_("Light"), "contrast": N_("High contrast")}
"""What the themes are called (catalogue keys)."""

_SIXTEEN = "sixteen"
THEMES = (
    *(palette.theme(name, dark=name != "light") for name, palette in PALETTES.items()),
    SIXTEEN.theme(_SIXTEEN, dark=True),
)


def theme_called(name: str, *, sixteen: bool) -> str:
    """Return the theme to show for the one that was chosen, or for the usual one if nobody knows it."""
    known = name if name in PALETTES else THEMES[0].name
    return _SIXTEEN if sixteen and known != "light" else known


def mixed_palette(app: App[Any]) -> Palette | None:
    """Return the palette in use; None where the terminal mixes no colours: it has 16, or none are wanted."""
    mixes = app.console.color_system in ("truecolor", "256") and not app.no_color
    return PALETTES.get(app.theme) if mixes else None
