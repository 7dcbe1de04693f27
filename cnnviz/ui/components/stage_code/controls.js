// Play, pause, both steps, the slider, the speed, the keys. Time is the browser's own: nothing is sent.

const SPEEDS = [0.5, 1, 2, 5, 10, 30]; // steps a second
const CALM = "(prefers-reduced-motion: reduce)";
const ICONS = {
  start: "M6 5h2v14H6zM19 5v14L9 12z", back: "M17 5v14L7 12z", play: "M8 5v14l11-7z", pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  forward: "M7 5v14l10-7z", save: "M5 20h14v-2H5zM19 9h-4V3H9v6H5l7 7z",
};

function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

function makeControls(stage) {
  const { root } = stage;
  const part = (name) => root.querySelector(`.${name}`);
  Object.assign(root, { picture: part("picture"), line: part("line"), live: part("live"), note: part("note"), tabs: part("tabs"), hint: part("hint") });
  for (const name of ["start", "back", "play", "forward"]) part(name).replaceChildren(icon(name));
  stage.buttons = { play: part("play"), slider: part("slider"), count: part("count"), speed: part("speed"), kept: part("kept") };
  stage.buttons.speed.replaceChildren(...SPEEDS.map((speed) => new Option(speed, speed, speed === stage.speed, speed === stage.speed)));
  part("start").onclick = () => walk(stage, 0);
  part("back").onclick = () => walk(stage, stage.step - 1);
  part("forward").onclick = () => walk(stage, stage.step + 1);
  part("play").onclick = () => (stage.playing ? pause(stage) : play(stage));
  part("slider").oninput = (event) => walk(stage, Number(event.target.value));
  part("speed").onchange = (event) => { stage.speed = Number(event.target.value); };
  part("svg").onclick = () => save(stage, "svg");
  part("png").onclick = () => save(stage, "png");
  part("kept").onclick = () => unpin(stage);
  root.onkeydown = (event) => press(stage, event);
}

function drawControls(stage) {
  const { play: button, slider, count } = stage.buttons;
  const { steps, spread } = stage.scene;
  const state = stage.playing ? "pause" : "play";
  if (button.shown !== state) {
    button.replaceChildren(icon(state));
    button.title = stage.playing ? "Pause (space)" : "Play (space)";
    button.setAttribute("aria-label", stage.playing ? "Pause" : "Play");
    button.shown = state;
  }
  set(slider, "max", steps - 1);
  slider.value = stage.step;
  const [row, col] = position(stage.scene, stage.step);
  set(slider, "aria-valuetext", `Step ${stage.step + 1} of ${steps}, ${spread ? "input" : "output"} ${placeOf(stage.scene, row, col)}`);
  set(count, "text", `${stage.step + 1} / ${steps}`);
  count.style.minWidth = `${2 * String(steps).length + 3}ch`;
}

// to another step by the controls: what is not made yet becomes pale
function walk(stage, step, playing = false) {
  if (!playing) pause(stage);
  if (!playing) say(stage, "");
  stage.step = Math.max(0, Math.min(stage.scene.steps - 1, step));
  stage.making = true;
  setPin(stage, null);
  release(stage);
  drawStep(stage);
}

function pause(stage) {
  cancelAnimationFrame(stage.frame);
  if (!stage.playing) return;
  stage.playing = false;
  drawStep(stage);
}

function play(stage) {
  if (matchMedia(CALM).matches) {
    walk(stage, stage.step >= stage.scene.steps - 1 ? 0 : stage.step + 1);
    return say(stage, "This device asks for less motion, so play makes one step at a time.");
  }
  say(stage, "");
  stage.playing = true;
  walk(stage, stage.step >= stage.scene.steps - 1 ? 0 : stage.step, true);
  let [last, due] = [null, 0];
  const frame = (now) => {
    if (!stage.playing || !stage.root.isConnected) return;
    // a page that was hidden does not catch up; a frame that is a little early makes its step
    due += last === null ? 0 : (Math.min(now - last, 250) * stage.speed) / 1000;
    last = now;
    const made = Math.floor(due + 0.25);
    due -= made;
    if (made > 0) walk(stage, stage.step + made, true);
    if (stage.step >= stage.scene.steps - 1) return pause(stage);
    stage.frame = requestAnimationFrame(frame);
  };
  stage.frame = requestAnimationFrame(frame);
}

const say = (stage, text) => { stage.root.note.textContent = text; };
