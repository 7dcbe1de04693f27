"""A picture's likeness to the training pictures, as sentences, strips and rows."""

from collections.abc import Mapping, Sequence

from cnnviz.familiarity.comparison import ONE_SIDED, Level, Statement
from cnnviz.familiarity.quantities import QUANTITIES
from cnnviz.familiarity.seen import LEVELS, Seen
from cnnviz.figures import Strip
from cnnviz.ui.own.respects import NEGATIVE, RESPECTS, WHITE, advice
from cnnviz.ui.words import plain

UNLIKE = (Level.UNUSUAL, Level.OUTSIDE)
MORE = 3  # decimals at most beyond the usual ones
DRAWN = (0.01, 0.05, 0.5, 0.95, 0.99)  # levels of a strip
ALL_USUAL = (
    "In all of these respects this picture is like those that the network was trained on. That "
    "does not prove its answer right, nor that a galaxy is seen: other things can have the same "
    "size, light and sharpness."
)
FEW = (
    "That is not much: only {ordinary} of 100 training pictures are usual in every one of these "
    "respects."
)
EMPTY = "**No object stands out from the background near the middle.**"
MOVE = "If a galaxy is elsewhere in your image, move the middle of the crop onto it."


def sentences(
    statements: Sequence[Statement], found: Seen, side: int, subtracted: bool, deep: bool
) -> list[str]:
    """What is unlike the training pictures, the worst first, as Markdown.

    Args:
        statements: of `compare`
        found: of the training pictures
        side: of what the network receives, pixels
        subtracted: whether the network subtracts the background's level
        deep: whether the image has more than eight bits and a stretch of its own
    """
    by_name = {one.quantity: one for one in statements}
    lines = []
    if "size" in by_name and by_name["size"].level is Level.UNKNOWN:
        lines.append(_empty(found, by_name))
    for level in reversed(UNLIKE):
        for one in statements:
            if one.level is level:
                helps = advice(one.quantity, one.value, one.high, subtracted=subtracted, deep=deep)
                said = helps if not lines or helps not in lines[0] else ""
                lines.append(f"{_sentence(one, side)} {said}".strip())
    if lines and not any(one.level in (Level.OUTSIDE, Level.UNKNOWN) for one in statements):
        lines.append(FEW.format(ordinary=round(100 * found.ordinary)))
    return [line.replace(" %", "\N{NO-BREAK SPACE}%") for line in lines] or [ALL_USUAL]


def strips(statements: Sequence[Statement], side: int) -> list[Strip]:
    """Each statement as a strip of the figure.

    Args:
        statements: of `compare`
        side: of what the network receives, pixels
    """
    return [_strip(one, side) for one in statements]


def about(found: Seen) -> str:
    """What was measured, as Markdown."""
    return f"{found.pictures:,} pictures were measured: {plain(found.data.rstrip('.'))}."


def definitions() -> str:
    """What each quantity is, as Markdown."""
    return "\n".join(f"- **{each.title}**: {each.about}" for each in RESPECTS.values())


def rows(statements: Sequence[Statement]) -> list[dict[str, str]]:
    """Everything as the rows of a file, every number as it was measured."""
    return [
        {
            "quantity": one.quantity,
            "meaning": QUANTITIES[one.quantity],
            "value": repr(one.value),
            "share of training pictures below": repr(one.below),
            "level": one.level.value,
            **{f"{100 * at:g} %": repr(q) for at, q in zip(LEVELS, one.quantiles, strict=True)},
        }
        for one in statements
    ]


def _sentence(one: Statement, side: int) -> str:
    respect = RESPECTS[one.quantity]
    verdict = (respect.high if one.high else respect.low).verdict
    rare, more = _rare(one), _more(one, side)
    value, (many, range_) = respect.write(one.value, side, more), _range(one, side, more)
    return f"**{verdict}.** {respect.title} {value}; {many} have {range_}, and {rare}."


def _rare(one: Statement) -> str:
    """How many of a hundred training pictures lie beyond, in words."""
    kind = "more" if one.high else "less"
    if one.level is Level.OUTSIDE:
        return f"fewer than 1 has {kind}"
    beyond = max(1, round(100 * (1 - one.below if one.high else one.below)))
    return f"{beyond} {'has' if beyond == 1 else 'have'} {kind}"


def _more(one: Statement, side: int) -> int:
    """How many decimals more tell a value beyond a limit apart from the limit."""
    write, at = RESPECTS[one.quantity].write, dict(zip(LEVELS, one.quantiles, strict=True))
    limit = at[0.95] if one.high else at[0.05]
    different = (m for m in range(MORE) if write(one.value, side, m) != write(limit, side, m))
    return next(different, MORE)


def _range(one: Statement, side: int, more: int = 0) -> tuple[str, str]:
    """How many training pictures have what; of ONE_SIDED a small value is none that stands out."""
    write, at = RESPECTS[one.quantity].write, dict(zip(LEVELS, one.quantiles, strict=True))
    low, high = write(at[0.05], side, more), write(at[0.95], side, more)
    if one.quantity in ONE_SIDED:
        return "95 of 100 training pictures", f"at most {high}"
    unit = low.rpartition(" ")[2]
    low = low.removesuffix(f" {unit}") if high.endswith(f" {unit}") else low
    return "90 of 100 training pictures", f"{low} to {high}"


def _empty(found: Seen, by_name: Mapping[str, Statement]) -> str:
    none = round(100 * found.empty)
    often = f"about {none} of 100" if none else "fewer than 1 of 100"
    background = by_name.get("background")
    way_out = NEGATIVE if background and background.value > WHITE else MOVE
    return (
        f"{EMPTY} So it was in {often} training pictures: whatever the network answers is about "
        f"something that it does not know. {way_out}"
    )


def _strip(one: Statement, side: int) -> Strip:
    respect, at = RESPECTS[one.quantity], dict(zip(LEVELS, one.quantiles, strict=True))
    more = _more(one, side) if one.level in UNLIKE else 0
    many, range_ = _range(one, side, more)
    unknown = one.level is Level.UNKNOWN
    word = (respect.high if one.high else respect.low).word
    verdict = {
        Level.USUAL: "usual",
        Level.UNKNOWN: "no value",
        Level.UNUSUAL: f"unusually {word}",
        Level.OUTSIDE: f"{word}, outside the range",
    }[one.level]
    quantiles = tuple(at[level] for level in DRAWN)
    return Strip(
        respect.title, "" if unknown else respect.write(one.value, side, more), verdict,
        f"{many}: {range_}", one.value,
        (quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4]),
        one.level in UNLIKE,
    )  # fmt: skip
