// A convolution: for each input map its kernel, its window, what it contributes everywhere and here.

const MOST_ROWS = 32; // input maps that are listed: the largest of more
const STACKED = 3; // columns: beside larger kernels the two small maps stand one above the other
const ALL_TERMS = 30; // so many are written out together
const IN_SIGHT = 6; // rows
const PAUSE = 120; // ms
const LARGEST_CELL = 48; // pixels
const BESIDE_CELLS = { wide: [206, 148], narrow: [148, 112] }; // pixels: what stands in a row but for its cells, or where maps are stacked

function sizeOfCell({ root, narrow }, kh, kw) {
  const width = (narrow ? root.clientWidth : SUM) - BESIDE_CELLS[narrow ? "narrow" : "wide"][kw > STACKED ? 1 : 0];
  return Math.min(LARGEST_CELL, Math.floor(width / 2 / Math.max(kh, kw)));
}

function makeConvolution(scope, body, { layer, pair }) {
  const [, inputs] = layer.rule.size;
  const [kh, kw] = layer.rule.size.slice(2);
  const source = pair.net.byName.get(layer.sources[0]);
  const count = Math.min(inputs, MOST_ROWS);
  const size = sizeOfCell(scope, kh, kw);
  const bars = [makeBar(), makeBar(), null, makeBar(), null];
  const heads = [scope.narrow ? "map" : "input map", "kernel", "window", "adds", "sum"].map((text, i) => element("span", {}, text, ...(bars[i] ? [bars[i]] : [])));
  heads[2].title = "The values that the kernel meets: each window's colours are its own";
  const rows = Array.from({ length: count }, () => makeInputRow(kh, kw, size));
  const order = makeOrder(scope, inputs);
  const stacked = kw > STACKED;
  if (stacked) heads[0].append(heads[3].lastChild);
  if (stacked) heads[0].firstChild.textContent = "map, adds";
  const list = element("div", { class: stacked ? "inputs stacked" : "inputs", tabindex: "-1" }, element("div", { class: "heads" }, ...heads), ...rows.map((row) => row.node));
  list.style.setProperty("--cells", `${Math.max(kw * size, 46)}px`);
  const [total, written] = ["total", "written"].map((name) => element("p", { class: name }));
  body.append(...(order ? [order] : []), list, total, written);
  const state = { rows, list, head: list.firstChild, bars, total, written, source, inputs, kh, kw, top: 0, step: kh * size + 6 };
  list.onscroll = () => {
    state.top = list.scrollTop;
    state.rest?.();
  };
  for (const row of rows) row.sum.onclick = () => {
    scope.input = { source: source.name, channel: row.channel };
    drawSum(scope);
  };
  return { fill: (at, found) => fillConvolution(scope, state, at, found), hint: (place) => hintRows(state, place) };
}

function makeInputRow(kh, kw, size) {
  const [map, contribution] = ["input", "contribution"].map(makeMini);
  const kernel = makeCells(kh, kw, size, false, "kernel");
  const window = makeCells(kh, kw, size, true, "window");
  const sum = element("button", { type: "button", class: "partial", title: "Write this sum out" });
  const name = element("span", { class: "input-name" });
  map.node.append(name);
  const node = element("div", { class: "input-row" }, map.node, kernel.node, window.node, contribution.node, sum);
  return { node, map, kernel, window, contribution, sum, name };
}

function makeMini(kind) {
  const canvas = element("canvas", { role: "img" });
  const [box, spot] = ["window-box", "spot"].map((name) => element("i", { class: name }));
  const face = element("div", { class: "mini-face" }, canvas, box, spot);
  return { node: element("div", { class: `mini ${kind}` }, face), face, canvas, box, spot };
}

function makeOrder(scope, inputs) {
  if (inputs < 4) return null;
  scope.bySize ??= true;
  const buttons = ["by number", "largest first"].map((text, i) => {
    const button = element("button", { type: "button", "aria-pressed": String(scope.bySize === Boolean(i)) }, text);
    button.onclick = () => {
      scope.bySize = Boolean(i);
      for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
      drawSum(scope);
    };
    return button;
  });
  return element("div", { class: "order" }, element("span", {}, inputs > MOST_ROWS ? `the ${MOST_ROWS} largest of ${inputs} input maps` : `${inputs} input maps`),
    element("span", { class: "switch", role: "group", "aria-label": "Order of the input maps" }, ...buttons));
}

function fillConvolution(scope, state, at, { terms, bias, total }) {
  const { rows, inputs, kh, kw, source } = state;
  const window = kh * kw;
  const parts = Array.from({ length: inputs }, (_, i) => sumOf(terms.slice(i * window, (i + 1) * window)));
  const sorted = inputs >= 4 && scope.bySize;
  const size = (i) => Math.abs(parts[i]);
  let listed = [...parts.keys()];
  if (sorted || inputs > rows.length) listed.sort((a, b) => size(b) - size(a) || a - b);
  listed = listed.slice(0, rows.length);
  if (!sorted) listed.sort((a, b) => a - b);
  const channels = contributionsOf(scope, at, listed);
  const largest = Math.max(...parts.map(Math.abs), 1e-30);
  const weights = terms.map((term) => term.weight);
  const fill = (slot) => {
    const i = listed[slot];
    fillInputRow(scope, state, rows[slot], at, { terms: terms.slice(i * window, (i + 1) * window), weights, part: parts[i], largest, channels, index: i });
  };
  fillHeads(scope, state, weights, channels.range);
  const first = terms[0].unit[0];
  const asked = scope.input?.source === source.name && listed.includes(scope.input.channel - first);
  const chosen = asked ? scope.input.channel : listed.reduce((a, b) => (size(b) > size(a) ? b : a)) + first;
  const explains = terms.length > ALL_TERMS;
  rows.forEach(({ node }, slot) => node.classList.toggle("chosen", explains && listed[slot] + first === chosen));
  if (explains) showSlot(state, listed.indexOf(chosen - first));
  fillSlots(scope, state, listed.length, fill);
  writeSums(state, { terms, parts, bias, total, chosen, source, recorded: valueOf(at.pair, at.layer, at.unit), listed });
}

