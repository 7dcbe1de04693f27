// The scene as Python sent it, and what follows from it: which cells a step reads, and who reads a cell.

const WIDTHS = { f4: Float32Array, f8: Float64Array };

// a list of numbers, or the base64 of little-endian floats
function decode(coded) {
  if (Array.isArray(coded)) return Float64Array.from(coded);
  const type = Object.keys(WIDTHS).find((name) => name in coded);
  const bytes = Uint8Array.from(atob(coded[type]), (letter) => letter.charCodeAt(0));
  return new WIDTHS[type](bytes.buffer);
}

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

// for each position along an axis: the outputs that read it, as [output, index of the weight]
function readers(reads, length) {
  const found = Array.from({ length }, () => []);
  reads.forEach((taps, output) => taps.forEach(([position, index]) => found[position].push([output, index])));
  return found;
}

function openScene(data) {
  const [C, H, W] = data.shape;
  const [K, h, w] = data.out;
  const [top, left, bottom, right] = data.inside;
  const [kh, kw] = data.kernel ?? [0, 0];
  const rows = data.rows.map(pairs);
  const columns = data.columns.map(pairs);
  const scene = { ...data, C, H, W, K, h, w, kh, kw, top, left, bottom, right, rows, columns };
  for (const name of ["values", "weights", "bias", "outputs"]) scene[name] = data[name] && decode(data[name]);
  scene.rowReaders = readers(rows, H);
  scene.columnReaders = readers(columns, W);
  scene.sums = data.told ? channelSums(scene) : null;
  scene.alone = K === C && C > 1 && (data.kind !== "sum" || !data.kernel); // each channel by itself
  // steps are the outputs, or the cells of the input that are spread over them
  scene.grid = data.spread ? { h: bottom - top, w: right - left } : { h, w };
  scene.steps = scene.grid.h * scene.grid.w;
  return scene;
}

// what each input channel contributes to each output, before the bias; of a hidden output nothing
function channelSums(scene) {
  const sums = new Float64Array(scene.K * scene.C * scene.h * scene.w);
  let at = 0;
  for (let k = 0; k < scene.K; k++) for (let c = 0; c < scene.C; c++)
    for (let row = 0; row < scene.h; row++) for (let column = 0; column < scene.w; column++)
      sums[at++] = isHidden(scene, k, row, column) ? NaN : channelSum(scene, k, c, scene.rows[row], scene.columns[column]);
  return sums;
}

function channelSum(scene, k, c, down, across) {
  const { values, weights, C, H, W, kh, kw } = scene;
  let sum = 0;
  for (const [r, i] of down) {
    const [value, weight] = [(c * H + r) * W, ((k * C + c) * kh + i) * kw];
    for (const [column, j] of across) sum += values[value + column] * weights[weight + j];
  }
  return sum;
}

const valueAt = (scene, c, row, column) => scene.values[(c * scene.H + row) * scene.W + column];
const weightAt = (scene, k, c, i, j) => scene.weights[((k * scene.C + c) * scene.kh + i) * scene.kw + j];
const outputAt = (scene, k, row, column) => scene.outputs[(k * scene.h + row) * scene.w + column];
const isHidden = (scene, k, row, column) => scene.hidden === (k * scene.h + row) * scene.w + column;

// where there is one input channel, its share is the output without the bias
function sumAt(scene, k, c, row, column) {
  if (!scene.sums) return outputAt(scene, k, row, column) - scene.bias[k];
  return scene.sums[((k * scene.C + c) * scene.h + row) * scene.w + column];
}

const channelsOf = (scene, k) => (scene.alone ? [k] : Array.from({ length: scene.C }, (_, c) => c));
const position = (scene, step) => [Math.floor(step / scene.grid.w), step % scene.grid.w];

// cells of the input that an output reads, in the kernel's order, with the index or the share of the weight
function taps(scene, k, row, column) {
  if (scene.sources) return cameFrom(scene, k, row, column);
  const [down, across] = scene.shares ?? [];
  const found = [];
  scene.rows[row].forEach(([r, i], m) =>
    scene.columns[column].forEach(([c, j], n) =>
      found.push({ r, c, i, j, share: scene.shares ? down[row][m] * across[column][n] : undefined })));
  return found;
}

// max unpooling: the one cell whose remembered position this is, if there is one
function cameFrom(scene, k, row, column) {
  const source = scene.sources[(k * scene.h + row) * scene.w + column];
  if (source < 0) return [];
  const width = scene.right - scene.left;
  const cell = source % ((scene.bottom - scene.top) * width);
  return [{ r: scene.top + Math.floor(cell / width), c: scene.left + (cell % width), i: 0, j: 0, share: 1 }];
}

// outputs that read a cell of the input, as [row, column, i, j]
function outputsOf(scene, k, r, c) {
  if (scene.sources) return cells(scene.h, scene.w).filter(([row, column]) =>
    cameFrom(scene, k, row, column).some((tap) => tap.r === r && tap.c === c));
  return scene.rowReaders[r].flatMap(([row, i]) => scene.columnReaders[c].map(([column, j]) => [row, column, i, j]));
}

// cells of the input that a weight multiplies, each once
function multiplied(scene, i, j) {
  const along = (reads, index) => [...new Set(reads.flat().filter((tap) => tap[1] === index).map((tap) => tap[0]))];
  const across = along(scene.columns, j);
  return along(scene.rows, i).flatMap((r) => across.map((c) => [r, c]));
}

const cells = (rows, columns) => Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);

const isRead = (scene, r, c) => scene.sources || (scene.rowReaders[r].length > 0 && scene.columnReaders[c].length > 0);
const isPadding = (scene, r, c) => r < scene.top || c < scene.left || r >= scene.bottom || c >= scene.right;
const isInserted = (scene, r, c) => !isPadding(scene, r, c)
  && ((r - scene.top) % scene.inserted[0] !== 0 || (c - scene.left) % scene.inserted[1] !== 0);
const isOwn = (scene, r, c) => !isPadding(scene, r, c) && !isInserted(scene, r, c);

// what all inputs up to a step have added to the outputs of kernel k, without the bias; shape (C, h, w)
function spreadSums(scene, k, step, kept) {
  const size = scene.h * scene.w;
  const usable = kept && kept.scene === scene && kept.k === k && kept.step <= step;
  const state = usable ? kept : { scene, k, step: -1, sums: new Float64Array(scene.C * size) };
  while (state.step < step) {
    const [row, column] = position(scene, ++state.step);
    const [r, c] = [row + scene.top, column + scene.left];
    for (const [y, x, i, j] of outputsOf(scene, k, r, c))
      for (let n = 0; n < scene.C; n++)
        state.sums[n * size + y * scene.w + x] += valueAt(scene, n, r, c) * weightAt(scene, k, n, i, j);
  }
  return state;
}
