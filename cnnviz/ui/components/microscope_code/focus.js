// The focus stays where the visitor is: what is drawn anew, or leaves the screen, must not take it away.

function focusOf({ root }) {
  const { activeElement } = root.getRootNode();
  return activeElement && root.contains(activeElement) ? activeElement : null;
}

function keepingFocus(scope, draw) {
  const held = focusOf(scope);
  draw();
  if (held && (!held.isConnected || held.disabled || !held.offsetParent)) focusPresent(scope);
}

const focusPresent = (scope) => (scope.view === "map" ? focusPlate(scope) : focusCard(scope));

// the large map, on which keys walk; the page stays where it is
function focusPlate(scope) {
  const plate = scope.plates.find(({ index }) => index === scope.which) ?? scope.plates[0];
  plate?.box.focus({ preventScroll: true });
}

// the picture, or the name, that led into the view of one map; else that of the present map
function focusCard(scope) {
  const last = lastStep(scope);
  const { layer, index, channel } = scope.entry ?? { layer: last?.layer ?? "", index: scope.which, channel: last?.unit[0] ?? null };
  const lineOf = (row) => row.lines.find((line) => line.index === index);
  const row = scope.rows.find((each) => each.layer.name === layer && lineOf(each)) ?? scope.rows[0];
  const buttons = [...(lineOf(row)?.node.querySelectorAll("button") ?? [])];
  const button = channel === null || !buttons.length ? row.name : buttons[Math.min(channel, buttons.length - 1)];
  for (const other of buttons) other.tabIndex = other === button || (button === row.name && other === buttons[0]) ? 0 : -1;
  showRow(scope, row);
  button.focus({ preventScroll: true });
}

// scrolls the list of cards alone
function showRow({ parts: { network } }, { node }) {
  const [list, at] = [network, node].map((each) => each.getBoundingClientRect());
  if (at.top < list.top) network.scrollTop += at.top - list.top;
  else if (at.bottom > list.bottom) network.scrollTop += at.bottom - list.bottom;
}
