// The grids of the picture: cells with numbers, images, or the bars of a long signal. Each knows where its cells are.

function makePanel(stage, part, pictures) {
  const { id, c, rows, columns, cell } = part;
  const small = id === "lens" || id === "bias" || (id === "kernel" && Math.max(rows, columns) <= 16);
  const kind = !pictures || small ? "numbers" : part.strip ? "strip" : "image";
  const tall = kind === "strip" ? STRIP : cell;
  const x0 = part.x + (part.w - columns * cell) / 2;
  const panel = { id, c, rows, columns, cell, kind, x0, y0: part.y + CAPTION, w: columns * cell, h: rows * tall, tall, part };
  panel.own = ["input", "kernel", "output"].includes(id); // those that the keyboard reaches
  panel.node = svg("g", { class: `panel ${id} ${kind}` });
  panel.node.append(svg("text", { class: "caption", x: part.x + part.w / 2, y: part.y + 15 }, caption(stage.scene, panel)));
  if (panel.own) for (const [name, value] of Object.entries(roles(panel))) panel.node.setAttribute(name, value);
  else panel.node.setAttribute("aria-hidden", "true");
  ({ numbers: makeNumbers, image: makeImage, strip: makeStrip })[kind](stage, panel);
  return panel;
}

const NAMES = { input: "input", kernel: "kernel", output: "output" };
const roles = (panel) => panel.kind === "numbers"
  ? { role: "grid", "aria-label": `${NAMES[panel.id]}, ${panel.rows} rows, ${panel.columns} columns` }
  : { role: "application", tabindex: 0, "aria-roledescription": "picture",
    "aria-label": `${NAMES[panel.id]}, ${panel.rows} rows, ${panel.columns} columns; arrow keys move from pixel to pixel` };

// the longest of these that there is room for
function caption(scene, { id, c, rows, columns, part }) {
  const [h, w] = [scene.bottom - scene.top, scene.right - scene.left];
  const size = (h, w) => (scene.line ? `${w}` : `${h} × ${w}`);
  const channel = scene.channels[c] || (scene.C > 1 ? `channel ${c + 1}` : "");
  const input = scene.C > 1 || channel ? channel : "input";
  const padded = rows > h || columns > w;
  const [down, across] = scene.inserted;
  const own = size(Math.ceil(h / down), Math.ceil(w / across));
  const grown = [down * across > 1 && "stretched", padded && "padded"].filter(Boolean).join(" and ");
  const texts = {
    input: [...(grown ? [`${input} ${own}, ${grown} to ${size(rows, columns)}`, `${input} ${own}, ${grown}`] : []), `${input} ${own}`, input],
    kernel: [`kernel ${size(rows, columns)}`, "kernel"],
    output: [`output ${size(rows, columns)}`, "output"],
    map: [`map of ${channel}`, "map"],
    lens: ["window"],
    bias: ["bias"],
  }[id];
  return texts.find((text) => 7.4 * text.length < part.w + 16) ?? texts.at(-1);
}

const cellBox = ({ x0, y0, cell, tall }, r, c) => ({ x: x0 + c * cell, y: y0 + r * tall, w: cell, h: tall });

function cellAt(panel, x, y) {
  const [r, c] = [Math.floor((y - panel.y0) / panel.tall), Math.floor((x - panel.x0) / panel.cell)];
  return r >= 0 && c >= 0 && r < panel.rows && c < panel.columns ? [r, c] : null;
}

function makeNumbers(stage, panel) {
  const { scene } = stage;
  const inset = panel.cell > 24 ? 1 : 0.5;
  panel.cells = [];
  for (let r = 0; r < panel.rows; r++) {
    const line = svg("g", panel.own ? { role: "row" } : {});
    for (let c = 0; c < panel.columns; c++) {
      const { x, y, w, h } = cellBox(panel, r, c);
      const box = svg("rect", { x: x + inset, y: y + inset, width: w - 2 * inset, height: h - 2 * inset, rx: w > 24 ? 3 : 1 });
      const text = svg("text", { x: x + w / 2, y: y + h / 2 });
      const cell = svg("g", { class: `cell ${panel.id === "input" ? origin(scene, r, c) : ""}` }, box, text);
      if (panel.own) { cell.setAttribute("role", "gridcell"); cell.setAttribute("tabindex", -1); }
      if (panel.id === "input" && !isRead(scene, r, c)) unread(cell, cellBox(panel, r, c));
      line.append(cell);
      panel.cells.push({ node: cell, box, text });
    }
    panel.node.append(line);
  }
}

const origin = (scene, r, c) => (isPadding(scene, r, c) ? "padding" : isInserted(scene, r, c) ? "inserted" : "");

function unread(cell, { x, y, w, h }) {
  cell.classList.add("unread");
  cell.prepend(svg("title", {}, "No window reads this cell: the stride leaves it out."));
  const [left, top, right, bottom] = [x + 2, y + 2, x + w - 2, y + h - 2];
  const [across, down] = [(right - left) / 2, (bottom - top) / 2];
  const d = `M${left} ${top + down}L${left + across} ${top}M${left} ${bottom}L${right} ${top}M${left + across} ${bottom}L${right} ${top + down}`;
  cell.append(svg("path", { class: "hatch", d }));
}

