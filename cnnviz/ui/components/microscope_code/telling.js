// What Python is told: where the visitor stands, when at rest, and numbers that are missing.

const RESTS = 1000; // ms after the last click

const walkText = (view, trail) => JSON.stringify([view, trail.map((step) => [step.layer, step.unit])]);

// keys move without telling: that waits for a click, or until the visitor leaves
function moved(scope) {
  scope.dirty = true;
  if (scope.byKey && !scope.timer) return;
  clearTimeout(scope.timer);
  scope.timer = setTimeout(() => tell(scope), RESTS);
}

function tell(scope) {
  clearTimeout(scope.timer);
  scope.timer = null;
  const text = walkText(scope.view, scope.trail);
  if (!scope.dirty || text === scope.agreed) return;
  scope.dirty = false;
  scope.agreed = text;
  scope.send("walk", { view: scope.view, trail: scope.trail.map((step) => [step.layer, step.unit]) });
}

// what Python says is followed where it is news, not an echo: the visitor may have walked on
function follow(scope, { view, trail }) {
  const steps = trail.map(([layer, unit]) => ({ layer, unit }));
  const text = walkText(view, steps);
  if (text === scope.heard) return;
  scope.heard = text;
  if (text === scope.agreed) return;
  scope.agreed = text;
  scope.dirty = false;
  clearTimeout(scope.timer);
  scope.timer = scope.pointed = null;
  [scope.view, scope.trail] = [view, steps];
}

function want(scope, layer, channel) {
  const key = `${layer.name} ${channel}`;
  if (scope.asked.has(key)) return;
  scope.asked.add(key);
  scope.send("want", { layer: layer.name, channel });
}

const isAsked = (scope, layer, channel) => scope.asked.has(`${layer.name} ${channel}`);
