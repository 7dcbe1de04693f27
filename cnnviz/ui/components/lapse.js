// A film of checkpoints. Everything is here already: playing asks nothing of the server, which hears of the
// frame on which the film rests.

const PER_SECOND = 4;
const RESTS = 400; // ms after the last move of the slider
// cividis at eleven places
const MAP = ["#00224e", "#123570", "#3b496c", "#4c5678", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];

const percent = (p) => (p > 0 && p < 0.001 ? "< 0.1 %" : `${(100 * p).toFixed(1)} %`);

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text; // never HTML: names may be anybody's
  return made;
}

function build(root) {
  const { panels, classes, rows, frames } = root.data;
  root.slider.max = frames.length - 1;
  root.images = panels.map((title) => {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    figure.append(element("figcaption", "", title), image);
    return image;
  });
  root.querySelector(".panels").replaceChildren(...root.images.map((image) => image.parentElement));
  root.fills = classes.map((name) => {
    const track = element("div", "track");
    track.append(element("div", "fill"));
    return [element("div", "name", name), track, element("div", "share")];
  });
  root.querySelector(".bars").replaceChildren(...root.fills.flat());
  root.cells = rows.map((name, i) => {
    const row = document.createElement("tr");
    const cells = classes.map((_, j) => {
      const cell = element("td", "");
      cell.title = `${name}, taken for ${classes[j]}`;
      return cell;
    });
    row.append(element("th", "", name), ...cells);
    return { row, cells };
  });
  root.querySelector("tbody").replaceChildren(...root.cells.map(({ row }) => row));
  root.querySelector("caption").textContent = rows.length ? "Validation images: rows true, columns in the same order" : "";
}

function show(root, at) {
  root.at = Math.max(0, Math.min(root.data.frames.length - 1, at));
  const frame = root.data.frames[root.at];
  root.slider.value = root.at;
  root.slider.setAttribute("aria-valuetext", `Iteration ${frame.iteration}`);
  root.querySelector(".where").textContent = `Iteration ${frame.iteration.toLocaleString("en")}: ${frame.text}`;
  frame.pictures.forEach((source, i) => {
    root.images[i].parentElement.hidden = !source;
    if (source) root.images[i].src = source;
    root.images[i].alt = `${root.data.panels[i]} at iteration ${frame.iteration}`;
  });
  frame.probabilities.forEach((p, i) => {
    root.fills[i][1].firstChild.style.width = `${100 * p}%`;
    root.fills[i][2].textContent = percent(p);
  });
  root.cells.forEach(({ cells }, i) => {
    const counts = frame.matrix[i] ?? [];
    const total = counts.reduce((a, b) => a + b, 0) || 1;
    cells.forEach((cell, j) => {
      const share = (counts[j] ?? 0) / total;
      cell.textContent = counts[j] ?? "";
      cell.style.background = MAP[Math.round(10 * share)];
      cell.style.color = share > 0.55 ? "#000" : "#fff";
    });
  });
}

function rest(root) {
  clearTimeout(root.timer);
  if (root.at !== root.told) root.send(root.at);
  root.told = root.at;
}

function pause(root) {
  clearInterval(root.playing);
  root.playing = null;
  const button = root.querySelector(".play");
  button.innerHTML = "&#9654;";
  button.setAttribute("aria-label", "Play");
}

function play(root) {
  if (root.at >= root.data.frames.length - 1) show(root, 0);
  const button = root.querySelector(".play");
  button.innerHTML = "&#10073;&#10073;";
  button.setAttribute("aria-label", "Pause");
  root.playing = setInterval(() => {
    show(root, root.at + 1);
    if (root.at >= root.data.frames.length - 1) {
      pause(root);
      rest(root);
    }
  }, 1000 / PER_SECOND);
}

function toggle(root) {
  if (!root.playing) return play(root);
  pause(root);
  return rest(root);
}

function step(root, by) {
  pause(root);
  show(root, root.at + by);
  clearTimeout(root.timer);
  root.timer = setTimeout(() => rest(root), RESTS);
}

function listen(root) {
  root.querySelector(".play").onclick = () => toggle(root);
  root.slider.oninput = () => {
    pause(root);
    show(root, Number(root.slider.value));
    clearTimeout(root.timer);
    root.timer = setTimeout(() => rest(root), RESTS);
  };
  root.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (by) step(root, by);
    else if (event.key === " " && event.target !== root.querySelector(".play")) toggle(root);
    else return;
    event.preventDefault();
  };
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lapse");
  if (!root.slider) {
    root.slider = root.querySelector(".slider");
    listen(root);
  }
  root.send = (at) => setStateValue("at", at);
  const about = JSON.stringify([data.panels, data.classes, data.rows, data.frames.map((f) => [f.iteration, f.pictures.map((p) => p.length)])]);
  if (root.about !== about) {
    pause(root);
    root.data = data;
    root.about = about;
    build(root);
    root.told = data.at;
    show(root, data.at);
  }
  return () => {
    clearInterval(root.playing);
    clearTimeout(root.timer);
  };
}