// numbers into the cells; `at` gives undefined for an empty one, `words` what a reader hears of it
function fillNumbers(panel, colours, at, range, words) {
  const numbers = panel.cells.map((_, i) => at(Math.floor(i / panel.columns), i % panel.columns));
  const shown = numbers.filter((x) => x !== undefined);
  const key = `${shown.length}:${range.largest}:${shown.every(Number.isInteger)}`;
  if (panel.key !== key || panel.id !== "lens") panel.writing = writing(shown, panel.cell);
  panel.key = key;
  const { write, font } = panel.writing;
  set(panel.node, "font-size", font.toFixed(1));
  panel.cells.forEach(({ node, box, text }, i) => {
    const x = numbers[i];
    set(text, "text", x === undefined ? "" : panel.id === "bias" ? number(x) : write(x));
    set(text, "dy", (0.35 * font).toFixed(1));
    set(box, "fill", panel.id === "bias" ? colours.tints.bias : tint(colours, x ?? 0, range));
    if (panel.own) set(node, "aria-label", words(Math.floor(i / panel.columns), i % panel.columns, x));
  });
}

function makeImage(stage, panel) {
  panel.canvas = element("canvas", { width: panel.columns, height: panel.rows, "aria-hidden": "true" });
  Object.assign(panel.canvas.style, {
    left: `${panel.x0}px`, top: `${panel.y0}px`, width: `${panel.w}px`, height: `${panel.h}px`,
  });
  const { x0: x, y0: y, w: width, h: height } = panel;
  panel.node.append(svg("rect", { class: "edge", x, y, width, height }));
  if (panel.id === "input") frameInput(stage.scene, panel);
  panel.bar = svg("g", { class: "bar" });
  panel.node.append(panel.bar);
}

// the input itself within its padding
function frameInput(scene, panel) {
  const [h, w] = [scene.bottom - scene.top, scene.right - scene.left];
  if (h === panel.rows && w === panel.columns) return;
  const { x, y } = cellBox(panel, scene.top, scene.left);
  panel.node.append(svg("rect", { class: "inside", x, y, width: w * panel.cell, height: h * panel.tall }));
}

function fillImage(panel, colours, at, range) {
  const { rows, columns } = panel;
  paint(panel.canvas, colours, rows * columns, (i) => at(Math.floor(i / columns), i % columns), range);
  if (panel.part.bar) colourBar(panel, colours, range);
}

// which colour is which number, with zero
function colourBar(panel, colours, range) {
  const width = Math.max(40, Math.min(panel.w, 160));
  const [x, y] = [panel.x0 + (panel.w - width) / 2, panel.y0 + panel.h + 5];
  const signed = range.least < 0;
  const [low, high] = [signed ? -range.largest : 0, range.largest];
  const parts = 24;
  const steps = Array.from({ length: parts }, (_, i) => {
    const colour = shade(colours, (low + ((high - low) * (i + 0.5)) / parts) / (range.largest || 1), signed);
    return svg("rect", { x: x + (width * i) / parts, y, width: width / parts + 0.3, height: 6, fill: hex(colour) });
  });
  const label = (value, at, anchor) =>
    svg("text", { x: x + at * width, y: y + 19, style: `text-anchor: ${anchor}` }, number(Number(value.toPrecision(2))));
  const middle = signed && width > 90 ? [label(0, 0.5, "middle")] : [];
  panel.bar.replaceChildren(...steps, label(low, 0, "start"), ...middle, label(high, 1, "end"));
}

function makeStrip(stage, panel) {
  const { x0: x, y0: y, w: width, h: height } = panel;
  panel.bars = svg("path", { class: "bars" });
  panel.zero = svg("path", { class: "zero" });
  panel.extremes = svg("text", { class: "extremes", x: x + width, y: y - 4 });
  panel.node.append(svg("rect", { class: "edge", x, y, width, height }), panel.bars, panel.zero, panel.extremes);
}

function fillStrip(panel, at, range) {
  const [least, most] = [Math.min(0, range.least), Math.max(0, range.most)];
  const level = (value) => panel.y0 + 4 + ((most - value) / (most - least || 1)) * (panel.h - 8);
  const zero = level(0);
  const bars = Array.from({ length: panel.columns }, (_, c) => {
    const value = at(0, c);
    const x = panel.x0 + c * panel.cell;
    return Number.isFinite(value) ? `M${x.toFixed(1)} ${zero.toFixed(1)}V${level(value).toFixed(1)}h${(0.84 * panel.cell).toFixed(1)}V${zero.toFixed(1)}` : "";
  });
  set(panel.bars, "d", bars.join(""));
  set(panel.zero, "d", `M${panel.x0} ${zero}h${panel.w}`);
  if (panel.w > 300) set(panel.extremes, "text", `${number(Number(least.toPrecision(3)))} to ${number(Number(most.toPrecision(3)))}`);
}
