"""The process that makes a picture small: it reads one from its standard input, and ends.

It is begun for one picture and killed if it takes too long. It reads no file and writes none, so that nothing of a
paper is ever on the disk in the open, and what a crafted picture breaks is this process alone.
"""

import sys
from io import BytesIO

MOST_PIXELS = 120_000_000
"""A page of A3 at 600 dots to the inch has 70 million."""
_MEMORY, _SECONDS = 1 << 30, 15


def _limit() -> None:
    """Take no more memory and time than any honest picture needs, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Write width and height of the picture, those of the small one, and its pixels, red, green and blue."""
    from PIL import Image, ImageOps

    width, height = int(sys.argv[1]), int(sys.argv[2])
    content = sys.stdin.buffer.read()
    _limit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses what has twice as many
    with Image.open(BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
        whole = picture.size
        picture.draft("RGB", (width * 2, height * 2))
        turned = ImageOps.exif_transpose(picture).convert("RGBA")
    turned.thumbnail((width, height))
    page = Image.new("RGB", turned.size, "white")
    page.paste(turned, mask=turned)
    head = f"{whole[0]} {whole[1]} {page.size[0]} {page.size[1]}\n"
    sys.stdout.buffer.write(head.encode() + page.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
