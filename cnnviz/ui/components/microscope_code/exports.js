// Files of what is shown: the large map as PNG, the terms of the present number as CSV.

const PNG_SIDE = 768; // pixels, about

// galaxy, network and what it is; another unit or map, another name
const fileName = ({ pair: { run } }, text) => letters(`${run.file ?? ""} ${text}`);
const letters = (text) => text.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "");

function savePicture(scope) {
  const at = here(scope);
  const plate = scope.plates.find(({ index }) => index === scope.which);
  const values = at && mapOf(at.pair, at.layer, at.unit[0]);
  if (!plate || !values) return;
  const { rows, columns } = gridOf(at.pair.net, at.layer);
  const small = element("canvas", {});
  paintMap(small, rows, columns, isFlat(at.layer) ? padded(values, rows * columns) : values, rangeOf(scope, at.layer, at.unit[0]));
  const large = element("canvas", {});
  const factor = Math.max(1, Math.round(PNG_SIDE / Math.max(rows, columns)));
  const context = resize(large, columns * factor, rows * factor);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  large.toBlob((picture) => download(picture, `${fileName(at, `${at.layer.path} ${isFlat(at.layer) ? "" : at.unit[0]}`)}.png`), "image/png");
}

function saveTerms(scope) {
  const at = here(scope);
  const found = at && termsOf(at.pair, at.layer, at.unit);
  if (!found?.terms) return;
  const unit = (numbers) => `"${numbers.join(",")}"`;
  const name = (layer) => (layer.name === "" ? "input" : layer.path);
  const own = [name(at.layer), unit(at.unit)];
  const tail = [found.bias ?? 0, found.total ?? found.recorded];
  const lines = found.terms.map((term) => [...own, name(term.source), unit(term.unit), term.value, term.weight, term.product, ...tail].join(","));
  if (!lines.length) lines.push([...own, "", "", found.recorded, "", "", ...tail].join(","));
  const text = ["layer,unit,source,source_unit,value,weight,product,bias,total", ...lines].join("\n");
  download(new Blob([`${text}\n`], { type: "text/csv" }), `${fileName(at, `${name(at.layer)} ${at.unit.join(" ")}`)}.csv`);
}
