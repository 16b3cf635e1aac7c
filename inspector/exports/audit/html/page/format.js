// Text and elements. All text reaches the page by textContent.
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

function size(bytes) {
  let value = bytes, unit = 0;
  if (bytes < 1000) return `${bytes} B`;
  while (value >= 999.5 && unit < UNITS.length - 1) { value /= 1000; unit += 1; }
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${UNITS[unit]}`;
}

function number(value) {
  return value.toLocaleString("en-US");
}

// What is not English: messages by their English, and nouns by numbers that stand for others.
let words = { messages: {}, nouns: {} };

// A message in the language of the report; fields in braces take the values of these names.
function _(message, values = {}) {
  return (words.messages[message] || message).replace(/\{(\w+)\}/g, (field, name) => (name in values ? values[name] : field));
}

function counted(value, noun) {
  const forms = words.nouns[noun];
  if (!forms) return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
  const rules = new Intl.PluralRules(document.documentElement.lang);
  const alike = Object.keys(forms).find((each) => rules.select(Number(each)) === rules.select(value));
  return forms[alike || "0"].replace("{count}", number(value));
}

// 0% only for nothing, 100% only for all.
function percent(part, whole) {
  if (part <= 0 || whole <= 0) return "0%";
  if (part >= whole) return "100%";
  const rounded = Math.min(Math.round(100 * part / whole), 99);
  return rounded ? `${rounded}%` : "<1%";
}

function byId(id) {
  return document.getElementById(id);
}

function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

function link(text, page) {
  const made = element("a", "", text);
  made.href = page;
  made.rel = "noreferrer";
  return made;
}

// Neighbours in the order of layers differ as much as colours can; none is red, as waste is.
function hue(layer) {
  return Math.round(50 + 285 * ((0.7 + Math.max(0, layer) * 0.618034) % 1));
}

function coloured(made, layer) {
  made.style.setProperty("--h", hue(layer));
  return made;
}

function layerTag(layer) {
  return element("span", "", coloured(element("i", "dot"), layer), String(layer));
}
