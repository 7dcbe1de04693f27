// A number typed into a cell. It is read here, so that a slip costs no message, and checked again by Python.

const MOST = 1e6; // as in Python

// a number, or a sentence that says why it is none
function read(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  if (!plain) return "Nothing was typed";
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return `“${text.trim().slice(0, 30)}” is not a number`;
  const value = Number(plain);
  return Math.abs(value) <= MOST ? value : `${text.trim().slice(0, 30)} is too large: at most a million either way`;
}

const isEditable = ({ scene }, { id, r, c }) => scene.editable && (id === "kernel" || (id === "input" && isOwn(scene, r, c)));

// opens a field over the cell; false where the cell cannot be edited
function edit(stage, place, typed = null) {
  if (!isEditable(stage, place)) return false;
  pause(stage);
  closeEditor(stage);
  const { r, c } = place;
  const panel = panelOf(stage, place);
  const box = cellBox(panel, r, c);
  const old = reader(stage, panel)(r, c);
  const field = element("input", { type: "text", inputmode: "decimal", class: "editor", autocomplete: "off", "aria-label": `New value of ${cellWords(stage, panel, r, c, old)}` });
  field.value = typed ?? String(old);
  const [w, h] = [Math.max(box.w + 4, 64), Math.max(box.h + 4, 34)];
  Object.assign(field.style, { left: `${Math.max(0, Math.min(box.x + box.w / 2 - w / 2, stage.svg.clientWidth - w))}px`,
    top: `${box.y + box.h / 2 - h / 2}px`, width: `${w}px`, height: `${h}px` });
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") commit(stage, place, field, old);
    else if (event.key === "Escape") leave(stage, place);
  };
  field.onblur = () => stage.editor === field && commit(stage, place, field, old, false);
  stage.editor = field;
  stage.root.picture.append(field);
  field.focus();
  if (typed === null) field.select();
  return true;
}

function commit(stage, place, field, old, back = true) {
  const value = read(field.value);
  if (back) leave(stage, place);
  else closeEditor(stage);
  if (typeof value === "string") return say(stage, `${value}: the cell keeps ${number(old)}.`);
  say(stage, "");
  if (value === old) return;
  stage.send(message(stage, place, value));
}

// as Python wants it: the input's coordinates are without padding and without inserted zeros
function message({ scene, kernel }, { id, channel, r, c }, value) {
  if (id === "kernel") return { part: "weight", channel, kernel, row: r, column: c, value };
  const [row, column] = [(r - scene.top) / scene.inserted[0], (c - scene.left) / scene.inserted[1]];
  return { part: "input", channel, kernel: 0, row, column, value };
}

// the keyboard goes on where it was
function leave(stage, place) {
  closeEditor(stage);
  moveTo(stage, panelOf(stage, place), place.r, place.c);
}

function closeEditor(stage) {
  const field = stage.editor;
  stage.editor = null; // first, as removing it blurs it
  field?.remove();
}
