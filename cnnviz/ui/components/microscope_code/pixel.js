// The end of the way: a value that the network receives, and the pixel that it comes from.

function makePixel(scope, body) {
  const swatch = element("span", { class: "swatch" });
  const [pixel, value, origin] = ["pixel", "total", "note"].map((name) => element("p", { class: name }));
  body.append(element("div", { class: "pixel-row" }, swatch, pixel), value, origin);
  return { fill: (at) => fillPixel({ swatch, pixel, value, origin }, at) };
}

function fillPixel({ swatch, pixel, value, origin }, { pair: { run, net }, layer, unit: [plane, row, column] }) {
  const at = 3 * (row * net.size[2] + column);
  const [red, green, blue] = run.pixels.subarray(at, at + 3);
  swatch.style.background = `rgb(${red} ${green} ${blue})`;
  set(pixel, "text", `Pixel in row ${row}, column ${column}: R ${red}, G ${green}, B ${blue}`);
  set(value, "text", `${layer.planes ? layer.planes[plane] : `plane ${plane}`}: the network receives ${number(valueOf({ run, net }, layer, [plane, row, column]))}`);
  set(origin, "text", run.origin ? `${run.origin[0].toUpperCase()}${run.origin.slice(1)}.` : "");
}
