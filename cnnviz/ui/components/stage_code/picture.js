// The picture: made anew where shapes or room have changed, else only its numbers, then the marks of the step.

function drawPicture(stage) {
  const { root, scene } = stage;
  const width = Math.floor(root.picture.clientWidth);
  if (width < 40) return; // not on the screen yet: the size's observer calls again
  const signature = JSON.stringify([width, scene.shape, scene.kernel, scene.out, scene.inside, scene.rows, scene.columns, scene.inserted,
    scene.line, scene.numbers, scene.channels, scene.sources === null, scene.alone && stage.kernel, scene.bias.some((b) => b !== 0)]);
  if (stage.signature !== signature) build(stage, { w: width, h: window.innerHeight });
  stage.signature = signature;
  stage.colours = palette(root);
  fill(stage);
  drawStep(stage);
  showAgain(stage);
}

function build(stage, room) {
  const focused = focusedCell(stage);
  stage.editor = null;
  const layout = plan(stage.scene, stage.kernel, room);
  const { parts, w, h, pictures } = layout;
  const grids = parts.filter((part) => part.id);
  stage.panels = grids.map((part) => makePanel(stage, part, pictures));
  stage.pictures = pictures;
  const guides = svg("g", { class: "guides" });
  const marks = svg("g", { class: "marks" });
  const signs = parts.filter((part) => part.sign).map(drawSign);
  stage.svg = svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "group", "aria-label": "Input, kernel and output" },
    guides, ...signs, ...stage.panels.map((panel) => panel.node), marks);
  stage.panels.forEach((panel) => makeMarks(panel, marks, guides));
  stage.root.picture.style.height = `${h}px`;
  stage.root.picture.replaceChildren(...stage.panels.flatMap((panel) => panel.canvas ?? []), stage.svg);
  stage.root.line.tallest = 0;
  stage.root.line.style.minHeight = "";
  rove(stage, focused);
  watchPointer(stage);
  stage.root.hint.textContent = hint(stage);
}

// what there is to do, and what the marks mean that are there
function hint(stage) {
  const { scene, panels, pictures } = stage;
  const cells = panels.filter(({ id, kind }) => id === "input" && kind === "numbers").flatMap(({ cells }) => cells);
  const has = (name) => cells.some(({ node }) => node.classList.contains(name));
  const dashed = [has("padding") && "padding", has("inserted") && "inserted zeros"].filter(Boolean).join(" and ");
  const touch = matchMedia("(hover: none)").matches;
  const change = scene.editable && (scene.kh || !pictures) ? `, ${touch ? "double-tap" : "double-click"} to change a ${pictures ? "weight" : "number"}` : "";
  const where = scene.spread ? "an input to see where it goes, at an output to see what reaches it"
    : `an output to see how it is made, at an input${scene.kh ? " or a weight" : ""} to see where it is used`;
  return [
    `${touch ? "Tap" : "Point at"} ${touch ? where.replaceAll(", at ", ", ") : where}${touch ? "" : "; click to keep it"}${change}.`,
    dashed && `Dashed: ${dashed}.`,
    has("unread") && "Crossed out: read by no window.",
    !pictures && panels.some(({ id }) => stage.ranges[id].least < 0) && "Amber is above zero, blue below.",
  ].filter(Boolean).join(" ");
}

function drawSign({ sign: text, x, y, w, h, stretch, bar }) {
  const middle = y + CAPTION + (h - CAPTION - bar) / 2;
  if (!stretch) return svg("text", { class: "sign", x: x + w / 2, y: middle + 8 }, text);
  const [top, bottom, deep] = [y + CAPTION, y + h, 8]; // a brace
  const half = (from, to) => `Q${x + deep} ${from} ${x + deep} ${from + Math.sign(to - from) * deep}V${to - Math.sign(to - from) * deep}`;
  return svg("path", { class: "brace", d: `M${x} ${top}${half(top, middle)}Q${x + deep} ${middle} ${x + 2 * deep} ${middle}`
    + `M${x} ${bottom}${half(bottom, middle)}Q${x + deep} ${middle} ${x + 2 * deep} ${middle}` });
}

// what each panel shows of the scene
function reader(stage, { id, c }) {
  const { scene, kernel: k } = stage;
  return {
    input: (r, col) => valueAt(scene, c, r, col),
    kernel: (i, j) => weightAt(scene, k, c, i, j),
    bias: () => scene.bias[k],
    map: (r, col) => (stage.spreading ? stage.sums[(c * scene.h + r) * scene.w + col] : sumAt(scene, k, c, r, col)),
    output: (r, col) => (stage.spreading ? soFar(stage, r, col) : outputAt(scene, k, r, col)),
    lens: (i, j) => stage.looked?.get(`${c},${i},${j}`),
  }[id];
}

// an output of a transposed convolution with what the steps so far have added
function soFar({ scene, kernel: k, sums }, r, column) {
  let sum = scene.bias[k];
  for (let c = 0; c < scene.C; c++) sum += sums[(c * scene.h + r) * scene.w + column];
  return sum;
}

// the same colours mean the same in all channels and all kernels
function ranges(scene) {
  const outputs = extent(scene.outputs);
  return {
    input: extent(scene.values), lens: extent(scene.values), kernel: extent(scene.weights ?? []), bias: extent([]),
    output: outputs, map: scene.sums ? extent(scene.sums) : outputs,
  };
}

function fill(stage, only = () => true) {
  stage.ranges ??= ranges(stage.scene);
  for (const panel of stage.panels.filter(only)) fillPanel(stage, panel);
}

function fillPanel(stage, panel) {
  const range = stage.ranges[panel.id];
  const at = reader(stage, panel);
  if (panel.kind === "image") fillImage(panel, stage.colours, at, range);
  else if (panel.kind === "strip") fillStrip(panel, at, range);
  else fillNumbers(panel, stage.colours, at, range, (r, c, x) => cellWords(stage, panel, r, c, x));
  if (panel.id === "output" && panel.kind === "numbers" && stage.scene.hidden !== null) hide(stage, panel);
}

// the cell that is asked for says nothing
function hide({ scene, kernel: k }, panel) {
  panel.cells.forEach(({ node, text }, i) => {
    const hidden = isHidden(scene, k, Math.floor(i / panel.columns), i % panel.columns);
    node.classList.toggle("asked", hidden);
    if (hidden) set(text, "text", "?");
  });
}
