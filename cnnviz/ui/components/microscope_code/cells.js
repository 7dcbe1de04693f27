// Cells with numbers: values are buttons that lead to their unit, weights are plain.

const READABLE = 11; // pixels
const LEAST_FONT = 8; // pixels: smaller numbers are left to the cell's title

function makeCells(rows, columns, size, pressable, label) {
  const tag = pressable ? "button" : "span";
  const cells = Array.from({ length: rows * columns }, (_, i) =>
    element(tag, pressable ? { type: "button", class: "value", tabindex: i ? "-1" : "0" } : { class: "weight" }));
  const node = element("div", { class: "cells", role: "group", "aria-label": label }, ...cells);
  Object.assign(node.style, { gridTemplateColumns: `repeat(${columns}, ${size}px)`, gridAutoRows: `${size}px` });
  if (pressable) node.onkeydown = (event) => rove(event, node, "button");
  return { node, cells, size };
}

// fewer digits where cells are small: the title has them all
function legible(numbers, size) {
  let found = writing(numbers, size);
  const finite = Array.from(numbers).filter(Number.isFinite);
  const largest = finite.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let digits = 2; digits > 0 && found.font < READABLE; digits--) {
    const write = writer(finite, largest, false, digits, true);
    const widest = Array.from(numbers).reduce((most, x) => Math.max(most, breadth(write(x))), 1);
    found = { write, font: Math.min(0.46 * size, (0.92 * size - 1) / widest) };
  }
  return found;
}

// numbers: of the grid; of: what decides the colours
function fillCells(scope, { cells, size }, numbers, of = numbers) {
  const { write, font } = legible(numbers, size);
  const range = extent(of);
  cells.forEach((cell, i) => {
    set(cell, "text", font < LEAST_FONT ? "" : write(numbers[i]));
    const colour = tint(scope.colours, numbers[i], { least: 0, largest: range.largest });
    if (cell.colour !== colour) cell.style.background = cell.colour = colour;
    const letters = `${Math.min(font, 15).toFixed(1)}px`;
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

function focusPlate(scope) {
  const plate = scope.plates.find(({ index }) => index === scope.which) ?? scope.plates[0];
  plate?.box.focus({ focusVisible: false, preventScroll: true });
}

function hintAt(scope, place) {
  if (scope.hint === place) return;
  scope.hint = place;
  outline(scope);
  scope.sum.hint?.(place);
}
