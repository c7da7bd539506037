"""A photo made anew still fulfils its rule and carries nothing but the picture."""

from fractions import Fraction
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from cities import PhotoRule as CityRule
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.imaging.cleaning import clean_photo
from services.documents.photos.imaging.inspecting import inspect
from services.documents.photos.imaging.reading import photo_size
from services.documents.photos.operations.offer import rule_of
from tests.unit.services.documents.portraits import drawn, jpeg, portrait, sized

SECRET = b"home, 120.58 E 30.00 N"


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lying = drawn().transpose(Image.Transpose.ROTATE_90)
    return jpeg(lying, exif=exif, icc_profile=profile, comment=SECRET) + b"<script>alert(1)</script>"


@pytest.mark.rule("A4.2")
def test_nothing_but_the_picture_is_kept() -> None:
    data = with_metadata()
    assert SECRET in data
    clean = clean_photo(data)
    assert SECRET not in clean
    assert b"<script>" not in clean
    assert not {"exif", "comment", "icc_profile"} & opened(clean).info.keys()
    assert clean.endswith(b"\xff\xd9")


def test_it_stands_upright() -> None:
    clean = clean_photo(with_metadata())
    assert photo_size(clean) == (480, 640)
    turned = np.asarray(opened(clean), dtype=int)
    assert np.abs(turned - np.asarray(drawn(), dtype=int)).mean() < 8


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_it_is_rgb(mode: str) -> None:
    assert opened(clean_photo(jpeg(drawn().convert(mode)))).mode == "RGB"


def test_colours_of_another_profile_are_converted() -> None:
    lab = ImageCms.createProfile("LAB")
    data = jpeg(drawn(), icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    assert opened(clean_photo(data)).mode == "RGB"


def test_a_broken_profile_is_no_obstacle() -> None:
    assert all(one.ok for one in check_photo(clean_photo(jpeg(drawn(), icc_profile=b"no profile" * 20))))


@pytest.mark.rule("A4.3")
@given(
    quality=st.integers(40, 100),
    width=st.integers(240, 1200),
    ratio=st.integers(66, 79),
    progressive=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_what_passed_still_passes(*, quality: int, width: int, ratio: int, progressive: bool) -> None:
    data = portrait(width, width * 100 // ratio, quality=quality, progressive=progressive)
    if all(one.ok for one in check_photo(data)):
        assert all(one.ok for one in check_photo(clean_photo(data)))


@pytest.mark.rule("A4.3")
def test_a_large_photo_just_below_the_limit_stays_below_it() -> None:
    data = next(
        data
        for quality in range(99, 20, -1)
        if len(data := portrait(1200, 1600, quality=quality, subsampling=0)) < 1024 * 1024
    )
    assert len(data) > 900 * 1024
    assert all(one.ok for one in check_photo(clean_photo(data)))


@pytest.mark.rule("A4.3")
def test_a_small_photo_just_above_the_limit_stays_above_it() -> None:
    data = next(
        data for quality in range(20, 99) if len(data := portrait(380, 500, quality=quality)) > 30 * 1024
    )
    assert all(one.ok for one in check_photo(clean_photo(data)))


@pytest.mark.rule("A4.3")
def test_a_file_padded_to_size_is_refused_for_what_it_really_has() -> None:
    data = sized(40 * 1024, jpeg(Image.new("RGB", (300, 400), "white")))
    assert all(one.ok for one in check_photo(data))
    found = inspect(data, PhotoRule())
    assert [one.rule for one in found.checks if not one.ok] == ["A4.3"]
    assert found.photo == b""


def test_an_accepted_photo_comes_with_its_size() -> None:
    found = inspect(with_metadata(), PhotoRule())
    assert found.is_accepted
    assert (found.width, found.height) == (480, 640)


def test_the_strictest_of_several_plans_counts() -> None:
    mild = CityRule(
        min_bytes=10,
        max_bytes=999,
        min_width=5,
        min_height=9,
        min_ratio="0.5",
        max_ratio="0.9",
        background="any",
    )
    strict = mild.model_copy(update={"max_bytes": 500, "min_ratio": 0.65, "background": "white"})
    assert rule_of([]) == PhotoRule()
    assert rule_of([mild, strict]) == PhotoRule(
        min_bytes=10,
        max_bytes=500,
        min_width=5,
        min_height=9,
        min_ratio=Fraction(0.65),
        max_ratio=Fraction(9, 10),
        is_background_white=True,
    )
