"""The measurement as files."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.photometry import Photometry
from cnnviz.ui.attribution.measured import Measured, stretch
from cnnviz.ui.attribution.view import View


def profile_rows(maps: Sequence[Measured], scale: float | None) -> list[dict[str, str]]:
    """A row for each method and ring; attributions in the method's own units.

    Args:
        maps: of the methods
        scale: arcsec per pixel, where known
    """
    rows = []
    for each in maps:
        p = each.profile
        for i in range(len(p.count)):
            row = {"method": each.title, "inner_pixels": repr(float(p.inner[i])),
                   "outer_pixels": repr(float(p.outer[i]))}  # fmt: skip
            if scale:
                row |= {"inner_arcsec": repr(float(p.inner[i] * scale)),
                        "outer_arcsec": repr(float(p.outer[i] * scale))}  # fmt: skip
            row |= {"pixels": str(int(p.count[i]))}
            for name in ("signed", "signed_error", "absolute", "absolute_error"):
                row[name] = repr(float(getattr(p, name)[i]))
            rows.append(row | {"mean_magnitude_of_picture": repr(each.mean)})
    return rows


def share_rows(maps: Sequence[Measured]) -> list[dict[str, str]]:
    """A row for each method and part."""
    return [
        {"method": each.title, "part": part, "area": repr(share.area),
         "absolute": repr(share.absolute), "positive": repr(share.positive)}
        for each in maps
        for part, share in each.shares.items()
    ]  # fmt: skip


def arrays(view: View, found: Photometry, maps: Sequence[Measured], scale: float | None) -> bytes:
    """Masks, maps and what made them, as NumPy's NPZ file; `about` is a JSON document."""
    about = {
        "galaxy": view.galaxy.address, "network": view.network,
        "class": view.classes[view.target],
        "methods": {
            method.title: {"layer": view.asked(method.name).layer, **view.values(method.name)}
            for method in view.methods
        },
        "stretch": stretch(view), "centre": found.centre, "half_light_radius": found.half_light,
        "axis_ratio": found.axis_ratio, "sky": found.sky, "noise": found.noise,
        "arcsec_per_pixel": scale, "ring_pixels": view.now.ring,
    }  # fmt: skip
    named: dict[str, NDArray[Any]] = {
        "pixels": view.pixels, "outline": found.outline, "other_sources": found.others,
        "half_light_circle": found.inner, "about": np.array(json.dumps(about)),
        "methods": np.array([each.title for each in maps]),
        "maps": np.array([each.map for each in maps]),
        "signed_profiles": np.array([each.profile.signed for each in maps]),
        "absolute_profiles": np.array([each.profile.absolute for each in maps]),
    }  # fmt: skip
    file = BytesIO()
    np.savez_compressed(file, **named)  # type: ignore[arg-type]
    return file.getvalue()
