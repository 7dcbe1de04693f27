// The keyboard inside a grid.

// one tab stop for each grid: its cells are reached by the arrow keys
function rove(stage, focused) {
  for (const panel of stage.panels.filter((panel) => panel.own && panel.kind === "numbers")) {
    const start = panel.id === "input" ? [stage.scene.top, stage.scene.left] : [0, 0];
    setCursor(panel, ...start);
  }
  const panel = focused && panelOf(stage, focused);
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
  point(stage, at(panel, r, c));
}

// the cell that has the keyboard's focus
function cellOf(stage, node) {
  for (const panel of stage.panels ?? []) {
    const i = panel.cells ? panel.cells.findIndex((cell) => cell.node === node) : -1;
    if (i >= 0) return at(panel, Math.floor(i / panel.columns), i % panel.columns);
    if (panel.node === node) return at(panel, ...(panel.cursor ?? [0, 0]));
  }
  return null;
}

const activeIn = (root) => root.getRootNode().activeElement;

const focusedCell = (stage) => cellOf(stage, activeIn(stage.root));

// true where the key was meant for the grid
function pressInGrid(stage, { key, target }) {
  const place = cellOf(stage, target);
  if (!place) return false;
  const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const [panel, { r, c }] = [panelOf(stage, place), place];
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
    if (!edit(stage, place)) pin(stage, place);
    return true;
  }
  return /^[-−\d.,]$/.test(key) && edit(stage, place, key);
}
