"""Makes a stranger's picture safe to keep: decoded once, turned upright, written anew as JPEG.

Nothing but pixels survives: no position, no device, no profile, no second file in its tail.
"""

import io
import threading

from PIL import Image, ImageCms, ImageOps

from service.core.problems import N_, Problem

#: what phones and screens make; nothing else is even tried
FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONG_EDGE = 1600
QUALITY = 82
#: a progressive JPEG has about ten scans; hundreds are made to keep a decoder busy
MOST_SCANS = 64
START_OF_SCAN = b"\xff\xda"

TOO_LARGE = N_("照片太大。每张不超过 10 MB、5000 万像素，请缩小后再试。")

SRGB = ImageCms.createProfile("sRGB")
# A large picture takes 200 MB while it is open: one at a time, however many arrive.
_one_at_a_time = threading.Lock()


def clean(data: bytes) -> bytes:
    """Return ``data`` (JPEG, PNG or WebP) as a plain sRGB JPEG, long edge at most 1600 pixels.

    Refuses with 415 ``not_an_image`` or 413 ``photo_too_large`` (over 10 MB or 50 megapixels).
    The same bytes give the same result.
    """
    if len(data) > LARGEST_BYTES:
        raise _too_large()
    with _one_at_a_time:
        try:
            return _rewritten(data)
        except Problem:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error
        except Exception as error:  # hostile bytes make decoders raise almost anything
            sentence = N_("这不是能打开的照片，可能已损坏。请换一张 JPEG、PNG 或 WebP 照片。")
            raise Problem(415, "not_an_image", sentence) from error


def _too_large() -> Problem:
    return Problem(413, "photo_too_large", TOO_LARGE)


def _rewritten(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        many_scans = picture.format != "PNG" and data.count(START_OF_SCAN) > MOST_SCANS
        if picture.width * picture.height > LARGEST_PIXELS or many_scans:
            raise _too_large()
        profile = picture.info.get("icc_profile")
        small = picture.convert("RGBA") if picture.mode in {"P", "PA", "LA"} else picture
        small.thumbnail((LONG_EDGE, LONG_EDGE))  # lets libjpeg decode at a fraction of the size
        pixels = _in_srgb(ImageOps.exif_transpose(small), profile)
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture's colours as sRGB on white, in a new image that carries nothing else."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    if picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256, "L")  # convert() would clip it to white
    if picture.mode not in {"RGB", "L", "CMYK"}:
        picture = picture.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB") or picture
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile costs exact colours, not the picture
    fresh = Image.new("RGB", picture.size, "white")
    fresh.paste(picture.convert("RGB"), mask=alpha)
    return fresh
