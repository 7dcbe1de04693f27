// What lights up: the outputs that use an input, the inputs that a weight multiplies.

const light = (stage, panel, found) => {
  const visible = panel.kind === "numbers" || panel.cell >= 3 || found.length > 600;
  set(panel.lights, "d", visible ? shape(panel, found) : found.map(([r, c]) => outline(cellBox(panel, r, c), 1)).join(""));
};

// every output that uses an input
function lightOutputs(stage, panel, r, c) {
  const { scene } = stage;
  const found = outputsOf(scene, stage.kernel, r, c);
  light(stage, panelsOf(stage, "input").find((input) => input.c === panel.c), [[r, c]]);
  for (const output of panelsOf(stage, "output")) light(stage, output, found);
  for (const map of panelsOf(stage, "map")) if (map.c === panel.c) light(stage, map, found);
  const kind = isPadding(scene, r, c) ? "padding " : isInserted(scene, r, c) ? "inserted zero " : "";
  const name = kind === "inserted zero " ? "" : `in${inputPlace(scene, r, c)}`;
  const value = number(valueAt(scene, panel.c, r, c));
  const whose = scene.C > 1 && !scene.alone ? `${scene.channels[panel.c] || `channel ${panel.c + 1}`}: ` : "";
  const none = "is read by no window: the stride leaves it out";
  const count = `is used by ${found.length} of the ${scene.h * scene.w} outputs`;
  stage.told = () => plainly(`${whose}${kind}${name} = ${value} ${isRead(scene, r, c) ? count : none}`);
}

// every input that a weight multiplies
function lightInputs(stage, panel, i, j) {
  const { scene, kernel: k } = stage;
  const found = multiplied(scene, i, j);
  light(stage, panel, [[i, j]]);
  for (const input of panelsOf(stage, "input")) if (input.c === panel.c) light(stage, input, found);
  const whose = scene.C > 1 ? `${scene.channels[panel.c] || `channel ${panel.c + 1}`}: ` : "";
  const count = `${found.length} ${found.length === 1 ? "input" : "inputs"}`;
  stage.told = () => plainly(`${whose}weight${placeOf(scene, i, j)} = ${number(weightAt(scene, k, panel.c, i, j))} multiplies ${count}`);
}

// a transposed convolution's output: the inputs that are spread over it, and the sum that it gathers
function lightSources(stage, r, c) {
  const found = taps(stage.scene, stage.kernel, r, c);
  stage.making = false;
  drawStep(stage);
  for (const input of panelsOf(stage, "input")) light(stage, input, found.map((tap) => [tap.r, tap.c]));
  for (const output of panelsOf(stage, "output")) light(stage, output, [[r, c]]);
  stage.told = () => story(stage, r, c);
}
