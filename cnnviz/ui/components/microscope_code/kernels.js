// Kernels as small pictures: all input channels of an output channel side by side.

const GAP = 1; // pixels between kernels, of the picture

function buildKernels(layer, channel) {
  const [, inputs, rows, columns] = layer.rule.size;
  if (rows * columns === 1 && inputs > 64) return null;
  const few = inputs <= FEW_INPUTS;
  const across = few ? inputs : Math.ceil(Math.sqrt(inputs));
  const down = Math.ceil(inputs / across);
  const canvas = element("canvas", { role: "img" });
  const [w, h] = [across * (columns + GAP) - GAP, down * (rows + GAP) - GAP];
  const node = element("div", { class: few ? "kernels few" : "kernels" }, canvas);
  const resize = (width) => {
    const scale = Math.max(1, Math.floor(width / w));
    Object.assign(canvas.style, { width: `${w * scale}px`, height: `${h * scale}px` });
  };
  return Object.assign(node, { few, across, w, h, canvas, resize });
}

function paintKernels(scope, node, layer, channel) {
  const { canvas, across, w, h } = node;
  const weights = weightsOf(layer, channel);
  node.hidden = !weights;
  if (!weights) return;
  const [, inputs, rows, columns] = layer.rule.size;
  const picture = new Float32Array(w * h).fill(NaN);
  for (let c = 0; c < inputs; c++) {
    const [top, left] = [Math.floor(c / across) * (rows + GAP), (c % across) * (columns + GAP)];
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++)
      picture[(top + i) * w + left + j] = weights[(c * rows + i) * columns + j];
  }
  const range = scope.colouring === "map" || !layer.rule.weight ? symmetric(weights) : kernelRange(layer);
  paintMap(canvas, h, w, picture, range);
  const { least, most } = extent(weights);
  node.title = `Kernels of map ${channel}, one of ${rows} × ${columns} for each of ${inputs} input maps: weights ${number(least, 3)} to ${number(most, 3)}, colours −${number(range.limit, 3)} to ${number(range.limit, 3)}`;
  canvas.setAttribute("aria-label", `${layer.path}: ${node.title}`);
}

// of all kernels of a layer
function kernelRange(layer) {
  layer.kernelRange ??= symmetric(layer.rule.weight);
  return layer.kernelRange;
}
