// Numbers as text, with a real minus sign.

const DIGITS = 4; // significant ones in the running line
const minus = (text) => text.replaceAll("-", "−");

function special(x) {
  if (Number.isNaN(x)) return "NaN";
  return x > 0 ? "∞" : "−∞";
}

// whole numbers as they are, others with four significant digits
function number(x, digits = DIGITS) {
  if (!Number.isFinite(x)) return special(x);
  if (Number.isInteger(x) && Math.abs(x) < 1e7) return minus(String(x + 0 || 0));
  if (Math.abs(x) >= 1e4 && Math.abs(x) < 1e7) return minus(String(Math.round(x)));
  return minus(String(Number(x.toPrecision(digits))));
}

const bracketed = (x, digits) => (x < 0 ? `(${number(x, digits)})` : number(x, digits));

// numbers of one grid, all with the same decimals, in cells of this many pixels: how to write them, and how large
function writing(numbers, size) {
  const finite = Array.from(numbers).filter(Number.isFinite);
  const largest = finite.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const whole = finite.every(Number.isInteger);
  const most = Math.min(0.46 * size, 34);
  let choice;
  for (const digits of whole ? [9] : [3, 2, 1]) {
    const write = writer(finite, largest, whole, digits, size < 34);
    const widest = Array.from(numbers).reduce((most, x) => Math.max(most, breadth(write(x))), 1);
    choice = { write, font: Math.min(most, (0.9 * size - 1) / widest) };
    const exact = finite.every((x) => Math.abs(Number(x.toPrecision(digits)) - x) <= 1e-6 * Math.abs(x));
    const least = digits > 2 ? Math.min(0.8 * most, 15) : Math.min(0.62 * most, 12); // two digits are worth a smaller font
    if (choice.font >= (exact ? 6.8 : least)) break;
  }
  return choice;
}

const isWhole = (x) => Math.abs(x - Math.round(x)) < 1e-6 * Math.max(1, Math.abs(x)); // 32 bits have seven digits

function writer(finite, largest, whole, digits, tight) {
  let decimals = whole || largest === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(largest)));
  while (decimals > 0 && decimals < 5 && finite.every((x) => isWhole(x * 10 ** (decimals - 1)))) decimals -= 1; // 0.25, not 0.250
  const exponential = largest >= 1e5 || decimals > 4;
  return (x) => {
    if (!Number.isFinite(x)) return special(x);
    if (exponential && x !== 0) return minus(x.toExponential(Math.min(1, digits - 1)).replace("e+", "e"));
    const text = x.toFixed(Math.min(decimals, 4));
    const zero = Number(text) === 0 ? text.replace("-", "") : text;
    return minus(tight ? zero.replace(/^(-?)0\./, "$1.") : zero);
  };
}

// of a text, in units of its font size
const breadth = (text) => [...text].reduce((sum, letter) => sum + (letter === "." ? 0.3 : 0.6), 0);
