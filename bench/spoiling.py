"""Pictures spoilt on purpose: a paper on a desk, then blurred, dark, glaring, cut, small, on a screen.

Plain functions over pages (rows x columns x RGB, 8 bits); whatever is left to chance comes from a
generator of random numbers, so the same seed gives the same picture again.
"""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Page = NDArray[np.uint8]
DESKS = ("plain", "grain", "cloth", "marble", "tiles", "white")
BLURS = ("gauss", "disk", "motion")
SIDES = ("left", "right", "top", "bottom")


def as_page(picture: NDArray[np.floating]) -> Page:
    return np.asarray(np.clip(picture, 0, 255), dtype=np.uint8)


def as_jpeg(page: Page, quality: int) -> Page:
    """What is left after saving as JPEG of this quality, 1 to 100."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(page, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _clouds(chance: Generator, height: int, width: int, coarse: int) -> NDArray[np.float32]:
    """Soft spots between -1 and 1, about so many across."""
    seeds = chance.uniform(-1, 1, (coarse + 2, coarse + 2)).astype(np.float32)
    return np.asarray(cv2.resize(seeds, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def desk(kind: str, height: int, width: int, chance: Generator) -> NDArray[np.float32]:
    """A table top of one of DESKS."""
    colour = chance.uniform(30, 200, 3)
    ground = np.ones((height, width, 3), np.float32) * colour.astype(np.float32)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    if kind == "grain":
        ground[:] = np.array([150, 105, 65]) * chance.uniform(0.6, 1.3)
        waves = np.sin(down / chance.uniform(2, 7) + 6 * _clouds(chance, height, width, 5))
        ground += (10 * waves)[..., None]
    elif kind == "cloth":
        ground += chance.normal(0, 14, (height, width, 1)).astype(np.float32)
    elif kind == "marble":
        ground[:] = chance.uniform(120, 215)
        ground += (30 * _clouds(chance, height, width, 12))[..., None]
    elif kind == "tiles":
        size = chance.uniform(0.15, 0.3) * width
        joints = (down % size < 4) | (across % size < 4)
        ground[joints] *= 0.6
    elif kind == "white":
        ground[:] = chance.uniform(205, 235)
    return ground


def laid(
    paper: Page, kind: str, chance: Generator, long_side: int = 1500
) -> tuple[Page, NDArray[np.float32]]:
    """The paper photographed on a desk, and the matrix that takes its points to the photo's."""
    height, width = paper.shape[:2]
    share = chance.uniform(0.6, 0.85)
    shape = chance.uniform(1.2, 1.45)
    wide = width >= height
    frame = (long_side, round(long_side / shape)) if wide else (round(long_side / shape), long_side)
    scale = share * min(frame[0] / width, frame[1] / height)
    radians = np.deg2rad(chance.uniform(-9, 9))
    turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([width, height]) * scale / 2
    corners = (corners @ turn.T) * chance.uniform(0.975, 1.025, (4, 1))
    room = np.array(frame) / 2 - np.abs(corners).max(axis=0)
    corners += np.array(frame) / 2 + room * chance.uniform(-0.7, 0.7, 2)
    old = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(old, corners.astype(np.float32))
    return _photographed(paper, matrix, desk(kind, frame[1], frame[0], chance), chance), matrix


def _photographed(
    paper: Page, matrix: NDArray[np.float32], ground: NDArray[np.float32], chance: Generator
) -> Page:
    """Paper and its shadow on the ground, in uneven light, with the noise of a camera."""
    height, width = ground.shape[:2]
    way = cv2.INTER_AREA if abs(np.linalg.det(matrix[:2, :2])) < 0.3 else cv2.INTER_LINEAR
    drawn = cv2.warpPerspective(paper, matrix, (width, height), flags=way).astype(np.float32)
    cover = np.full(paper.shape[:2], 255, np.uint8)
    over = cv2.warpPerspective(cover, matrix, (width, height), flags=cv2.INTER_LINEAR)
    over = over.astype(np.float32)[..., None] / 255
    shadow = cv2.GaussianBlur(np.roll(over[..., 0], (5, 5), (0, 1)), (0, 0), 7)[..., None]
    scene = ground * (1 - 0.45 * shadow * (1 - over))
    scene = scene * (1 - over) + drawn * over
    light = 1 + 0.18 * _clouds(chance, height, width, 2) - abs(chance.normal(0, 0.07))
    tint = chance.uniform((0.96, 0.95, 0.8), (1.04, 1.0, 1.04))
    noise = chance.normal(0, chance.uniform(1, 3.5), scene.shape)
    return as_page(scene * light[..., None] * tint + noise)


