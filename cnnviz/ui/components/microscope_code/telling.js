// What Python is told: where the visitor stands, when at rest, and numbers that are missing.

const RESTS = 1000; // ms after the last click

// all that the address keeps; which of two is read is counted from 1, as on the screen
const standing = ({ view, trail, which, size, kernels }) =>
  ({ view, trail: trail.map((step) => [step.layer, step.unit]), which: which + 1, pictures: size, kernels });

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
  const now = standing(scope);
  const text = JSON.stringify(now);
  if (!scope.dirty || text === scope.agreed) return;
  scope.dirty = false;
  scope.agreed = text;
  scope.send("walk", now);
}

// what Python says is followed where it is news, not an echo: the visitor may have walked on
function follow(scope, { view, trail, which, pictures, kernels }) {
  const told = { view, trail: trail.map(([layer, unit]) => ({ layer, unit })), which: which - 1, size: pictures, kernels };
  const text = JSON.stringify(standing(told));
  if (text === scope.heard) return;
  const first = scope.heard === undefined;
  scope.heard = text;
  if (text === scope.agreed) return;
  scope.agreed = text;
  scope.dirty = false;
  clearTimeout(scope.timer);
  scope.timer = scope.pointed = null;
  Object.assign(scope, told);
  scope.news = !first; // a button elsewhere on the page, or the back button: what it changes must be in sight
}

function want(scope, layer, channel) {
  const key = `${layer.name} ${channel}`;
  if (scope.asked.has(key)) return;
  scope.asked.add(key);
  scope.send("want", { layer: layer.name, channel });
}

const isAsked = (scope, layer, channel) => scope.asked.has(`${layer.name} ${channel}`);
