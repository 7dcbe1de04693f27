"""A step in words: products, their sum, the bias, the result."""

from dataclasses import dataclass

from cnnviz.figures._numbers import bracketed, number
from cnnviz.figures.film.reading import Place, Tap, channels_of, position, reached, taps
from cnnviz.scene import Scene

ALONE, SEVERAL = 30, 14  # terms of a channel; of more the middle is left out


@dataclass(frozen=True)
class Line:
    """One sum or list: what stands before its terms, between them and after them."""

    head: str
    terms: tuple[str, ...] = ()
    join: str = " + "
    tail: str = ""

    def words(self) -> list[str]:
        """The line in pieces that stay together when it is broken."""
        last = len(self.terms) - 1
        pieces = [term + (self.join if i < last else "") for i, term in enumerate(self.terms)]
        return [piece for piece in (self.head, *pieces, self.tail) if piece]


def story(scene: Scene, kernel: int, step: int) -> list[Line]:
    """What happens in a step; a line for each channel, and one for their sum."""
    if scene.spread:
        return [_spread(scene, kernel, step, c) for c in channels_of(scene, kernel)]
    place = position(scene, step)
    read = taps(scene, kernel, place)
    out, result = f"out{_at(scene, place)} = ", number(float(scene.outputs[kernel][place]))
    first = channels_of(scene, kernel)[0]
    values = [float(scene.values[first][tap.place]) for tap in read]
    if scene.sources is not None:
        return [Line(_remembered(scene, read, out, result))]
    if scene.kind == "max":
        terms = _short([number(x) for x in values], ALONE)
        return [Line(f"{out}max(", terms, ", ", f") = {result}")]
    if scene.kind == "average":
        return [_average(out, values, result)]
    if scene.weights is None:
        return [_shares(scene, read, values, out, result)]
    return _sums(scene, kernel, place, read) if read else [Line(f"{out}{result}: the bias alone")]


def _at(scene: Scene, place: Place) -> str:
    return f"[{place[1]}]" if scene.line else f"[{place[0]}, {place[1]}]"


def _input(scene: Scene, place: Place) -> str:
    """Where a cell of the padded input is in the input itself."""
    (row, column), (top, left, *_), (down, across) = place, scene.inside, scene.inserted
    return f"in{_at(scene, ((row - top) // down, (column - left) // across))}"


def _remembered(scene: Scene, read: list[Tap], out: str, result: str) -> str:
    if not read:
        return f"{out}0: no maximum came from here"
    return f"{out}{_input(scene, read[0].place)} = {result}: its maximum came from here"


def _average(out: str, values: list[float], result: str) -> Line:
    terms = _short([bracketed(x) for x in values], ALONE)
    n = len(values)
    return Line(f"{out}(", terms, tail=f") / {n} = {number(sum(values))} / {n} = {result}")


def _shares(scene: Scene, read: list[Tap], values: list[float], out: str, result: str) -> Line:
    if len(read) == 1:
        return Line(f"{out}{_input(scene, read[0].place)} = {result}")
    terms = [
        f"{number(1.0 if tap.share is None else tap.share)}·{bracketed(x)}"
        for tap, x in zip(read, values, strict=True)
    ]
    return Line(out, _short(terms, ALONE), tail=f" = {result}")


def _sums(scene: Scene, kernel: int, place: Place, read: list[Tap]) -> list[Line]:
    """One channel: products, sum, bias, result. Several: a line for each, then their sum."""
    assert scene.weights is not None
    out, bias = f"out{_at(scene, place)} = ", bracketed(float(scene.bias[kernel]))
    end = f"; + bias {bias} = {number(float(scene.outputs[kernel][place]))}"
    several, lines, sums = len(scene.values) > 1, [], []
    for c in channels_of(scene, kernel):
        pairs = [
            (float(scene.values[c][tap.place]), float(scene.weights[kernel, c][tap.weight]))
            for tap in read
        ]
        terms = [f"{bracketed(value)}·{bracketed(weight)}" for value, weight in pairs]
        sums.append(float(scene.sums[kernel, c][place]))
        head = f"{channel(scene, c)}: " if several else out
        tail = f" = {number(sums[-1])}" + ("" if several else end)
        lines.append(Line(head, _short(terms, SEVERAL if several else ALONE), tail=tail))
    if several:
        lines.append(Line(out, tuple(bracketed(x) for x in sums), tail=end))
    return lines


def _spread(scene: Scene, kernel: int, step: int, c: int) -> Line:
    """One input of a transposed convolution: each of its products is added to another output."""
    assert scene.weights is not None
    place, found = position(scene, step), reached(scene, step)
    value = float(scene.values[c, place[0] + scene.inside[0], place[1] + scene.inside[1]])
    terms = []
    for one in found:
        weight = float(scene.weights[kernel, c][one.weight])
        terms.append(f"{bracketed(value)}·{bracketed(weight)} = {number(value * weight)}")
    whose = f"{channel(scene, c)}, " if len(scene.values) > 1 else ""
    what = f"{len(found)} output{'' if len(found) == 1 else 's'}: "
    head = f"{whose}in{_at(scene, place)} = {number(value)} adds to {what}"
    return Line(head, _short(terms, SEVERAL), ", ")


def channel(scene: Scene, c: int) -> str:
    """Name of an input channel; empty where there is one without a name."""
    return scene.channels[c] or (f"channel {c + 1}" if len(scene.values) > 1 else "")


def _short(terms: list[str], limit: int) -> tuple[str, ...]:
    if len(terms) <= limit:
        return tuple(terms)
    head = limit - 4
    return (*terms[:head], f"… {len(terms) - head - 2} more …", *terms[-2:])
