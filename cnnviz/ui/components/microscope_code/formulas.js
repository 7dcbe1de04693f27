// What is made of one number, or of two: functions, normalisation, addition, flattening. The formula with its numbers filled in.

function makeFormula(scope, body) {
  const [general, filled, note] = ["general", "filled", "note"].map((name) => element("p", { class: name }));
  const values = [makeValue(), makeValue()];
  body.append(general, filled, note);
  return { fill: (at, found) => fillFormula({ general, filled, note, values }, at, found) };
}

// parts of the line: texts, and the places of the terms as numbers
const FORMULAS = {
  function: ({ rule }) => {
    const [formula] = rule.formula.replaceAll("-", "−").split(", with"); // the words behind it are said once
    return { general: `f(x) = ${rule.formula}`, parts: formula.split(/\bx\b/).flatMap((text, i) => (i ? [0, text] : [text])) };
  },
  normalisation: normalisationParts,
  addition: ({ sources, net }) => ({ general: sources.map((name) => net.byName.get(name).path).join(" + "), parts: [0, " + ", 1] }),
  flatten: () => ({ general: "", parts: [0] }),
  same: () => ({ general: "", parts: [0] }),
};

function normalisationParts({ rule, unit: [channel] }) {
  const { mean, variance, scale, shift, epsilon } = rule;
  const [m, v, s, b] = [mean, variance, scale, shift].map((numbers) => numbers[channel]);
  return {
    general: "(x − mean) / √(variance + ε) × scale + shift",
    parts: ["(", 0, ` − ${bracketed(m)}) / √(${number(v)} + ${minus(epsilon.toExponential().replace("e+", "e"))}) × ${bracketed(s)} + ${bracketed(b)}`],
  };
}

function fillFormula({ general, filled, note, values }, { pair, layer, unit }, { terms, total, recorded }) {
  const { rule, sources } = layer;
  const made = FORMULAS[rule.type]({ rule, unit, sources, net: pair.net });
  set(general, "text", made.general);
  terms.forEach((term, i) => fillInline(values[i], term));
  const used = new Set();
  const nodes = made.parts.flatMap((part, i) => {
    if (typeof part === "string") return [part];
    const { value } = terms[part];
    const [before, after] = [made.parts[i - 1] ?? "", made.parts[i + 1] ?? ""];
    const alone = (/[(,] ?$/.test(before) && /^\)/.test(after)) || /where $/.test(before); // needs no brackets
    if (used.has(part)) return [alone ? number(value) : bracketed(value)];
    used.add(part);
    return value < 0 && /[+−] ?$/.test(before) ? ["(", values[part], ")"] : [values[part]];
  });
  filled.replaceChildren(...nodes, ` = ${number(rule.type === "function" ? recorded : total)}`);
  set(note, "text", noteOf(rule, unit, terms[0]));
}

function noteOf(rule, unit, { source, unit: from }) {
  if (rule.type !== "flatten") return "";
  if (isVector(source)) return `value ${unit[0]} is value ${from[0]}`;
  return `value ${unit[0]} is map ${from[0]}, row ${from[1]}, column ${from[2]} of ${source.path} (${unit[0]} = ${from[0]} × ${area(source)} + ${from[1]} × ${source.shape[2]} + ${from[2]})`;
}
