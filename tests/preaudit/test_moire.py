"""Photos of screens are known by the lattice of their pixels; print, rules and textures are not it."""

import cv2
import numpy as np
import pytest

from beebox.preaudit.moire import is_screen, lattice_strength
from beebox.preaudit.ports import Page
from beebox.preaudit.sight import see
from bench.spoiling import as_jpeg, laid, on_screen, scaled
from tests.preaudit.pictures import paper


def halftone(page: Page, pitch: float, degrees: float) -> Page:
    """The page printed in dots: white stays white, grey becomes larger and larger dots."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    height, width = grey.shape
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    radians = np.deg2rad(degrees)
    u = across * np.cos(radians) + down * np.sin(radians)
    v = down * np.cos(radians) - across * np.sin(radians)
    screen = 0.5 + 0.25 * (np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch))
    dots = np.where(grey > screen * 0.98, 250, 30).astype(np.uint8)
    dots = cv2.GaussianBlur(dots, (0, 0), 0.7)
    return np.repeat(dots[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("pitch", "degrees", "strength"),
    [(0.8, 3, 0.8), (1.3, -4, 0.6), (1.7, 2, 0.4), (2.3, 5, 0.5), (2.8, -2, 0.7), (3.4, 1, 0.4)],
)
def test_a_photo_of_a_screen(pitch: float, degrees: float, strength: float):
    page = paper("business_licence_024", 900)
    shot = on_screen(page, pitch, degrees, strength, np.random.default_rng(7))
    assert is_screen(see(as_jpeg(shot, 85)))


def test_a_slanting_photo_of_a_screen_made_smaller():
    page = paper("business_licence_024", 1000)
    shot = on_screen(page, 2.6, 3, 0.9, np.random.default_rng(7))
    height, width = shot.shape[:2]
    old = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    new = old + np.array([[10, 8], [-20, 0], [0, -10], [15, 0]], np.float32)
    slanting = cv2.warpPerspective(shot, cv2.getPerspectiveTransform(old, new), (width, height))
    assert is_screen(see(as_jpeg(scaled(slanting, 0.85), 85)))


@pytest.mark.parametrize(
    "name",
    ["id_card_back_009", "business_licence_024", "application_form_032", "id_card_front_057",
     "property_certificate_099", "two_side_052", "portrait_photo_048", "glare_123", "cut_edge_124"],
)  # fmt: skip
def test_papers_scanned_and_photographed_are_no_screens(name: str):
    assert lattice_strength(see(paper(name))) < 1.2
    assert not is_screen(see(as_jpeg(paper(name), 30)))
    assert not is_screen(see(as_jpeg(scaled(paper(name), 0.8), 40)))


@pytest.mark.parametrize(("pitch", "degrees"), [(4.0, 45), (3.0, 15), (5.0, 0)])
def test_halftone_print_is_no_screen(pitch: float, degrees: float):
    """Its dots are where the paper is toned; white paper has none."""
    page = halftone(paper("application_form_032"), pitch, degrees)
    assert not is_screen(see(page))


def test_wavy_grounds_and_ruled_or_squared_paper_are_no_screens():
    down, across = np.mgrid[0:900, 0:1300].astype(np.float32)
    waves = 225 + 20 * np.sin((down + 25 * np.sin(across / 60)) / 1.1)
    squares = np.full((900, 1300), 245, np.float32)
    squares[::27] = 170
    squares[:, ::27] = 170
    rules = np.full((900, 1300), 245, np.float32)
    rules[::30] = 120
    for ground in (waves, squares, rules):
        page = np.repeat(ground[..., None], 3, axis=2).astype(np.uint8)
        assert not is_screen(see(page))


def test_cloth_around_a_paper_is_no_screen():
    for seed in (1, 2):
        picture, _ = laid(paper("id_card_back_009"), "cloth", np.random.default_rng(seed), 1200)
        assert not is_screen(see(picture))


def test_a_thumbnail_cannot_be_told():
    assert lattice_strength(see(np.full((100, 100, 3), 200, np.uint8))) == 0
