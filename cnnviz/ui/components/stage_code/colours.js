// Colours of cells and of images. Cells keep one colour of ink: their fills stay far from it.

const TINTS = {
  light: { zero: "#fffdf8", positive: "#f5bd66", negative: "#9cc6f0", bias: "#eee7d8" },
  dark: { zero: "#141b30", positive: "#8a5611", negative: "#1f5a93", bias: "#252e4a" },
};

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
  const diverging = variable("--st-chart-diverging-colors").match(/#[0-9a-f]{6}/gi) ?? ["#b9dcff", "#0c101a", "#ffe0ae"];
  return { dark, tints, paper: variable("--st-background-color"), stops: diverging.map(rgb) };
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

// where nothing is negative: black to the largest value white; else blue, dark at zero, amber
function pixel(colours, value, range) {
  if (!Number.isFinite(value)) return [0, 0, 0, 0];
  const scale = range.largest || 1;
  if (range.least >= 0) return [...Array(3).fill((255 * value) / scale), 255];
  const at = ((Math.max(-1, Math.min(1, value / scale)) + 1) / 2) * (colours.stops.length - 1);
  const i = Math.min(Math.floor(at), colours.stops.length - 2);
  return [...mix(colours.stops[i], colours.stops[i + 1], at - i), 255];
}
