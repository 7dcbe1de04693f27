// Beside the choice of sizes: what the colours of all cards mean, and what is crossed out.

const RANGES_OF = {
  map: "Each map has its own range, and so have the kernels of each map: the largest magnitude is at the end",
  layer: "One range for each layer; its kernels share one of their own",
  network: "One range for all maps of the network: 99 % of the numbers lie within it, those beyond have the colour of the end. The galaxy, vectors and kernels have their own",
};

// where each map has a range of its own the bars of all cards would be the same two; where all share one it stands here once
function drawLegend(scope) {
  const { legend } = scope.parts;
  const { colouring } = scope;
  if (!legend.children.length) {
    const crossed = element("span", { class: "crossed", title: "Dead: zero everywhere for this galaxy" }, element("i", { class: "thumb dead" }), "zero everywhere");
    legend.append(element("span", {}), makeBar(), element("span", {}), makeBar(), crossed);
  }
  const [words, first, others, second, crossed] = legend.children;
  legend.title = RANGES_OF[colouring];
  set(words, "text", { map: "each map:", layer: "kernels:", network: "all maps:" }[colouring]);
  set(others, "text", colouring === "network" ? "kernels:" : "");
  second.hidden = colouring === "layer";
  const [signed, ends] = [{ least: -1, most: 1, signed: true, limit: 1 }, ["−max", "max"]];
  if (colouring === "network") fillBar(first, networkBar(scope));
  else fillBar(first, signed, ends);
  if (colouring === "network") fillBar(second, signed, ends);
  else fillBar(second, { least: 0, most: 1, signed: false, limit: 1 }, ends);
  crossed.hidden = !scope.pairs.some((pair) => pair.net.layers.some((layer) => !isFlat(layer) && deadCount(pair, layer)));
}

function networkBar(scope) {
  const [pair] = scope.pairs;
  const layer = pair.net.layers.find((each) => sharesAll(scope, each));
  return layer ? rangeOf(scope, layer, 0) : { least: 0, most: 1, signed: false, limit: 1 };
}
