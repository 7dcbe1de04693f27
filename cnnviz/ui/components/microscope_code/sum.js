// The arithmetic of one number, by the kind of its layer.

const KINDS = {
  convolution: makeConvolution, dense: makeDense, average: makeWindow, maximum: makeWindow, function: makeFormula,
  normalisation: makeFormula, addition: makeFormula, flatten: makeFormula, same: makeFormula, image: makePixel, missing: makeMissing,
};

const ABOUT = {
  convolution: "a convolution: values × weights over all input maps, plus a bias",
  dense: "a linear layer: values × weights, plus a bias",
  average: "the mean of a window", maximum: "the largest value in a window", function: "a function of the same unit",
  normalisation: "normalised with the mean and variance that the layer keeps", addition: "two branches added",
  flatten: "the maps in a row", same: "passed on as it is: nothing is dropped after training", image: "the picture as the network receives it",
};

function drawSum(scope) {
  const at = here(scope);
  if (!at) return;
  const found = termsOf(at.pair, at.layer, at.unit);
  const kind = found.missing ? "missing" : at.layer.rule.type;
  const key = `${kind} ${at.pair.net.key} ${at.layer.name} ${found.terms?.length === scope.sum.count || kind !== "average"}`;
  const { body } = scope.parts;
  if (scope.sum.key !== key || scope.sum.net !== at.pair.net) {
    body.replaceChildren();
    scope.parts.under.replaceChildren();
    scope.sum = { key, net: at.pair.net, count: found.terms?.length };
    Object.assign(scope.sum, KINDS[kind](scope, body, at));
  }
  scope.sum.found = found;
  drawHeading(scope, at, kind);
  scope.sum.fill(at, found);
  const { warning } = scope.parts;
  warning.hidden = found.agrees !== false;
  if (!warning.hidden) warning.textContent = `These terms give ${number(found.total, 7)}, but the network recorded ${number(found.recorded, 7)}.`;
}

function drawHeading(scope, { layer, unit, pair }, kind) {
  const value = valueOf(pair, layer, unit);
  const { heading } = scope.parts;
  set(heading.children[0], "text", `${scope.pairs.length > 1 ? `${scope.which + 1}: ` : ""}${unitText(layer, unit)}`);
  set(heading.children[1], "text", value === undefined ? "" : `= ${number(value)}`);
  set(heading.children[0], "title", unitWords(layer, unit));
  set(heading.children[2], "text", ABOUT[kind] ?? "");
}

// what is not sent can be asked for; what has no rule says why
function makeMissing(scope, body) {
  const box = element("div", {});
  body.append(box);
  return {
    fill({ layer, unit }, { missing, recorded }) {
      if (missing === "numbers" && recorded === undefined) return box.replaceChildren(); // the map itself asks
      const why = { numbers: "The numbers that this one is made of were not sent.", weights: "The weights of this layer were not sent." }[missing];
      const text = layer.rule.why ? `${layer.rule.why[0].toUpperCase()}${layer.rule.why.slice(1)}.` : "";
      return box.replaceChildren(why ? askButton(scope, layer, unit[0], why) : element("p", {}, text));
    },
  };
}

// "0.21 + (−0.03) + bias 0.01 = 0.19"
function totalText(parts, bias, total) {
  const sums = parts.map((x, i) => (i ? bracketed(x, 4) : number(x, 4))).join(" + ");
  return `${sums} + bias ${bracketed(bias, 4)} = ${number(total, 4)}`;
}

// "0.12 × 0.31 + (−0.02) × 0.4 = 0.029": lines break between products
function writeOut(node, before, terms, after) {
  const products = terms.map(({ value, weight }, i) => `${i ? "+ " : ""}${i ? bracketed(value, 3) : number(value, 3)} × ${bracketed(weight, 3)}`);
  const text = `${before}${products.join(" ")}${after}`;
  if (node.written === text) return;
  node.written = text;
  node.replaceChildren(before, ...products.flatMap((product) => [element("span", {}, product), " "]), after.trim());
}
