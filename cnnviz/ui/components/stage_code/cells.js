// The keyboard inside a grid.

// one tab stop for each grid: its cells are reached by the arrow keys
function rove(stage, focused) {
  for (const panel of stage.panels.filter((panel) => panel.own && panel.kind === "numbers")) {
    const start = panel.id === "input" ? [stage.scene.top, stage.scene.left] : [0, 0];
    setCursor(panel, ...start);
  }
  const panel = focused && stage.panels.find(({ id, c }) => id === focused.id && c === focused.panelC);
  if (panel) moveTo(stage, panel, Math.min(focused.r, panel.rows - 1), Math.min(focused.c, panel.columns - 1));
}

function setCursor(panel, r, c) {
  const cell = ([row, column]) => panel.cells[row * panel.columns + column].node;
  if (panel.cursor) cell(panel.cursor).setAttribute("tabindex", -1);
  panel.cursor = [r, c];
  cell(panel.cursor).setAttribute("tabindex", 0);
}

function moveTo(stage, panel, r, c) {
  if (panel.kind === "numbers") {
    setCursor(panel, r, c);
    panel.cells[r * panel.columns + c].node.focus();
  } else {
    panel.cursor = [r, c];
    panel.node.focus();
    panel.node.setAttribute("aria-label", cellWords(stage, panel, r, c, reader(stage, panel)(r, c)));
  }
  point(stage, { panel, id: panel.id, r, c });
}

// the cell that has the keyboard's focus
function cellOf(stage, node) {
  for (const panel of stage.panels ?? []) {
    const i = panel.cells ? panel.cells.findIndex((cell) => cell.node === node) : -1;
    if (i >= 0) return { panel, id: panel.id, r: Math.floor(i / panel.columns), c: i % panel.columns };
    if (panel.node === node) return { panel, id: panel.id, r: panel.cursor?.[0] ?? 0, c: panel.cursor?.[1] ?? 0 };
  }
  return null;
}

const activeIn = (root) => root.getRootNode().activeElement;

function focusedCell(stage) {
  const at = cellOf(stage, activeIn(stage.root));
  return at && { id: at.id, panelC: at.panel.c, r: at.r, c: at.c };
}

// true where the key was meant for the grid
function pressInGrid(stage, { key, target }) {
  const at = cellOf(stage, target);
  if (!at) return false;
  const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const { panel, r, c } = at;
  if (moves[key]) {
    const [row, column] = [r + moves[key][0], c + moves[key][1]];
    if (row >= 0 && column >= 0 && row < panel.rows && column < panel.columns) moveTo(stage, panel, row, column);
    return true;
  }
  if (key === "Home" || key === "End") {
    moveTo(stage, panel, r, key === "Home" ? 0 : panel.columns - 1);
    return true;
  }
  if (key === "Enter" || key === "F2") {
    if (!edit(stage, at)) pin(stage, at);
    return true;
  }
  return /^[-−\d.,]$/.test(key) && edit(stage, at, key);
}
