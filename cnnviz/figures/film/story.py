"""A step in words: products, their sum, the bias, the result."""

from dataclasses import dataclass

from cnnviz.figures._numbers import bracketed, number
from cnnviz.figures.film.reading import Place, Tap, channels_of, position, reached, taps
from cnnviz.scene import Scene

ALONE, SEVERAL = 30, 14  # terms of a channel; of more the middle is left out


@dataclass(frozen=True)
class Word:
    """A piece of a line that is not broken; the result in it is marked."""

    text: str
    result: str = ""
    after: str = ""

    def __str__(self) -> str:
        return self.text + self.result + self.after


@dataclass(frozen=True)
class Line:
    """One sum or list: what stands before its terms, between and after them, and its result."""

    head: str
    terms: tuple[str, ...] = ()
    join: str = " + "
    tail: str = ""
    result: str = ""
    after: str = ""

    def words(self) -> list[Word]:
        """The line in pieces that stay together when it is broken."""
        last = len(self.terms) - 1
        terms = [Word(term + (self.join if i < last else "")) for i, term in enumerate(self.terms)]
        words = [Word(self.head), *terms, Word(self.tail, self.result, self.after)]
        return [word for word in words if str(word)]


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
        return [_remembered(scene, read, out, result)]
    if scene.kind == "max":
        terms = _short([number(x) for x in values], ALONE)
        return [Line(f"{out}max(", terms, ", ", ") = ", result)]
    if scene.kind == "average":
        return [_average(out, values, result)]
    if scene.weights is None:
        return [_shares(scene, read, values, out, result)]
    if not read:
        return [Line(out, result=result, after=": no input reaches this output, the bias alone")]
    return _sums(scene, kernel, place, read)


def _at(scene: Scene, place: Place) -> str:
    return f"[{place[1]}]" if scene.line else f"[{place[0]}, {place[1]}]"


def _input(scene: Scene, place: Place) -> str:
    """Where a cell of the padded input is in the input itself."""
    (row, column), (top, left, *_), (down, across) = place, scene.inside, scene.inserted
    return f"in{_at(scene, ((row - top) // down, (column - left) // across))}"


def _remembered(scene: Scene, read: list[Tap], out: str, result: str) -> Line:
    if not read:
        return Line(out, result="0", after=": no maximum came from here")
    head = f"{out}{_input(scene, read[0].place)} = "
    return Line(head, result=result, after=": its maximum came from here")


def _average(out: str, values: list[float], result: str) -> Line:
    terms = _short([bracketed(x) for x in values], ALONE)
    n = len(values)
    return Line(f"{out}(", terms, tail=f") / {n} = {number(sum(values))} / {n} = ", result=result)


def _shares(scene: Scene, read: list[Tap], values: list[float], out: str, result: str) -> Line:
    if len(read) == 1:
        return Line(f"{out}{_input(scene, read[0].place)} = ", result=result)
    terms = [
        f"{number(1.0 if tap.share is None else tap.share)}·{bracketed(x)}"
        for tap, x in zip(read, values, strict=True)
    ]
    return Line(out, _short(terms, ALONE), tail=" = ", result=result)


def _sums(scene: Scene, kernel: int, place: Place, read: list[Tap]) -> list[Line]:
    """One channel: products, sum, bias, result. Several: a line for each, then their sum."""
    assert scene.weights is not None
    out, bias = f"out{_at(scene, place)} = ", bracketed(float(scene.bias[kernel]))
    end, result = f"; + bias {bias} = ", number(float(scene.outputs[kernel][place]))
    sums = [float(scene.sums[kernel, c][place]) for c in channels_of(scene, kernel)]
    lines = [_products(scene, kernel, c, read) for c in channels_of(scene, kernel)]
    tails = [f" = {number(x)}" for x in sums]
    if len(lines) == 1:
        return [Line(out, lines[0], tail=tails[0] + end, result=result)]
    return [
        *(
            Line(f"{channel(scene, c)}: ", terms, tail=tail)
            for c, (terms, tail) in enumerate(zip(lines, tails, strict=True))
        ),
        Line(out, tuple(bracketed(x) for x in sums), tail=end, result=result),
    ]


def _products(scene: Scene, kernel: int, c: int, read: list[Tap]) -> tuple[str, ...]:
    """Value times weight, with fewer digits where several channels share the room."""
    assert scene.weights is not None
    values, weights = scene.values[c], scene.weights[kernel, c]
    several = len(scene.values) > 1
    digits, limit = (3, SEVERAL) if several else (4, ALONE)
    pairs = [(float(values[tap.place]), float(weights[tap.weight])) for tap in read]
    terms = [f"{bracketed(x, digits)}·{bracketed(w, digits)}" for x, w in pairs]
    return _short(terms, limit)


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
