"""What sets one product of a kind apart from the next."""

import random
from dataclasses import dataclass

from config.demo.pictures.colours import Colour


@dataclass(frozen=True)
class Look:
    """A colourway (main, second, accent), a style number that the drawing may read, and luck for small things."""

    main: Colour
    second: Colour
    accent: Colour
    style: int
    luck: random.Random

    @property
    def sole(self) -> Colour:
        """What shoes stand on."""
        return ((246, 243, 236), (246, 243, 236), (58, 54, 60), (222, 196, 160))[self.style // 2 % 4]

    @property
    def lace(self) -> Colour:
        """Laces and cords."""
        return ((250, 248, 243), self.second, self.accent)[self.style // 3 % 3]
