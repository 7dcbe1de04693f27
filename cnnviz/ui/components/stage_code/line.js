// The running line: the products of a step, their sum, the bias, the result; and the same for a screen reader.

const SHOWN = { alone: 30, several: 14 }; // products of a channel; more are left out in the middle

const placeOf = (scene, r, c) => (scene.line ? `[${c}]` : `[${r}, ${c}]`);
const inputPlace = (scene, r, c) =>
  placeOf(scene, Math.floor((r - scene.top) / scene.inserted[0]), Math.floor((c - scene.left) / scene.inserted[1]));

// the parts of an output: rows of terms, and what stands before and after them
function story(stage, row, col) {
  const { scene, kernel: k } = stage;
  const out = `out${placeOf(scene, row, col)} = `;
  if (isHidden(scene, k, row, col)) return { rows: [{ head: out, terms: [], tail: "", result: "?" }] };
  const result = number(outputAt(scene, k, row, col));
  const found = taps(scene, k, row, col);
  if (scene.sources) return found.length ? remembered(scene, k, found[0], out, result) : plainly(out, "0", ": no maximum came from here");
  if (scene.kind === "max") return { rows: [{ head: `${out}max(`, terms: valuesOf(scene, k, found), join: ", ", tail: ") = ", result }] };
  if (scene.kind === "average") return average(scene, k, found, out, result);
  if (!scene.kh) return interpolated(scene, k, found, out, result);
  if (!found.length) return plainly(out, result, ": no input reaches this output, the bias alone");
  return summed(scene, k, found, out, result, row, col);
}

const plainly = (head, result = "", after = "") => ({ rows: [{ head, terms: [], tail: "", result, after }] });

function remembered(scene, k, { r, c }, out, result) {
  return plainly(`${out}in${inputPlace(scene, r, c)} = `, result, ": its maximum came from here");
}

const valuesOf = (scene, k, found) => found.map(({ r, c }) => term(scene, r, c, number(valueAt(scene, channelsOf(scene, k)[0], r, c))));
const term = (scene, r, c, text) => ({ text, pale: !isOwn(scene, r, c) });

function average(scene, k, found, out, result) {
  const sum = found.reduce((total, { r, c }) => total + valueAt(scene, channelsOf(scene, k)[0], r, c), 0);
  const values = found.map(({ r, c }) => term(scene, r, c, bracketed(valueAt(scene, channelsOf(scene, k)[0], r, c))));
  return { rows: [{ head: `${out}(`, terms: values, join: " + ", tail: `) / ${found.length} = ${number(sum)} / ${found.length} = `, result }] };
}

function interpolated(scene, k, found, out, result) {
  const c = channelsOf(scene, k)[0];
  if (found.length === 1) return plainly(`${out}in${inputPlace(scene, found[0].r, found[0].c)} = `, result);
  const terms = found.map((tap) => term(scene, tap.r, tap.c, `${number(tap.share ?? 1)}·${bracketed(valueAt(scene, c, tap.r, tap.c))}`));
  return { rows: [{ head: out, terms, join: " + ", tail: " = ", result }] };
}

// C = 1: out = 1·1 + 0·0 = 1; + bias 0 = 1. Several channels: a row for each, then the sum of their sums
function summed(scene, k, found, out, result, row, col) {
  const bias = `; + bias ${bracketed(scene.bias[k])} = `;
  const digits = scene.C > 1 ? 3 : undefined;
  const rows = channelsOf(scene, k).map((c) => {
    const terms = found.map((tap) => {
      const [value, weight] = [valueAt(scene, c, tap.r, tap.c), weightAt(scene, k, c, tap.i, tap.j)];
      return { ...term(scene, tap.r, tap.c, `${bracketed(value, digits)}·${bracketed(weight, digits)}`), product: value * weight };
    });
    const sum = terms.reduce((total, { product }) => total + product, 0);
    return { head: scene.C > 1 ? `${scene.channels[c] || `channel ${c + 1}`}: ` : out, terms, join: " + ", tail: ` = ${number(sum)}`, sum };
  });
  if (scene.C === 1) Object.assign(rows[0], { tail: rows[0].tail + bias, result });
  else rows.push({ head: out, terms: rows.map(({ sum }) => ({ text: bracketed(sum) })), join: " + ", tail: bias, result, total: true });
  return { rows };
}

