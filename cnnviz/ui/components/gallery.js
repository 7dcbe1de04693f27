// Draws the pictures that Python made; a click sends the address of the galaxy. This function runs again at
// every change of data or theme: buttons that are still right are kept, so that none loses the keyboard's focus.

function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text; // textContent, never innerHTML
  return node;
}

function button(picture) {
  const node = document.createElement("button");
  node.type = "button";
  node.dataset.address = picture.address;
  const image = document.createElement("img");
  image.src = picture.source;
  image.alt = picture.alt;
  node.append(image);
  if (picture.name) node.append(element("span", "name", picture.name));
  if (picture.text) node.append(element("span", "text", picture.text));
  return node;
}

function line(row) {
  const node = element("div", row.title ? "row titled" : "row", "");
  if (row.title) node.append(element("span", "title", row.title));
  const pictures = element("div", row.pictures.some((p) => p.name || p.text) ? "pictures worded" : "pictures", "");
  pictures.style.setProperty("--count", row.columns || row.pictures.length);
  pictures.classList.toggle("several", row.columns > 0);
  pictures.append(...row.pictures.map(button));
  node.append(pictures);
  return node;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".gallery");
  const drawn = JSON.stringify(data.rows);
  if (root.drawn !== drawn) {
    root.replaceChildren(...data.rows.map(line));
    root.drawn = drawn;
  }
  for (const node of root.querySelectorAll("button")) {
    node.setAttribute("aria-pressed", String(node.dataset.address === data.chosen));
    node.onclick = () => setTriggerValue("address", node.dataset.address);
  }
}
