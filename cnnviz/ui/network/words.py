"""Numbers of networks as people say them."""

from cnnviz import pretrained, stages
from cnnviz.figures import shape_text
from cnnviz.layers import Layer, Total
from cnnviz.stages import Stage
from cnnviz.ui.network.subject import Subject

NO_BREAK = "\N{NO-BREAK SPACE}"
_ROLES = {
    "convolution": "convolutions",
    "dense": "dense layers",
    "normalisation": "normalisation",
}


def many(count: float) -> str:
    """A large number: 714 million; small ones with all their digits."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if count >= size:
            return f"{count / size:.3g} {name}"
    return f"{count:,.0f}"


def memory(count: float) -> str:
    """Bytes in units of 1,000."""
    for size, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            return f"{count / size:.3g} {name}"
    return f"{count:.0f} B"


def percent(part: float, whole: float) -> str:
    """A share in per cent."""
    if not whole:
        return f"0{NO_BREAK}%"
    if 0.9995 <= part / whole < 1:
        return f"over 99.9{NO_BREAK}%"  # not quite all
    return f"{100 * part / whole:.3g}{NO_BREAK}%"


def totals(subject: Subject) -> str:
    """What the network has and costs, in a sentence of Markdown."""
    total = subject.total
    return (
        f"**{total.parameters:,} parameters** ({memory(total.parameter_bytes)}), "
        f"**{many(total.multiply_adds)} multiply-adds** and "
        f"{memory(total.output_bytes)} of outputs for one image of "
        f"{shape_text(subject.size)}; {len(subject.layers)} operations. {_weights(subject)}"
    )


def _weights(subject: Subject) -> str:
    """Whether there are any, where the network is not known by the name of its weights."""
    if subject.name:
        return ""
    if subject.photographs and pretrained.available(subject.network):
        return "Its weights from ImageNet are here; these numbers need none. "
    return "It has no weights here; these numbers need none. "


def where(subject: Subject) -> str:
    """Which kind of layers has most parameters, and which does most of the work."""
    found = stages.by_role(subject.layers)
    total = subject.total
    most = max(found, key=lambda role: found[role].parameters)
    busy = max(found, key=lambda role: found[role].multiply_adds)
    if not total.parameters or not total.multiply_adds:
        return ""
    sits = f"{percent(found[most].parameters, total.parameters)} of the parameters"
    works = f"{percent(found[busy].multiply_adds, total.multiply_adds)} of the multiply-adds"
    if most == busy:
        return f"The {_ROLES[most]} have {sits} and do {works}."
    return (
        f"The {_ROLES[most]} have {sits} and do "
        f"{percent(found[most].multiply_adds, total.multiply_adds)} of the multiply-adds; the "
        f"{_ROLES[busy]} do {works} with "
        f"{percent(found[busy].parameters, total.parameters)} of the parameters."
    )


def field(layer: Layer) -> str:
    """Rows and columns of the image that a unit sees."""
    if layer.field is None:
        return "no one size"
    rows, columns = layer.field.size
    return "all" if layer.field.stride == (0, 0) else f"{rows} \N{MULTIPLICATION SIGN} {columns}"


def parameters(layer: Layer) -> str:
    """The number of parameters with its arithmetic."""
    return f"{layer.arithmetic} = {layer.parameters:,}" if layer.parameters else ""


def stage(found: Stage) -> str:
    """A stage with what it has, for a pointer that rests on it."""
    total = found.total
    text = f"{found.name}: {shape_text(found.shape)}"
    if found.layers:
        text += f"; {total.parameters:,} parameters, {many(total.multiply_adds)} multiply-adds"
    return text


def ratio(one: float, other: float) -> str:
    """How many times as large the other is."""
    return f"\N{MULTIPLICATION SIGN} {other / one:.3g}" if one else ""


def both(one: Total, other: Total) -> list[tuple[str, float, float, str, str]]:
    """The quantities of two networks: name, both values, both as they are written."""
    return [
        ("Parameters", one.parameters, other.parameters,
         f"{one.parameters:,}", f"{other.parameters:,}"),
        ("Multiply-adds", one.multiply_adds, other.multiply_adds,
         many(one.multiply_adds), many(other.multiply_adds)),
        ("Memory of the parameters", one.parameter_bytes, other.parameter_bytes,
         memory(one.parameter_bytes), memory(other.parameter_bytes)),
        ("Memory of the outputs", one.output_bytes, other.output_bytes,
         memory(one.output_bytes), memory(other.output_bytes)),
    ]  # fmt: skip
