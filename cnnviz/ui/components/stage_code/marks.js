// What moves over the picture: the window, the mark of the output, what lights up, what is not made yet.

function makeMarks(panel, marks, guides) {
  const layer = svg("g", { class: `over ${panel.kind} ${panel.id}` });
  for (const name of ["cover", "lights", "taps", "frame"]) {
    panel[name] = svg("path", { class: name });
    layer.append(panel[name]);
  }
  panel.corners = svg("g", { class: "corners", "font-size": Math.max(9, Math.min(0.26 * panel.cell, 15)).toFixed(1) });
  layer.append(panel.corners);
  panel.guide = svg("path", { class: "guide" });
  guides.append(panel.guide);
  marks.append(layer);
}

const outline = ({ x, y, w, h }, grow = 0) =>
  `M${x - grow} ${y - grow}h${w + 2 * grow}v${h + 2 * grow}h${-(w + 2 * grow)}z`;
const shape = (panel, found) => found.map(([r, c]) => outline(cellBox(panel, r, c))).join("");

// the smallest box around cells
function around(panel, found) {
  if (!found.length) return null;
  const [rows, columns] = [found.map(([r]) => r), found.map(([, c]) => c)];
  const [first, last] = [[Math.min(...rows), Math.min(...columns)], [Math.max(...rows), Math.max(...columns)]];
  const { x, y } = cellBox(panel, ...first);
  return { x, y, w: (last[1] - first[1] + 1) * panel.cell, h: (last[0] - first[0] + 1) * panel.tall };
}

const panelsOf = (stage, ...ids) => stage.panels.filter((panel) => ids.includes(panel.id));

// everything that belongs to the step
function drawStep(stage) {
  const { scene, kernel: k } = stage;
  const [row, col] = position(scene, stage.step);
  stage.taps = scene.spread ? [] : taps(scene, k, row, col);
  look(stage);
  if (scene.spread) spreadOut(stage, row, col);
  for (const panel of panelsOf(stage, "input")) markInput(stage, panel, row, col);
  for (const panel of panelsOf(stage, "output", "map")) markOutput(stage, panel, row, col);
  for (const panel of panelsOf(stage, "kernel")) markKernel(stage, panel);
  drawGuides(stage);
  drawLine(stage);
  drawControls(stage);
  stage.drawn += 1;
}

// the numbers under the window, for the grids that show them beside an image
function look(stage) {
  const panels = panelsOf(stage, "lens");
  if (!panels.length) return;
  const { scene } = stage;
  const [row, col] = position(scene, stage.step);
  const read = scene.spread ? [{ r: row + scene.top, c: col + scene.left, i: 0, j: 0 }] : stage.taps;
  stage.looked = new Map(panels.flatMap(({ c }) => read.map((tap) => [`${c},${tap.i},${tap.j}`, valueAt(scene, c, tap.r, tap.c)])));
  for (const panel of panels) {
    fillPanel(stage, panel);
    if (!scene.kh) drawCorners(panel, read.map((tap) => [tap.i, tap.j, factor(stage, panel.c, tap)])); // else the kernel stands beside it
  }
}

// what a value is multiplied by, as it stands in the corner of its cell
function factor({ scene, kernel: k }, c, { i, j, share }) {
  if (scene.kind !== "sum" || scene.sources) return "";
  const weight = scene.kh && !scene.spread ? weightAt(scene, k, c, i, j) : share;
  return weight === undefined ? "" : `×${number(Number(weight.toPrecision(2)))}`;
}

function drawCorners(panel, found) {
  if (panel.kind !== "numbers" || panel.cell < 30) return;
  while (panel.corners.childElementCount < found.length) panel.corners.append(svg("text"));
  [...panel.corners.children].forEach((text, n) => {
    const [r, c, words] = found[n] ?? [];
    set(text, "text", words ?? "");
    if (!words) return;
    const { x, y, w, h } = cellBox(panel, r, c);
    set(text, "x", (x + w - 3).toFixed(1));
    set(text, "y", (y + h - 4).toFixed(1));
  });
}

