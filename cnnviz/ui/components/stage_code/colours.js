// Colours of cells and of images. Cells keep one colour of ink: their fills stay far from it.

const TINTS = {
  light: { zero: "#fffdf8", positive: "#f5bd66", negative: "#9cc6f0", bias: "#eee7d8" },
  dark: { zero: "#141b30", positive: "#8a5611", negative: "#1f5a93", bias: "#252e4a" },
};

const SKY = "#0c101a"; // zero in an image

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const mix = (from, to, share) => from.map((part, i) => part + (to[i] - part) * share);

// colours that the theme has now, from the style of an element
function palette(root) {
  const style = getComputedStyle(root);
  const variable = (name) => style.getPropertyValue(name).trim();
  const [red, green, blue] = rgb(variable("--st-background-color") || "#ffffff");
  const dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  const tints = TINTS[dark ? "dark" : "light"];
  const diverging = variable("--st-chart-diverging-colors").match(/#[0-9a-f]{6}/gi) ?? ["#b9dcff", "#ffe0ae"];
  const half = diverging.length / 2;
  const stops = [...diverging.slice(0, half), SKY, ...diverging.slice(half)].map(rgb); // the theme's has no middle
  return { dark, tints, paper: variable("--st-background-color"), stops };
}

// paper at zero, amber above, blue below; at the smallest number instead where all are far above zero
function tint(colours, value, { least, largest }) {
  const { zero, positive, negative } = colours.tints;
  const base = least > 0.25 * largest && least < largest ? 0.9 * least : 0;
  if (!Number.isFinite(value) || !largest) return zero;
  const share = Math.max(0, Math.min(1, (Math.abs(value) - base) / (largest - base)));
  return hex(mix(rgb(zero), rgb(value < 0 ? negative : positive), 0.9 * share));
}

function extent(numbers) {
  let [least, most] = [Infinity, -Infinity];
  for (const x of numbers) if (Number.isFinite(x)) [least, most] = [Math.min(least, x), Math.max(most, x)];
  return least <= most ? { least, most, largest: Math.max(-least, most, 0) } : { least: 0, most: 0, largest: 0 };
}

// where nothing is negative: black to the largest value white; else blue, dark at zero, amber; share from -1 to 1
function shade(colours, share, signed) {
  if (!signed) return Array(3).fill(255 * Math.max(0, share));
  const at = ((share + 1) / 2) * (colours.stops.length - 1);
  const i = Math.min(Math.floor(at), colours.stops.length - 2);
  return mix(colours.stops[i], colours.stops[i + 1], at - i);
}

const LEVELS = 255; // either side of zero

// draws numbers as pixels, row by row; what is not finite stays clear
function paint(canvas, colours, count, at, range) {
  const signed = range.least < 0;
  const key = `${signed}:${colours.stops}`;
  if (colours.key !== key) colours.table = Array.from({ length: 2 * LEVELS + 1 }, (_, i) => shade(colours, i / LEVELS - 1, signed));
  colours.key = key;
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const scale = LEVELS / (range.largest || 1);
  for (let i = 0; i < count; i++) {
    const value = at(i);
    if (!Number.isFinite(value)) continue;
    const colour = colours.table[LEVELS + Math.round(Math.max(-LEVELS, Math.min(LEVELS, value * scale)))];
    image.data[4 * i] = colour[0];
    image.data[4 * i + 1] = colour[1];
    image.data[4 * i + 2] = colour[2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
