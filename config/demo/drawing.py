"""The demo's pictures as files, drawn by other processes while this one goes on."""

import io
import os
import signal
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from PIL import Image

from config.demo.catalogue import PlannedProduct
from config.demo.pictures import Portrait, draw
from config.demo.processes import end_with_parent
from marketplace.picture_files import LARGE, SMALLER, file_of, fitted


def file_name(product: PlannedProduct, place: int) -> str:
    """Return the file name of a product's picture at that place, 0 for its cover."""
    return f"{product.slug}-{place + 1}{LARGE}jpg"


class Drawing:
    """Draws the pictures that the folder lacks, covers first, on all cores that nothing else needs.

    A context manager; leaving it gives up what is not drawn by then, which the next one makes up for.
    """

    def __init__(self, products: Iterable[PlannedProduct], folder: Path) -> None:
        self._products, self._folder = products, folder
        self._covers: list[Future[None]] = []
        self._others: list[Future[None]] = []

    def __enter__(self) -> Self:
        # What inherits a blocked Ctrl-C leaves the ending to this process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            try:
                self._begin()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        except BaseException:
            self._give_up()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        self._give_up()

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # New processes, for a fork would share this one's database connections.
        pool = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_assist)
        wanted = [(place, one, portrait) for one in self._products for place, portrait in enumerate(one.portraits)]
        try:
            for place, product, portrait in sorted(wanted, key=lambda each: each[0]):
                file = self._folder / file_name(product, place)
                if not file.exists():
                    later = pool.submit(_draw_into, portrait, file)
                    (self._others if place else self._covers).append(later)
        finally:
            pool.shutdown(wait=False)  # its processes end with the last picture

    def _give_up(self) -> None:
        for drawing in [*self._covers, *self._others]:
            drawing.cancel()

    def wait_for_covers(self) -> int:
        """Return how many covers were drawn, once they are all there. Raises what kept one from being drawn."""
        return _finished(self._covers)

    def wait(self) -> int:
        """Return how many pictures were drawn, once they are all there. Raises what kept one from being drawn."""
        return _finished([*self._covers, *self._others])


def _finished(drawings: list[Future[None]]) -> int:
    wait(drawings)
    for drawing in drawings:
        drawing.result()
    return len(drawings)


def _assist() -> None:
    end_with_parent()
    os.nice(10)


def _draw_into(portrait: Portrait, file: Path) -> None:
    large = draw(portrait)
    # The large one last: where it is, all are.
    for size in SMALLER:
        _write(file.with_name(file_of(file.name, size)), _smaller(large, size.side))
    _write(file, large)


def _smaller(large: bytes, side: int) -> bytes:
    made = io.BytesIO()
    with Image.open(io.BytesIO(large)) as picture:
        picture.resize(fitted(*picture.size, side), Image.Resampling.LANCZOS).save(made, "JPEG", quality=86)
    return made.getvalue()


def _write(file: Path, content: bytes) -> None:
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)
