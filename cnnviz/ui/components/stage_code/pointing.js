// Pointing at a cell, by mouse, touch or keyboard: an output is jumped to, an input and a weight light up what they touch.

const isOutput = ({ scene }, { id }) => (scene.spread ? id === "input" : id === "output" || id === "map");

// places on the picture are {id, channel, r, c}: they outlive the panels, which are made anew when shapes change
const panelOf = (stage, at) => stage.panels.find((panel) => panel.id === at.id && panel.c === at.channel);
const at = (panel, r, c) => ({ id: panel.id, channel: panel.c, r, c });
const same = (a, b) => a === b || (a && b && ["id", "channel", "r", "c"].every((name) => a[name] === b[name]));

function watchPointer(stage) {
  const node = stage.svg;
  node.onpointermove = (event) => event.pointerType !== "touch" && point(stage, under(stage, event));
  node.onpointerleave = () => point(stage, null);
  node.onclick = (event) => pin(stage, under(stage, event));
  node.ondblclick = (event) => {
    const place = under(stage, event);
    if (place) edit(stage, place);
  };
}

// not on the drawing itself: Chromium makes one that listens to focus a stop of its own
function watchFocus(stage) {
  stage.root.picture.addEventListener("focusin", ({ target }) => {
    const place = cellOf(stage, target);
    if (place && target.matches(":focus-visible")) point(stage, place);
  });
}

function under(stage, { clientX, clientY }) {
  const { left, top } = stage.svg.getBoundingClientRect();
  for (const panel of stage.panels) {
    const found = cellAt(panel, clientX - left, clientY - top);
    if (found) return at(panel, ...found);
  }
  return null;
}

function point(stage, place) {
  if (same(stage.pointed, place)) return;
  stage.pointed = place;
  if (!stage.pin) show(stage, place);
}

function show(stage, place) {
  const before = stage.told;
  release(stage);
  const panel = place && panelOf(stage, place);
  if (!panel || place.r >= panel.rows || place.c >= panel.columns || place.id === "bias") return before && drawLine(stage);
  if (isOutput(stage, place)) return jump(stage, place);
  const { r, c } = place;
  const lens = place.id === "lens" && stage.taps.find(({ i, j }) => i === r && j === c);
  if (place.id === "input") lightOutputs(stage, panel, r, c);
  else if (lens) lightOutputs(stage, panel, lens.r, lens.c);
  else if (place.id === "kernel") lightInputs(stage, panel, r, c);
  else if (stage.scene.spread) lightSources(stage, r, c);
  if (!stage.playing) drawLine(stage);
}

// what is pointed at, once more, after the numbers or the shapes have changed
function showAgain(stage) {
  const place = stage.pin ?? (stage.told && stage.pointed);
  if (place) show(stage, place);
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
function pin(stage, place) {
  const again = same(stage.pin, place);
  unpin(stage);
  if (!place || again || place.id === "bias") return;
  show(stage, place);
  setPin(stage, place);
}

function setPin(stage, place) {
  stage.pin = place;
  stage.buttons.kept.hidden = !place;
}

function unpin(stage) {
  setPin(stage, null);
  show(stage, null);
}
