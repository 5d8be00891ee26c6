"""The look: one theme of high contrast, readable in 16 colours and without any; states are always words too."""

from textual.theme import Theme

THEME = Theme(
    name="sealdesk",
    dark=True,
    # Near-white on near-black: 19 to 1. The others keep 7 to 1 (WCAG 2.2, AAA) and fall on different ANSI colours.
    background="#000000",
    surface="#0a0a0a",
    panel="#1c1c1c",
    foreground="#ffffff",
    primary="#5fafff",
    secondary="#87d7d7",
    accent="#ffd75f",
    success="#87d787",
    warning="#ffd75f",
    error="#ff8787",
    luminosity_spread=0.1,
    variables={
        "block-cursor-background": "#5fafff",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#5fafff 40%",
        "footer-key-foreground": "#ffd75f",
        "scrollbar": "#585858",
        "scrollbar-background": "#000000",
    },
)
