// Numbers as colours: viridis from zero, or blue, dark at zero, amber; the colour bar that tells which.

const GREY = 0xff808080; // no number
const tableOf = (text) => Uint32Array.from({ length: text.length / 6 }, (_, i) => {
  const [red, green, blue] = [0, 2, 4].map((at) => parseInt(text.slice(6 * i + at, 6 * i + at + 2), 16));
  return (255 << 24) | (blue << 16) | (green << 8) | red;
});
const TABLES = { magnitude: tableOf(VIRIDIS), signed: tableOf(DIVERGING) }; // 255 colours each

function resize(canvas, columns, rows) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  return canvas.getContext("2d", { willReadFrequently: true }); // in memory: a graphics card would make a layer of each of thousands
}

// a pixel for each number
function paintMap(canvas, rows, columns, values, range) {
  const context = resize(canvas, columns, rows);
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const table = range.signed ? TABLES.signed : TABLES.magnitude;
  const [zero, scale] = range.signed ? [127, 127 / range.limit] : [0, 254 / range.limit];
  const count = Math.min(values.length, pixels.length);
  for (let i = 0; i < count; i++) {
    const at = zero + values[i] * scale;
    pixels[i] = at === at ? table[at < 0 ? 0 : at > 254 ? 254 : (at + 0.5) | 0] : GREY;
  }
  context.putImageData(image, 0, 0);
}

// maps that were sent small: 0 to 255 from the least to the largest of each
function paintPreview(canvas, preview, channel, range) {
  const [, rows, columns] = preview.shape;
  const [least, most] = [preview.low[channel], preview.high[channel]];
  const bytes = preview.pictures.subarray(channel * rows * columns, (channel + 1) * rows * columns);
  paintMap(canvas, rows, columns, Float32Array.from(bytes, (byte) => least + (byte / 255) * (most - least)), range);
}

const BAR = 128; // pixels

function makeBar() {
  const words = ["low", "none", "high"].map((name) => element("span", { class: name }));
  return element("div", { class: "bar" }, element("canvas", { width: BAR, height: 1 }), element("i", {}), ...words);
}

const LETTER = 6.6; // pixels, about, of a figure on a bar
const APART = 10; // pixels, from the middle of the 0 to the next word

// ends: what is written there instead of numbers
function fillBar(bar, range, ends = null) {
  const [least, most] = range.least === range.most ? [0, range.limit] : [range.least, range.most];
  paintMap(bar.firstChild, 1, BAR, Float32Array.from({ length: BAR }, (_, i) => least + (i / (BAR - 1)) * (most - least)), range);
  const [below, above] = range.beyond ?? [false, false]; // stronger numbers have the colour of the end
  writeBar(bar, least, most, [ends?.[0] ?? `${below ? "≤ " : ""}${number(least, 2)}`, ends?.[1] ?? `${above ? "≥ " : ""}${number(most, 2)}`]);
}

// zero is always marked and written: beside its mark where the word at an end is in the way
function writeBar(bar, least, most, ends) {
  const [, mark, low, none, high] = bar.children;
  const zero = (100 * -least) / (most - least);
  mark.style.left = `${zero}%`;
  low.textContent = least < 0 ? ends[0] : "";
  high.textContent = most > 0 ? ends[1] : "";
  none.textContent = "0";
  const [left, right] = [low, high].map(({ textContent }) => (textContent ? LETTER * textContent.length + APART : LETTER / 2)); // the 0 itself stays on the bar
  none.style.left = `clamp(${left}px, ${zero}%, calc(100% - ${right}px))`;
}

// whose numbers have these colours
function rangeText(scope, layer) {
  if (sharesAll(scope, layer)) return "in the range of all maps of the network";
  return scope.colouring === "map" && !isFlat(layer) ? "each map in its own range" : "one range for this layer";
}

// of cells with numbers, which have paler colours
function fillTintBar(bar, colours, largest) {
  const stop = (value) => tint(colours, value, { least: 0, largest });
  bar.firstChild.style.background = `linear-gradient(to right, ${stop(-largest)}, ${stop(0)}, ${stop(largest)})`;
  writeBar(bar, -largest, largest, [number(-largest, 2), number(largest, 2)]);
}
