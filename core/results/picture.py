"""A picture as the screen can show it: small, and nothing but its pixels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """The pixels of a small picture, row by row, of three bytes each: red, green, blue."""

    whole: tuple[int, int]
    """Width and height of the picture itself."""
    width: int
    height: int
    pixels: bytes

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """Return the colour of a pixel; what lies below the last row is white."""
        if y >= self.height:
            return (255, 255, 255)
        start = 3 * (y * self.width + x)
        red, green, blue = self.pixels[start : start + 3]
        return (red, green, blue)