// one input of a transposed convolution: each of its products is added to another output
function spreadStory(stage) {
  const { scene, kernel: k, reached } = stage;
  const [row, col] = position(scene, stage.step);
  const count = `${reached.length} ${reached.length === 1 ? "output" : "outputs"}`;
  const head = `in${placeOf(scene, row, col)}`;
  const rows = channelsOf(scene, k).map((c) => {
    const value = valueAt(scene, c, row + scene.top, col + scene.left);
    const terms = reached.map(([, , i, j]) => {
      const weight = weightAt(scene, k, c, i, j);
      return { text: `${bracketed(value)}·${bracketed(weight)} = ${number(value * weight)}` };
    });
    const whose = scene.C > 1 ? `${scene.channels[c] || `channel ${c + 1}`}, ` : "";
    return { head: `${whose}${head} = ${number(value)} adds to ${count}: `, terms, join: ", ", tail: "" };
  });
  return { rows };
}

const told = (stage) => (stage.scene.spread ? spreadStory(stage) : story(stage, ...position(stage.scene, stage.step)));

// with the middle of many terms left out
function shortened(terms, limit) {
  if (terms.length <= limit) return terms;
  const head = limit - 4;
  return [...terms.slice(0, head), { text: `… ${terms.length - head - 2} more …`, pale: true }, ...terms.slice(-2)];
}

const plainText = ({ rows }) => rows.map(({ head, terms, join, tail, result = "", after = "" }) =>
  `${head}${terms.map(({ text }) => text).join(join)}${tail}${result}${after}`).join("\n");

function drawLine(stage) {
  const words = stage.told ? stage.told() : told(stage);
  const several = words.rows.length > 1;
  const rows = words.rows.map((row) => ({ ...row, terms: shortened(row.terms, several ? SHOWN.several : SHOWN.alone) }));
  stage.words = { rows };
  const pattern = rows.map(({ terms, total }) => `${terms.length}${total ? "t" : ""}`).join();
  if (stage.pattern !== pattern) makeRows(stage, rows);
  stage.root.line.classList.toggle("several", stage.scene.C > 1);
  stage.pattern = pattern;
  rows.forEach((row, n) => fillRow(stage.lineRows[n], row));
  keepHeight(stage.root.line);
  if (!stage.playing) stage.root.live.textContent = spoken(stage, words);
}

// while steps change the text below does not jump
function keepHeight(line) {
  const tall = line.scrollHeight;
  if (tall > (line.tallest ?? 0)) {
    line.tallest = tall;
    line.style.minHeight = `${tall}px`;
  }
}

function makeRows(stage, rows) {
  stage.lineRows = rows.map(({ terms, total }) => {
    const spans = terms.map(() => element("span", { class: "term" }));
    const joins = terms.slice(1).map(() => element("span", { class: "join" }));
    const [head, tail, result, after] = ["head", "tail", "result", "after"].map((name) => element("span", { class: name }));
    const node = element("div", { class: total ? "products total" : "products" }, head,
      ...spans.flatMap((span, n) => (n ? [joins[n - 1], span] : [span])), tail, result, after);
    return { node, head, spans, joins, tail, result, after };
  });
  stage.root.line.replaceChildren(...stage.lineRows.map(({ node }) => node));
}

function fillRow({ head, spans, joins, tail, result, after }, row) {
  set(head, "text", row.head);
  set(tail, "text", row.tail);
  set(result, "text", row.result ?? "");
  set(after, "text", row.after ?? "");
  joins.forEach((span) => set(span, "text", row.join));
  spans.forEach((span, n) => {
    set(span, "text", row.terms[n].text);
    set(span, "class", row.terms[n].pale ? "term pale" : "term");
  });
}

const spoken = (stage, words) => {
  const text = plainText(words).replaceAll("·", " times ").replaceAll("\n", ". ");
  return `Step ${stage.step + 1} of ${stage.scene.steps}. ${text.length > 400 ? `${text.slice(0, 150)} … ${text.slice(-120)}` : text}`;
};

// what a reader hears of a cell
function cellWords({ scene, kernel: k }, { id }, r, c, value) {
  if (id === "output" && isHidden(scene, k, r, c)) return `output ${placeOf(scene, r, c)}: asked for`;
  if (id === "kernel") return `weight ${placeOf(scene, r, c)}: ${number(value)}`;
  if (id === "output") return `output ${placeOf(scene, r, c)}: ${number(value)}`;
  const kind = isPadding(scene, r, c) ? "padding" : isInserted(scene, r, c) ? "inserted zero" : "input";
  return `${kind} ${kind === "inserted zero" ? "" : inputPlace(scene, r, c)}: ${number(value)}${isRead(scene, r, c) ? "" : ", read by no window"}`;
}
