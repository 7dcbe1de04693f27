// The picture of this step as a file, made in the browser: styles and images go into it, so that it stands alone.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity", "font-family", "font-size",
  "font-weight", "font-style", "font-variant-numeric", "text-anchor", "paint-order", "display", "visibility"];
const MARGIN = 16; // pixels around the picture
const LETTERS = 15; // pixels, of the running line

function standalone(stage) {
  const copy = stage.svg.cloneNode(true);
  const [own, copied] = [stage.svg, copy].map((node) => [...node.querySelectorAll("*")]);
  own.forEach((node, i) => inline(node, copied[i]));
  stage.panels.filter((panel) => panel.canvas).forEach((panel) => {
    const { x0: x, y0: y, w: width, h: height, canvas } = panel;
    const href = magnified(canvas, Math.max(1, Math.round((2 * width) / canvas.width)));
    copied[own.indexOf(panel.node)].prepend(svg("image", { x, y, width, height, href, preserveAspectRatio: "none" }));
  });
  const [w, h] = [stage.svg.clientWidth, stage.svg.clientHeight];
  const lines = wrapped(plainText({ rows: stage.words.rows }), (w - 2 * MARGIN) / (0.56 * LETTERS));
  const style = getComputedStyle(stage.root);
  const [width, height] = [w + 2 * MARGIN, h + 2 * MARGIN + 1.5 * LETTERS * (lines.length + 0.5)];
  const words = svg("text", { "font-size": LETTERS, "font-family": style.fontFamily, fill: style.color },
    ...lines.map((line, n) => svg("tspan", { x: MARGIN, y: MARGIN + h + 1.5 * LETTERS * (n + 1) }, line)));
  const paper = svg("rect", { width, height, fill: stage.colours.paper || "#ffffff" });
  const inner = svg("g", { transform: `translate(${MARGIN} ${MARGIN})` }, ...copy.childNodes);
  return svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` }, paper, inner, words);
}

function inline(node, copy) {
  const style = getComputedStyle(node);
  for (const name of STYLES) copy.style.setProperty(name, style.getPropertyValue(name));
  for (const name of ["class", "tabindex", "role", "aria-label", "aria-hidden"]) copy.removeAttribute(name);
}

function wrapped(text, letters) {
  return text.split("\n").flatMap((line) => {
    const lines = [""];
    for (const word of line.split(" ")) {
      if (lines.at(-1).length + word.length + 1 > letters) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
    }
    return lines;
  });
}

async function save(stage, kind) {
  pause(stage);
  const drawing = standalone(stage);
  const [width, height] = ["width", "height"].map((side) => Number(drawing.getAttribute(side)));
  const file = new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
  const name = `step-${stage.step + 1}-of-${stage.scene.steps}.${kind}`;
  if (kind === "svg") return download(file, name);
  const image = new Image();
  const address = URL.createObjectURL(file);
  image.src = address;
  await image.decode();
  const canvas = element("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  URL.revokeObjectURL(address);
  canvas.toBlob((picture) => download(picture, name), "image/png");
}