def blurred(page: Page, kind: str, reach: float, chance: Generator) -> Page:
    """Out of focus or shaken; `reach` is how far print is smeared, in pixels."""
    if kind == "gauss":
        return np.asarray(cv2.GaussianBlur(page, (0, 0), max(0.3, reach / 2)), dtype=np.uint8)
    size = max(3, round(reach * 2) | 1)
    kernel = np.zeros((size, size), np.float32)
    if kind == "disk":
        cv2.circle(kernel, (size // 2, size // 2), size // 2, 1.0, -1)
    else:
        angle = chance.uniform(0, np.pi)
        way = np.array([np.cos(angle), np.sin(angle)]) * (size // 2)
        start, end = (size // 2 - way).astype(int), (size // 2 + way).astype(int)
        cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
    return np.asarray(cv2.filter2D(page, -1, kernel / kernel.sum()), dtype=np.uint8)


def darkened(page: Page, gain: float, chance: Generator) -> Page:
    """Only this share of the light, and the noise that comes with it."""
    return as_page(page.astype(np.float32) * gain + chance.normal(0, chance.uniform(1, 3), page.shape))


def overexposed(page: Page, gain: float) -> Page:
    """So many times the light; what was bright is lost."""
    return as_page(page.astype(np.float32) * gain + 10 * (gain - 1))


def glared(
    page: Page, middle: tuple[float, float], size: tuple[float, float], soft: float, angle: float
) -> Page:
    """A lamp's reflection. `middle` and `size` (half axes) in pixels; `soft`: width of its rim, 0 to 1."""
    height, width = page.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    radians = np.deg2rad(angle)
    x, y = across - middle[0], down - middle[1]
    along = (x * np.cos(radians) + y * np.sin(radians)) / size[0]
    beside = (y * np.cos(radians) - x * np.sin(radians)) / size[1]
    far = np.sqrt(along**2 + beside**2)
    strength = np.clip((1 + soft / 2 - far) / max(soft, 0.02), 0, 1)[..., None]
    strength = strength * strength * (3 - 2 * strength)
    return as_page(page * (1 - strength) + 262 * strength)


def cut_off(page: Page, side: str, share: float) -> Page:
    """The picture without this share at one of SIDES."""
    height, width = page.shape[:2]
    x, y = round(width * share), round(height * share)
    parts = {
        "left": page[:, x:],
        "right": page[:, : width - x],
        "top": page[y:],
        "bottom": page[: height - y],
    }
    return np.ascontiguousarray(parts[side])


def scaled(page: Page, share: float) -> Page:
    height, width = page.shape[:2]
    size = (max(8, round(width * share)), max(8, round(height * share)))
    way = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, size, interpolation=way), dtype=np.uint8)


def tilted(page: Page, degrees: float) -> Page:
    """The picture turned a little, its corners filled with its own rim."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


def on_screen(page: Page, pitch: float, degrees: float, strength: float, chance: Generator) -> Page:
    """The page shown on a screen and photographed: stripes of red, green and blue with dark gaps.

    `pitch`: pixels of the photo for one of the screen's; `strength`: how plainly they show, 0 to 1.
    """
    height, width = page.shape[:2]
    gap = 0.35
    fine = 3 if pitch > 1.6 else 4
    radians = np.deg2rad(degrees)
    out = np.zeros((height, width, 3), np.float32)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    for step_y in range(fine):
        for step_x in range(fine):
            y, x = down + (step_y + 0.5) / fine - height / 2, across + (step_x + 0.5) / fine - width / 2
            u = (x * np.cos(radians) + y * np.sin(radians)) / pitch
            v = (y * np.cos(radians) - x * np.sin(radians)) / pitch
            lit_row = ((v - np.floor(v)) > gap * 0.6).astype(np.float32)
            within = u - np.floor(u)
            for channel in range(3):
                lit = (np.abs(within - (channel + 0.5) / 3) < (1 - gap) / 5).astype(np.float32)
                out[..., channel] += lit * lit_row
    out /= fine * fine
    lamp = out / max(float(out.mean()), 1e-3)
    lens = cv2.GaussianBlur(lamp, (0, 0), 0.45 + 0.12 * pitch)
    lens = 1 + (lens - 1) * strength
    shown = page.astype(np.float32) * chance.uniform(0.8, 1.0)
    return as_page(shown * lens + chance.normal(0, 2, page.shape))
