// Where everything stands. A picture is a tree of rows and columns of grids and signs; of several trees the one
// whose cells can be largest in the width and height that there are is taken.

const CAPTION = 24; // pixels above a grid
const BAR = 26; // below an image, for its colour bar
const STRIP = 84; // height of a long signal, drawn as bars
const EDGE = 3; // around everything, for the frames of marks at the border
const OUTPUT_MOST = 280; // pixels, of an output that is larger than its input
const LEAST = 22; // cells are not made smaller than this to save height, nor kernels to save width
const NUMBERS_LEAST = 14; // below this no number can be read
const CELLS = [80, 72, 64, 60, 56, 52, 48, 46, 44, 42, 40, 38, 36, 34, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
  16, 15, 14];
const PIXELS = [16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.33, 0.25, 0.1];
const LARGEST_NUMBERS = { image: 16, line: 48 }; // inputs with more are drawn as pictures

const row = (...parts) => ({ along: "x", parts: parts.filter(Boolean) });
const column = (...parts) => ({ along: "y", parts: parts.filter(Boolean) });
// text between grids; as high as the grid that it stands beside, where the others are higher
const sign = (text, like) => ({ sign: text, rows: like?.rows ?? 0, unit: like?.unit, bar: like?.bar ?? 0, strip: like?.strip });
const brace = () => ({ ...sign("}"), stretch: true });

// height and width of a part, pixels, for these sizes of a cell
function measure(part, units) {
  if (part.parts) {
    const sizes = part.parts.map((inner) => measure(inner, units));
    const gaps = (part.gap ?? 12) * (sizes.length - 1);
    const sum = (side) => sizes.reduce((total, size) => total + size[side], 0) + gaps;
    const most = (side) => Math.max(...sizes.map((size) => size[side]));
    return part.along === "x" ? { w: sum("w"), h: most("h") } : { w: most("w"), h: sum("h") };
  }
  const tall = (part.strip ? STRIP : part.rows * units[part.unit ?? "cell"]) + CAPTION + part.bar;
  if (part.sign !== undefined) return { w: 26, h: part.rows ? tall : CAPTION + 26 };
  return { w: Math.max(part.columns * units[part.unit], part.least ?? 0), h: tall };
}

function place(part, x, y, size, units, found) {
  if (!part.parts) return found.push({ ...part, x, y, ...size, cell: units[part.unit ?? "cell"] });
  for (const inner of part.parts) {
    const own = measure(inner, units);
    if (inner.stretch) own.h = size.h;
    const share = part.along === "x" ? size.h - own.h : size.w - own.w;
    const aside = { start: 0, end: share }[part.align] ?? share / 2;
    if (part.along === "x") place(inner, x, y + aside, own, units, found);
    else place(inner, x + aside, y, own, units, found);
    if (part.along === "x") x += own.w + (part.gap ?? 12);
    else y += own.h + (part.gap ?? 12);
  }
}

const fits = (tree, units, room) => {
  const { w, h } = measure(tree, units);
  return w <= room.w && h <= room.h;
};

// the largest cells with which a tree fits
function largest(tree, room, sizes, kernel) {
  for (const cell of sizes) {
    const units = { cell, out: cell, kernel: kernel(cell) };
    if (fits(tree, units, room)) return { tree, cell, units };
  }
  return null;
}

// kernels, and the outputs of pictures, may be larger than the input where there is room left
function enlarge(best, room, kernels, pictures, most) {
  const { units, tree } = best;
  const tall = { w: room.w, h: Math.max(room.h, measure(tree, units).h) };
  const grow = (name, sizes) => {
    const size = sizes.find((size) => size > units[name] && fits(tree, { ...units, [name]: size }, tall));
    if (size) units[name] = size;
  };
  if (pictures) grow("out", PIXELS.filter((size) => size * most <= OUTPUT_MOST));
  grow("kernel", kernels.filter((size) => pictures || size <= 1.7 * units.cell));
}

// the best of several trees, laid out, for outputs with at most so many rows and columns; null where cells would become too small for numbers
function arrange(trees, whole, pictures, most) {
  const room = { w: whole.w - 2 * EDGE, h: whole.h };
  const best = largestOf(trees, room, pictures) ?? squeezed(trees, room, pictures);
  if (!best) return null;
  enlarge(best, room, CELLS.filter((size) => size <= 44), pictures, most);
  const size = measure(best.tree, best.units);
  const parts = [];
  place(best.tree, EDGE + Math.max(0, Math.floor((room.w - size.w) / 2)), 0, size, best.units, parts);
  return { parts, w: Math.max(whole.w, size.w + 2 * EDGE), h: size.h + EDGE };
}

const height = ({ tree, units }) => measure(tree, units).h;
const highest = (found, score) => found.filter(Boolean).sort((a, b) => score(b) - score(a) || height(a) - height(b))[0];

// within the height that there is
function largestOf(trees, room, pictures) {
  const most = pictures ? Math.min(34, room.w / 12) : 80;
  const kernel = pictures ? (cell) => Math.max(cell, most) : (cell) => cell;
  const sizes = pictures ? PIXELS.filter((size) => size >= 1) : CELLS.filter((size) => size >= LEAST && size <= Math.max(56, Math.min(80, room.h / 5.2)));
  return highest(trees.map((tree) => largest(tree, room, sizes, kernel)), ({ cell }) => cell);
}

// higher than there is room for: large cells count for more than a low picture
function squeezed(trees, room, pictures) {
  const high = { w: room.w, h: Infinity };
  const score = (found) => found.cell * Math.min(1, room.h / height(found)) ** 0.7;
  const sizes = pictures ? PIXELS.filter((size) => size <= 1) : CELLS.filter((size) => size <= LEAST);
  const all = (sizes, most) => trees.flatMap((tree) => sizes.map((size) => largest(tree, high, [size], (cell) =>
    (pictures ? Math.max(cell, most) : Math.min(cell, most)))));
  let best = highest(all(sizes, pictures ? Math.min(34, room.w / 12) : LEAST), score);
  if (!pictures) return best;
  for (const most of [24, 17, 12, 8, 5, 3, 2, 1]) best ??= highest(all(PIXELS, most), score); // a large kernel on a small screen
  return best;
}
