"""What telescope, camera and picture-maker do to the light: seeing, sky, three bands into RGB."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import fft

from cnnviz.galaxies.light import Bands, Grid, Part, Plane

MARGIN = 12  # pixels added around the field, so that light scattered over the edge does not wrap


@dataclass(frozen=True)
class Survey:
    """A camera and the survey's way of making a picture.

    Args:
        name: "decals" (DESI Legacy Imaging Surveys, g r z) or "sdss" (g r i, drawn from g r z)
        native_scale: arcsec per pixel of the camera
        noise: standard deviation of the sky in g, r, z, nanomaggies per native pixel
        scales: what each band is multiplied by before the stretch
        black: added before the stretch, the grey of the sky
        softening: Q of the stretch
        keep_hue: whether a pixel too bright for the screen is dimmed in all channels alike
    """

    name: str
    native_scale: float
    noise: Bands
    scales: Bands
    black: float
    softening: float
    keep_hue: bool

    def rgb(self, planes: Plane, saturation: float = 1.0) -> Plane:
        """Bands into red, green, blue by Lupton et al. 2004, asinh of the mean intensity.

        I = mean of the scaled bands, f(I) = asinh(Q I) / sqrt(Q), channel = band f(I) / I. The
        scales of "decals" are those of the Legacy Surveys' sky viewer.

        Args:
            planes: g, r, z in nanomaggies per native pixel, shape (3, H, W)
            saturation: of the colours; 1 is the survey's own, 0 is grey

        Returns:
            red, green, blue in 0 to 1, shape (3, H, W)
        """
        scaled = planes * np.asarray(self.scales, np.float32)[:, None, None] + np.float32(
            self.black
        )
        intensity = np.maximum(scaled, 0).mean(axis=0)
        q = np.float32(self.softening)
        stretch = np.arcsinh(q * intensity) / np.sqrt(q) / np.maximum(intensity, np.float32(1e-6))
        channels = scaled[::-1] * stretch
        grey = channels.mean(axis=0)
        channels = grey + np.float32(saturation) * (channels - grey)
        if self.keep_hue:
            # a smooth bend in place of a clip, which would draw a ring around every bright core
            channels = channels / (1 + channels.max(axis=0) ** 4) ** np.float32(0.25)
        clipped: Plane = np.clip(channels, 0, 1)
        return clipped


DECALS = Survey("decals", 0.262, (0.0051, 0.0095, 0.020), (6.0, 3.4, 2.2), 0.03, 20.0, False)
SDSS = Survey("sdss", 0.396, (0.011, 0.018, 0.034), (0.98, 0.64, 0.40), 0.003, 8.0, True)
SURVEYS = (DECALS, SDSS)


@dataclass(frozen=True)
class Star:
    """A point source: its position in the field (arcsec) and its flux in g, r, z (nanomaggies)."""

    centre: tuple[float, float]
    flux: Bands


@dataclass(frozen=True)
class Exposure:
    """One observation.

    Args:
        survey: the camera
        pixel_scale: arcsec per pixel of the picture
        seeing: full width at half maximum of a star in r, arcsec
        depth: what the survey's typical noise is multiplied by
        grain: share of the noise that neighbouring pixels have in common, 0 to 0.25
        gain: electrons per nanomaggy, for the photon noise of the source
        sky: error of the sky level in g, r, z in units of the noise
        stretch: what the picture-maker's scales are multiplied by
        saturation: of the colours; 1 is the survey's own, 0 is grey
        quality: of the JPEG, 1 to 100
    """

    survey: Survey
    pixel_scale: float
    seeing: float
    depth: float = 1.0
    grain: float = 0.0
    gain: float = 18_000.0
    sky: Bands = (0.0, 0.0, 0.0)
    stretch: float = 1.0
    saturation: float = 1.0
    quality: int = 92


def transfer_function(shape: tuple[int, int], pixel_scale: float, seeing: float) -> Plane:
    """Optical transfer function of long exposures through turbulent air, Kolmogorov (Fried 1966).

    exp(-3.44 (lambda f / r_0)^(5/3)), with FWHM = 0.976 lambda / r_0, times the pixel's own.

    Args:
        shape: H, W of the image
        pixel_scale: arcsec per pixel
        seeing: FWHM of a star, arcsec

    Returns:
        real, shape (H, W // 2 + 1), as numpy's rfft2 orders frequencies
    """
    fy = fft.fftfreq(shape[0], pixel_scale).astype(np.float32)
    fx = fft.rfftfreq(shape[1], pixel_scale).astype(np.float32)
    frequency = np.hypot(fy[:, None], fx[None, :]) * np.float32(seeing / 0.976)
    # the pixel averages over its own width
    pixel = np.sinc(fy * pixel_scale)[:, None] * np.sinc(fx * pixel_scale)[None, :]
    transfer: Plane = np.exp(np.float32(-3.44) * frequency ** np.float32(5 / 3)) * pixel
    return transfer


def observe(
    parts: list[Part],
    stars: list[Star],
    exposure: Exposure,
    size: int,
    random: np.random.Generator,
) -> NDArray[np.uint8]:
    """Take the picture.

    Args:
        parts: what shines with an extent
        stars: what shines as a point
        exposure: how it is seen
        size: H and W of the picture in pixels
        random: the noise's

    Returns:
        uint8 of shape (size, size, 3)
    """
    grid = Grid.square(size + 2 * MARGIN, exposure.pixel_scale)
    scene = np.zeros((3, *grid.x.shape), np.float32)
    for part in parts:
        scene += part.light(grid)
    _add_stars(scene, stars, exposure.pixel_scale)
    planes = _blur(scene, exposure)[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    planes = planes * np.float32(exposure.survey.native_scale**2)
    planes = _add_noise(planes, exposure, random) * np.float32(exposure.stretch)
    channels = exposure.survey.rgb(planes, exposure.saturation)
    return _compressed((channels.transpose(1, 2, 0) * 255 + 0.5).astype(np.uint8), exposure.quality)


def _add_stars(scene: Plane, stars: list[Star], pixel_scale: float) -> None:
    """Share each star's light among the four nearest pixels, in place; scene is (3, H, W)."""
    size = scene.shape[1]
    for star in stars:
        x, y = (c / pixel_scale + (size - 1) / 2 for c in star.centre)
        column, row = int(np.floor(x)), int(np.floor(y))
        if not (0 <= column < size - 1 and 0 <= row < size - 1):
            continue
        u, v = x - column, y - row
        shares = np.array([[(1 - v) * (1 - u), (1 - v) * u], [v * (1 - u), v * u]], np.float32)
        brightness = np.asarray(star.flux, np.float32) / np.float32(pixel_scale**2)
        scene[:, row : row + 2, column : column + 2] += brightness[:, None, None] * shares


def _blur(scene: Plane, exposure: Exposure) -> Plane:
    """Seeing, better at longer wavelength: FWHM goes as lambda^(-1/5)."""
    spectrum = fft.rfft2(scene)
    height, width = scene.shape[1:]
    for band, factor in enumerate((1.06, 1.0, 0.93)):
        seeing = exposure.seeing * factor
        spectrum[band] *= transfer_function((height, width), exposure.pixel_scale, seeing)
    blurred: Plane = fft.irfft2(spectrum, s=(height, width))
    return blurred


def _add_noise(planes: Plane, exposure: Exposure, random: np.random.Generator) -> Plane:
    """Sky and photon noise; planes are (3, H, W) in nanomaggies per native pixel."""
    # a picture pixel averages (pixel_scale / native_scale)^2 native ones, or repeats one
    ratio = exposure.survey.native_scale / exposure.pixel_scale
    sigma = np.asarray(exposure.survey.noise, np.float32) * np.float32(
        exposure.depth * min(ratio, 1.3)
    )
    noise = random.standard_normal(planes.shape, np.float32)
    if exposure.grain:
        g = np.float32(exposure.grain)
        for axis in (1, 2):
            noise = noise * (1 - 2 * g) + g * (np.roll(noise, 1, axis) + np.roll(noise, -1, axis))
        noise /= np.float32(1 - 4 * exposure.grain + 6 * exposure.grain**2)  # restores the variance
    variance = np.maximum(planes, 0) / np.float32(exposure.gain) + sigma[:, None, None] ** 2
    level = np.asarray(exposure.sky, np.float32) * sigma
    noisy: Plane = planes + noise * np.sqrt(variance) + level[:, None, None]
    return noisy


def _compressed(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """The picture after JPEG, with the surveys' chroma subsampling; shape (H, W, 3) is kept."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
    return np.asarray(Image.open(buffer))
