// The numbers that a number was made of, by the layer's rule: from recorded 32-bit numbers, in 64 bits.

const TOLERANCE = 1e-4; // of the sum of magnitudes, between the terms' total and the recorded value

const tapsOf = (rule, i) => (Array.isArray(rule) ? rule[i]
  : Array.from({ length: rule.taps }, (_, j) => rule.first + i * rule.step + j * rule.apart));

// the normal distribution's share below x, by the series of its density (Marsaglia 2004): JavaScript has no error function
function normalShare(x) {
  if (Math.abs(x) > 6) return x > 0 ? 1 : 0;
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) sum += term *= (x * x) / (2 * n + 1);
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const APPLIED = {
  ReLU: (x) => Math.max(0, x),
  ReLU6: (x) => Math.min(Math.max(0, x), 6),
  LeakyReLU: (x, slope) => Math.max(0, x) + slope * Math.min(0, x),
  ELU: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
  GELU: (x) => x * normalShare(x),
  SiLU: (x) => x / (1 + Math.exp(-x)),
  Tanh: (x) => Math.tanh(x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

const MAKERS = {
  convolution: convolved, dense: multiplied, average: averaged, maximum: largestOf, function: applied,
  normalisation: normalised, addition: added, flatten: (at) => taken(at, unitOf(at.sources[0], at.unit[0])), same: (at) => taken(at, at.unit),
};

// {terms, bias, total, recorded, agrees}, or {missing: "rule" | "numbers" | "weights"}
function termsOf(pair, layer, unit) {
  const make = MAKERS[layer.rule.type];
  const sources = layer.sources.map((name) => pair.net.byName.get(name));
  const recorded = valueOf(pair, layer, unit);
  if (layer.name === "") return { terms: [], recorded };
  if (!make) return { missing: "rule", recorded };
  if (recorded === undefined || sources.some((source) => !outputOf(pair, source))) return { missing: "numbers", recorded };
  if (layer.rule.size && !weightsOf(layer, unit[0])) return { missing: "weights", recorded };
  const outputs = sources.map((source) => outputOf(pair, source));
  const found = make({ pair, layer, unit, sources, outputs, rule: layer.rule });
  const size = found.terms.reduce((sum, term) => sum + Math.abs(term.product), Math.abs(found.bias) + Math.abs(recorded));
  return { ...found, recorded, agrees: Math.abs(found.total - recorded) <= TOLERANCE * Math.max(size, 1e-30) };
}

// the weights that make one output channel
function weightsOf(layer, channel) {
  const { weight, slices, size } = layer.rule;
  if (!weight) return slices.get(channel) ?? null;
  const count = size.slice(1).reduce((product, n) => product * n, 1);
  return weight.subarray(channel * count, (channel + 1) * count);
}

const sumOf = (terms) => terms.reduce((sum, term) => sum + term.product, 0);

// input channels of the group that an output channel belongs to: [first, how many]
function groupOf(rule, channel) {
  const [outputs, inputs] = rule.size;
  return [Math.floor(channel / (outputs / rule.groups)) * inputs, inputs];
}

function convolved({ layer, unit, sources, outputs, rule }) {
  const [channel, row, column] = unit;
  const [, rows, columns] = sources[0].shape;
  const [first, count] = groupOf(rule, channel);
  const weights = weightsOf(layer, channel);
  const [down, across] = [tapsOf(rule.rows, row), tapsOf(rule.columns, column)];
  const terms = [];
  for (let c = first; c < first + count; c++) for (const r of down) for (const q of across) {
    const inside = r >= 0 && q >= 0 && r < rows && q < columns;
    const value = inside ? outputs[0][(c * rows + r) * columns + q] : 0;
    const weight = weights[terms.length];
    terms.push({ source: sources[0], unit: [c, r, q], value, weight, product: value * weight, inside });
  }
  const bias = rule.bias[channel];
  return { terms, bias, total: sumOf(terms) + bias };
}

function multiplied({ layer, unit, sources, outputs, rule }) {
  const weights = weightsOf(layer, unit[0]);
  const terms = Array.from(outputs[0], (value, i) =>
    ({ source: sources[0], unit: [i], value, weight: weights[i], product: value * weights[i], inside: true }));
  const bias = rule.bias[unit[0]];
  return { terms, bias, total: sumOf(terms) + bias };
}

// the units that a pooling reads; a mean over all pixels makes a vector
function readBy({ unit, sources, outputs, rule }) {
  const [channel, row = 0, column = 0] = unit;
  const [, rows, columns] = sources[0].shape;
  return tapsOf(rule.rows, row).flatMap((r) => tapsOf(rule.columns, column).map((q) =>
    ({ source: sources[0], unit: [channel, r, q], value: outputs[0][(channel * rows + r) * columns + q], inside: true })));
}

function averaged(at) {
  const [, row = 0, column = 0] = at.unit;
  const divisor = at.rule.row_counts[row] * at.rule.column_counts[column];
  const terms = readBy(at).map((term) => ({ ...term, weight: 1 / divisor, product: term.value / divisor }));
  return { terms, bias: 0, total: sumOf(terms), divisor };
}

function largestOf(at) {
  const read = readBy(at);
  const winner = read.reduce((best, term, i) => (term.value > read[best].value ? i : best), 0); // the first of equals
  const terms = read.map((term, i) => ({ ...term, weight: i === winner ? 1 : 0, product: i === winner ? term.value : 0 }));
  return { terms, bias: 0, total: terms[winner].value, winner };
}

function single({ sources, outputs }, unit, i = 0) {
  return { source: sources[i], unit, value: outputs[i][flatIndex(sources[i], unit)], inside: true };
}

function taken(at, unit) {
  const term = single(at, unit);
  return { terms: [{ ...term, weight: 1, product: term.value }], bias: 0, total: term.value };
}

function applied(at) {
  const term = single(at, at.unit);
  const apply = APPLIED[at.rule.name];
  const total = apply ? apply(term.value, at.rule.parameter) : valueOf(at.pair, at.layer, at.unit);
  return { terms: [{ ...term, weight: 1, product: term.value }], bias: 0, total };
}

function normalised(at) {
  const { mean, variance, scale, shift, epsilon } = at.rule;
  const channel = at.unit[0];
  const term = single(at, at.unit);
  const weight = scale[channel] / Math.sqrt(variance[channel] + epsilon);
  const bias = shift[channel] - mean[channel] * weight;
  return { terms: [{ ...term, weight, product: term.value * weight }], bias, total: term.value * weight + bias };
}

function added(at) {
  const terms = at.sources.map((_, i) => single(at, at.unit, i)).map((term) => ({ ...term, weight: 1, product: term.value }));
  return { terms, bias: 0, total: sumOf(terms) };
}
