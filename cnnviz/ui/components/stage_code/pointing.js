// Pointing at a cell, by mouse, touch or keyboard: an output is jumped to, an input and a weight light up what they touch.

const isOutput = ({ scene }, { id }) => (scene.spread ? id === "input" : id === "output" || id === "map");

function watchPointer(stage) {
  const node = stage.svg;
  node.onpointermove = (event) => event.pointerType !== "touch" && point(stage, under(stage, event));
  node.onpointerleave = () => point(stage, null);
  node.onclick = (event) => pin(stage, under(stage, event));
  node.ondblclick = (event) => { const at = under(stage, event); if (at) edit(stage, at); };
  node.onfocusin = (event) => {
    const at = cellOf(stage, event.target);
    if (at && event.target.matches(":focus-visible")) point(stage, at);
  };
}

// {panel, r, c} under the pointer
function under(stage, { clientX, clientY }) {
  const { left, top } = stage.svg.getBoundingClientRect();
  for (const panel of stage.panels) {
    const found = cellAt(panel, clientX - left, clientY - top);
    if (found) return { panel, id: panel.id, r: found[0], c: found[1] };
  }
  return null;
}

const same = (a, b) => a === b || (a && b && a.panel === b.panel && a.r === b.r && a.c === b.c);

function point(stage, at) {
  if (same(stage.pointed, at)) return;
  stage.pointed = at;
  if (!stage.pin) show(stage, at);
}

function show(stage, at) {
  const wasTold = stage.told;
  release(stage);
  const { scene } = stage;
  if (!at || at.id === "bias") return wasTold && drawLine(stage);
  if (isOutput(stage, at)) return jump(stage, at);
  const { panel } = at;
  const lens = at.id === "lens" && stage.taps.find(({ i, j }) => i === at.r && j === at.c);
  if (at.id === "input") lightOutputs(stage, panel, at.r, at.c);
  else if (lens) lightOutputs(stage, panel, lens.r, lens.c);
  else if (at.id === "kernel") lightInputs(stage, panel, at.r, at.c);
  else if (scene.spread) lightSources(stage, at.r, at.c);
  if (!stage.playing) drawLine(stage);
}

// takes away what lights up
function release(stage) {
  for (const panel of stage.panels) set(panel.lights, "d", "");
  stage.told = null;
}

function jump(stage, { r, c }) {
  const { scene } = stage;
  const [row, col] = scene.spread ? [r - scene.top, c - scene.left] : [r, c];
  if (row < 0 || col < 0 || row >= scene.grid.h || col >= scene.grid.w) return;
  pause(stage);
  stage.making = false;
  stage.step = row * scene.grid.w + col;
  drawStep(stage);
}

// a click keeps what is shown; another on the same cell, or Escape, lets go
function pin(stage, at) {
  const again = same(stage.pin, at);
  unpin(stage);
  if (!at || again || at.id === "bias") return;
  show(stage, at);
  stage.pin = at;
  stage.root.classList.add("pinned");
}

function unpin(stage) {
  stage.pin = null;
  stage.root.classList.remove("pinned");
  if (stage.panels) show(stage, null);
}
