// Keys on the large map.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function pressOnPlate(scope, index, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = actionOf(scope, index, event.key);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function actionOf(scope, index, key) {
  const { net } = scope.pairs[index];
  const layer = layerOfPlate(scope, index);
  const unit = (scope.pointed ?? lastStep(scope)).unit;
  const { rows, columns } = gridOf(net, layer);
  const [r, q] = cellOf(net, layer, unit);
  if (ARROWS[key]) return () => step(scope, index, layer, r + ARROWS[key][0], q + ARROWS[key][1]);
  return {
    Home: () => step(scope, index, layer, columns === 1 ? 0 : r, 0),
    End: () => step(scope, index, layer, columns === 1 ? rows - 1 : r, columns - 1),
    Enter: () => followLargest(scope), " ": () => followLargest(scope),
    Backspace: () => goBack(scope), Escape: () => goBack(scope),
  }[key];
}

const goBack = (scope) => (scope.pointed ? point(scope, scope.which, null, null) : backTo(scope, scope.trail.length - 2));

function step(scope, index, layer, r, q) {
  const { net } = scope.pairs[index];
  const { rows, columns } = gridOf(net, layer);
  const within = (at, count) => Math.max(0, Math.min(count - 1, at));
  const unit = unitAt(net, layer, lastStep(scope).unit[0], within(r, rows), within(q, columns));
  if (!unit) return;
  scope.which = index;
  scope.pointed = null;
  scope.byKey = true;
  replaceLast(scope, { layer: layer.name, unit });
  moved(scope);
  scope.byKey = false;
  if (isFlat(layer)) return drawView(scope);
  drawTrail(scope);
  drawPoint(scope);
}