function markInput(stage, panel, row, col) {
  const { scene } = stage;
  const own = scene.spread ? [[row + scene.top, col + scene.left]] : stage.taps.map(({ r, c }) => [r, c]);
  const box = around(panel, own);
  const picked = scene.kind === "max" ? pickedTap(scene, panel.c, stage.taps) : null;
  set(panel.taps, "d", panel.kind === "numbers" ? shape(panel, picked ? [[picked.r, picked.c]] : own) : "");
  set(panel.taps, "class", picked ? "taps picked" : "taps");
  const apart = box && own.length * panel.cell * panel.tall < box.w * box.h - 1;
  set(panel.frame, "class", apart ? "frame apart" : "frame");
  set(panel.frame, "d", box ? outline(box, panel.kind === "numbers" ? 0 : 1.5) : "");
  panel.box = box;
  if (!scene.spread) drawCorners(panel, stage.taps.map((tap) => [tap.r, tap.c, factor(stage, panel.c, tap)]));
}

// the first of the largest values, as PyTorch takes it
function pickedTap(scene, c, found) {
  return found.reduce((best, tap) => {
    const [value, most] = [tap, best].map(({ r, c: column }) => valueAt(scene, c, r, column));
    return value > most || (Number.isNaN(value) && !Number.isNaN(most)) ? tap : best;
  }, found[0]);
}

function markOutput(stage, panel, row, col) {
  const { scene, making, step } = stage;
  const reached = scene.spread ? stage.reached.map(([r, c]) => [r, c]) : [[row, col]];
  panel.box = around(panel, reached);
  set(panel.frame, "d", panel.box ? outline(panel.box, panel.kind === "numbers" ? 0 : 1.5) : "");
  if (scene.spread) set(panel.taps, "d", panel.kind === "numbers" ? shape(panel, reached) : "");
  set(panel.cover, "d", making && !scene.spread ? laterThan(panel, step) : "");
}

// the outputs after a step: the rest of its row, and the rows below
function laterThan(panel, step) {
  const [row, col] = [Math.floor(step / panel.columns), step % panel.columns];
  const rest = { ...cellBox(panel, row, col + 1), w: (panel.columns - col - 1) * panel.cell };
  const below = { ...cellBox(panel, row + 1, 0), w: panel.w, h: (panel.rows - row - 1) * panel.tall };
  return (rest.w > 0 ? outline(rest) : "") + (below.h > 0 ? outline(below) : "");
}

// weights that multiply something in this step, where it is not all of them
function markKernel(stage, panel) {
  const used = stage.scene.spread ? stage.reached.map(([, , i, j]) => [i, j]) : stage.taps.map(({ i, j }) => [i, j]);
  const some = used.length < panel.rows * panel.columns && panel.kind === "numbers";
  set(panel.taps, "d", some ? shape(panel, used) : "");
}

// one input is multiplied by the kernel and added to these outputs
function spreadOut(stage, row, col) {
  const { scene, kernel: k } = stage;
  stage.reached = outputsOf(scene, k, row + scene.top, col + scene.left);
  const spreading = stage.making && stage.step < scene.steps - 1;
  if (spreading) {
    stage.kept = spreadSums(scene, k, stage.step, stage.kept);
    stage.sums = stage.kept.sums;
  }
  if (spreading || stage.spreading) {
    stage.spreading = spreading;
    fill(stage, ({ id }) => id === "output" || id === "map");
  }
  const value = (c) => valueAt(scene, c, row + scene.top, col + scene.left);
  for (const panel of panelsOf(stage, scene.C > 1 ? "map" : "output"))
    drawCorners(panel, stage.reached.map(([r, c, i, j]) =>
      [r, c, `+${bracketed(Number((value(panel.c) * weightAt(scene, k, panel.c, i, j)).toPrecision(2)))}`]));
}

// from the window to what is made of it
function drawGuides(stage) {
  const output = panelsOf(stage, "output")[0];
  for (const panel of panelsOf(stage, "input")) {
    const made = panelsOf(stage, "map").find(({ c }) => c === panel.c) ?? output;
    set(panel.guide, "d", panel.box && made.box ? guide(panel, made) : "");
  }
}

function guide({ box: from, part: a }, { box: to, part: b }) {
  if (b.x >= a.x + a.w) return `M${from.x + from.w} ${from.y}L${to.x} ${to.y}M${from.x + from.w} ${from.y + from.h}L${to.x} ${to.y + to.h}`;
  return `M${from.x} ${from.y + from.h}L${to.x} ${to.y}M${from.x + from.w} ${from.y + from.h}L${to.x + to.w} ${to.y}`;
}
