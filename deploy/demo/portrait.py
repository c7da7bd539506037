"""A drawn portrait on white ground that fulfils the photo rules: nobody's face."""

import random
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (413, 531)
WHITE = (255, 255, 255)
COLLAR = 390  # the cloth begins here
GROUND = 200  # as red as this is no coat
ROUGHNESS = 28
NOISE = [value * (2 * ROUGHNESS + 1) // 256 for value in range(256)]


@lru_cache(maxsize=64)
def portrait(seed: int = 1, ground: tuple[int, int, int] = WHITE) -> bytes:
    """A JPEG of a head and shoulders; the same seed draws the same one."""
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 380, 383, 780), fill=(38, 52, 84))
    draw.polygon([(165, 385), (248, 385), (206, 470)], fill=(236, 238, 240))
    draw.rectangle((176, 320, 237, 400), fill=(214, 170, 140))
    draw.ellipse((128, 130, 285, 350), fill=(226, 182, 150))
    draw.pieslice((118, 100, 295, 330), 175, 365, fill=(28, 24, 22))
    for x in (170, 228):
        draw.ellipse((x, 228, x + 14, 238), fill=(30, 26, 24))
    draw.arc((178, 270, 236, 312), 20, 160, fill=(150, 80, 72), width=4)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    _grain(image, seed)
    out = BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def _grain(image: Image.Image, seed: int) -> None:
    """Cloth has a texture; a camera sees it, which also makes the file as large as a real one."""
    dice = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    cloth = (0, COLLAR, *SIZE)
    coat = image.crop(cloth)
    noise = Image.frombytes("L", coat.size, dice.randbytes(coat.width * coat.height)).point(NOISE)
    rough = ImageChops.add(coat, Image.merge("RGB", (noise, noise, noise)), offset=-ROUGHNESS)
    is_coat = coat.getchannel("R").point([255 * (red < GROUND) for red in range(256)])
    image.paste(rough, cloth, is_coat)
