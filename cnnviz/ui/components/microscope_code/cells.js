// Cells with numbers: values are buttons that lead to their unit, weights are plain.

const READABLE = 11; // pixels
const LEAST_FONT = 6.5; // pixels: smaller numbers are left to the cell's title
const COMFORTABLE = 14; // pixels
const LARGEST_FONT = 20; // pixels

function makeCells(rows, columns, size, pressable, label) {
  const tag = pressable ? "button" : "span";
  const cells = Array.from({ length: rows * columns }, (_, i) =>
    element(tag, pressable ? { type: "button", class: "value", tabindex: i ? "-1" : "0" } : { class: "weight" }));
  const node = element("div", { class: "cells", role: "group", "aria-label": label }, ...cells);
  Object.assign(node.style, { gridTemplateColumns: `repeat(${columns}, ${size}px)`, gridAutoRows: `${size}px` });
  if (pressable) node.onkeydown = (event) => rove(event, node, "button");
  return { node, cells, size };
}

// with this many significant digits, without what needs room and tells nothing: "0", "7", ".045", "−1.2e−5"
function short(x, digits) {
  if (!Number.isFinite(x)) return special(x);
  if (Number.isInteger(x) && Math.abs(x) < 10 ** Math.max(digits, 3)) return minus(String(x + 0 || 0));
  const size = Math.abs(x);
  if (size < 1e-3 || size >= 1e5) return minus(x.toExponential(digits - 1).replace("e+", "e"));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return minus(x.toFixed(decimals).replace(/^(-?)0\./, "$1."));
}

// numbers of a grid in cells of this many pixels: how many digits each has, at least two, and how large they are;
// a number longer than the others is a little smaller. The title has all digits.
function legible(numbers, size) {
  const fit = (x, digits) => (0.92 * size - 2) / Math.max(1, breadth(short(x, digits)));
  const most = Math.min(0.4 * size, LARGEST_FONT);
  const fonts = (digits) => Array.from(numbers, (x) => Math.min(most, fit(x, digits)));
  const smallest = (digits) => fonts(digits).sort((a, b) => a - b)[Math.floor(numbers.length / 8)];
  const digits = [4, 3].find((count) => smallest(count) >= Math.max(count === 4 ? COMFORTABLE : READABLE, 0.3 * size)) ?? 2;
  const common = Math.max(Math.min(smallest(digits), most), Math.min(READABLE, most));
  return { write: (x) => short(x, digits), fonts: fonts(digits).map((font) => Math.min(font, common)) };
}

// numbers: of the grid; of: what decides the colours
function fillCells(scope, { cells, size }, numbers, of = numbers) {
  const { write, fonts } = legible(numbers, size * scope.scale);
  const range = extent(of);
  cells.forEach((cell, i) => {
    set(cell, "text", fonts[i] < LEAST_FONT ? "" : write(numbers[i]));
    const colour = tint(scope.colours, numbers[i], { least: 0, largest: range.largest });
    if (cell.colour !== colour) cell.style.background = cell.colour = colour;
    const letters = `${(fonts[i] / scope.scale).toFixed(1)}px`; // the sum is drawn larger by the scale
    if (cell.letters !== letters) cell.style.fontSize = cell.letters = letters;
  });
}

function fillValue(cell, { source, unit, value, inside }) {
  cell.place = inside ? { layer: source, unit } : null;
  cell.disabled = !inside;
  cell.classList.toggle("padding", !inside);
  const words = inside ? `${unitText(source, unit)}: ${number(value)}` : "padding: 0";
  if (cell.title === words) return;
  cell.title = words;
  cell.setAttribute("aria-label", words);
}

// a number in a sentence that leads to its unit
function makeValue() {
  return element("button", { type: "button", class: "value inline" });
}

function fillInline(cell, term, digits) {
  fillValue(cell, { ...term, inside: true });
  set(cell, "text", number(term.value, digits));
}

// hovering a value outlines its unit's place, a click goes there
function watchValues(scope) {
  const { sum } = scope.parts;
  const placeOf = (event) => event.target.closest?.(".value")?.place ?? null;
  const hint = (event) => hintAt(scope, placeOf(event));
  sum.addEventListener("pointerover", hint);
  sum.addEventListener("focusin", hint);
  for (const leaving of ["pointerleave", "focusout"]) sum.addEventListener(leaving, () => hintAt(scope, null));
  sum.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (!place) return;
    descend(scope, place.layer, place.unit);
    focusPlate(scope);
  });
}

function hintAt(scope, place) {
  if (scope.hint === place) return;
  scope.hint = place;
  outline(scope);
  scope.sum.hint?.(place);
}
