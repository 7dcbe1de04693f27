"""What there is to see, in sentences with the numbers in them."""

from cnnviz.ui.receptive_field import effective, network, sizes
from cnnviz.ui.receptive_field.effective import Measured
from cnnviz.ui.receptive_field.network import Box, area
from cnnviz.ui.receptive_field.view import View
from cnnviz.ui.words import quantity

TIMES = "\N{MULTIPLICATION SIGN}"


def seen(view: View) -> str:
    """`This unit sees 46 pixels = 18.2 arcsec = 24 kpc`, as Markdown."""
    top, left, bottom, right = view.seen
    height, width = bottom - top, right - left
    if not height or not width:
        return "**This unit sees nothing of the image:** its field lies in the padding."
    beside = _beside(view)
    if height == width:
        return f"**This unit sees {sizes.lengths(view.sky, width)}** across{beside}."
    return (
        f"**This unit sees {sizes.lengths(view.sky, width)}** in width and "
        f"{sizes.lengths(view.sky, height)} in height{beside}."
    )


def _beside(view: View) -> str:
    """How large the field is where a part of it does not lie on the image."""
    top, left, bottom, right = view.seen
    size = network.field(view.layer).size
    if (bottom - top, right - left) == size or not network.field(view.layer).stride[0]:
        return ""
    whole = str(size[0]) if size[0] == size[1] else _by(size)
    return f": its field has {whole}, and the rest of it lies beside the image"


def place(view: View) -> str:
    """Where the field lies, what of it is padding, and where the neighbours look."""
    field = network.field(view.layer)
    top, left, bottom, right = view.box
    if not field.stride[0]:
        return f"Every unit of this layer sees {_all(view)}: there is no stride and no place."
    centre = f"({quantity((top + bottom - 1) / 2)}, {quantity((left + right - 1) / 2)})"
    where = (
        f"Theoretical field {_by(field.size)} pixels: rows {_span(top, bottom)}, columns "
        f"{_span(left, right)}, centre {centre}."
    )
    return f"{where} {_neighbours(view)} {padding(view.box, view.on_image)}"


def _all(view: View) -> str:
    """What a unit that sees everything sees."""
    size, image = network.field(view.layer).size, view.network.size
    if size == (image, image):
        return "the whole image"
    return f"the first {_by(size)} pixels, as a stride leaves out those at the end"


def _neighbours(view: View) -> str:
    stride = network.field(view.layer).stride
    if max(network.units(view.layer)[1:]) == 1:
        return "This layer has one unit in each map, without neighbours."
    return (
        f"Stride {_stride(stride)}: the next unit looks {sizes.lengths(view.sky, stride[1])} "
        "further."
    )


def padding(box: Box, inside: Box) -> str:
    """Which share of the field lies in the padding."""
    share = 1 - area(inside) / area(box)
    if not share:
        return "No part of it lies in the padding."
    return f"{_percent(share)} of it lies in the padding (hatched): zeros, no galaxy."


def measured(found: Measured | None, view: View) -> str:
    """Width of an effective field and its share in the middle."""
    if found is None:
        return (
            f"Not one of the {view.network.galaxies} galaxies changes this unit: its gradient is "
            "zero everywhere, as behind a ReLU that never opens."
        )
    rows, columns = found.deviation
    width = f"standard deviation {quantity(rows)} {TIMES} {quantity(columns)} pixels"
    for unit, of in (("arcsec", view.sky.arcsec), ("kpc", view.sky.kpc)):
        high, wide = of(rows), of(columns)
        if high is not None and wide is not None:
            width += f" = {quantity(high)} {TIMES} {quantity(wide)} {unit}"
    size = _by(_size(network.inner(view.box)))
    return f"Width: {width}; {_percent(found.half)} of the gradient in the dashed {size} pixels."


def comparison(trained: Measured | None, untrained: Measured | None, view: View) -> str:
    """What an even field would have, and what training did."""
    if not area(view.seen):
        return "This unit's field lies in the padding: nothing of the image changes it."
    rows, columns = effective.even_deviation(view.seen, view.network.size)
    middle = network.inside(network.inner(view.box), view.network.size)
    parts = [
        f"Mean absolute gradient over {view.network.galaxies} simulated galaxies of all classes, "
        "each map divided by its sum: colours are per cent of it in a pixel.",
        f"If all pixels seen counted the same, the deviation would be {quantity(rows)} {TIMES} "
        f"{quantity(columns)} pixels and the dashed middle would have "
        f"{_percent(area(middle) / area(view.seen))} of it.",
    ]
    if view.enlarged:
        height, width = _size(view.window)
        parts.insert(1, f"Both maps show the {height} {TIMES} {width} pixels around the field.")
    if there := [each.inside for each in (trained, untrained) if each]:
        inside = f"Inside the whole theoretical field lie {_percent(min(there))}, as must be."
        parts.append(inside)
    if trained and untrained:
        ratio = sum(trained.deviation) / sum(untrained.deviation)
        how = "wider" if ratio > 1 else "narrower"
        parts.append(
            f"Training made this field {_percent(abs(ratio - 1))} {how}."
            if abs(ratio - 1) >= 0.005
            else "Training left its width as it was."
        )
    return " ".join(parts)


def _size(box: Box) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]} {TIMES} {size[1]}"


def _stride(stride: tuple[int, int]) -> str:
    return str(stride[0]) if stride[0] == stride[1] else _by(stride)


def _span(first: int, end: int) -> str:
    return f"{first} to {end - 1}".replace("-", "\N{MINUS SIGN}")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