// the row that the sentence below explains is in sight
function showSlot(state, slot) {
  const { list, head, rows } = state;
  const { node } = rows[slot];
  const [top, bottom] = [node.offsetTop - head.offsetHeight, node.offsetTop + node.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = Math.min(top, bottom - list.clientHeight);
  state.top = list.scrollTop;
}

// while the pointer moves, rows out of sight wait until it rests
function fillSlots(scope, state, count, fill) {
  clearTimeout(state.later);
  const first = Math.floor(state.top / state.step) - 1;
  const inSight = (slot) => !scope.pointed || (slot >= first && slot < first + IN_SIGHT);
  for (let slot = 0; slot < count; slot++) if (inSight(slot)) fill(slot);
  state.rest = () => {
    clearTimeout(state.later);
    state.rest = null;
    for (let slot = 0; slot < count; slot++) if (!inSight(slot)) fill(slot);
  };
  if (scope.pointed) state.later = setTimeout(() => state.rest?.(), PAUSE);
}

function fillInputRow(scope, { source }, row, at, { terms, weights, part, largest, channels, index }) {
  const channel = terms[0].unit[0];
  row.channel = channel;
  set(row.name, "text", channelText(source, channel));
  const range = rangeOf(scope, source, channel);
  const [, height, width] = source.shape;
  const fresh = `${at.pair.run.key} ${at.layer.name} ${at.unit[0]} ${channel} ${range.limit} ${range.signed} ${channels.range.limit}`;
  if (row.painted !== fresh) {
    paintMap(row.map.canvas, height, width, mapOf(at.pair, source, channel), range);
    paintMap(row.contribution.canvas, at.layer.shape[1], at.layer.shape[2], channels.maps.get(index), channels.range);
    describeRow(at, row, source, channel, extent(channels.maps.get(index)));
    row.map.face.style.aspectRatio = `${width} / ${height}`;
    row.contribution.face.style.aspectRatio = `${at.layer.shape[2]} / ${at.layer.shape[1]}`;
    fillCells(scope, row.kernel, terms.map((term) => term.weight), weights);
    terms.forEach((term, i) => { row.kernel.cells[i].title = `weight ${number(term.weight, 7)}`; });
    for (const [canvas, rows] of [[row.map.canvas, height], [row.contribution.canvas, at.layer.shape[1]]]) canvas.classList.toggle("fine", rows > 56);
  }
  row.painted = fresh;
  const [first, last] = [terms[0].unit, terms.at(-1).unit];
  placeBox(row.map.box, [first[1], first[2], last[1] + 1, last[2] + 1], source.shape);
  placeBox(row.contribution.box, [at.unit[1], at.unit[2], at.unit[1] + 1, at.unit[2] + 1], at.layer.shape);
  fillCells(scope, row.window, terms.map((term) => term.value));
  terms.forEach((term, i) => fillValue(row.window.cells[i], term));
  set(row.sum, "text", number(part, 3));
  row.sum.style.setProperty("--share", `${(100 * Math.abs(part)) / largest}%`);
  row.sum.classList.toggle("negative", part < 0);
}

function describeRow(at, { map, kernel, contribution }, source, channel, { least, most }) {
  const name = `input ${source.planes ? source.planes[channel] : `map ${channel}`}`;
  map.canvas.setAttribute("aria-label", `${name} of ${source.path}: ${statisticsText(statisticsOf(at.pair, source, channel))}`);
  contribution.canvas.setAttribute("aria-label", `what ${name} adds to map ${at.unit[0]}: ${number(least, 3)} to ${number(most, 3)}`);
  kernel.node.setAttribute("aria-label", `kernel of ${name}`);
}

function writeSums({ total: line, written, source }, { terms, parts, bias, total, chosen, recorded, listed }) {
  const few = parts.length <= 8;
  const all = sumOf(terms);
  const rest = parts.length - listed.length;
  const others = rest ? ` (the other ${rest} input maps add ${number(all - listed.reduce((sum, i) => sum + parts[i], 0), 3)})` : "";
  set(line, "text", few ? totalText(listed.map((i) => parts[i]), bias, total) : `sum of ${parts.length} input maps ${number(all)}${others} + bias ${bracketed(bias, 4)} = ${number(total)}`);
  if (terms.length <= ALL_TERMS) return writeOut(written, "", terms, ` + bias ${bracketed(bias, 3)} = ${number(recorded)}`);
  const own = terms.filter((term) => term.unit[0] === chosen);
  return writeOut(written, `input ${source.planes ? channelText(source, chosen) : `map ${chosen}`}: `, own, ` = ${number(sumOf(own))}`);
}

// the value that is pointed at, on its input map
function hintRows({ rows, source }, place) {
  for (const { map, channel } of rows) {
    map.spot.hidden = !(place && place.layer === source && place.unit[0] === channel);
    if (!map.spot.hidden) placeBox(map.spot, [place.unit[1], place.unit[2], place.unit[1] + 1, place.unit[2] + 1], source.shape);
  }
}
