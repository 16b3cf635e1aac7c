// What is chosen, and what follows from it.
class Page {
  constructor(reports) {
    this.reports = reports;
    this.chart = new LayerChart((layer) => this.chooseLayer(layer));
    this.map = new FileMap((folder) => this.openFolder(folder));
    this.tables = new Tables();
    for (const button of byId("map-mode").children) {
      button.addEventListener("click", () => this.chooseMode(button.dataset.mode));
    }
    byId("map-mode").addEventListener("keydown", (event) => this.modeKey(event));
    this.offerImages();
  }

  offerImages() {
    const pick = byId("pick");
    pick.replaceChildren(...this.reports.map((report, at) => {
      const option = element("option", "", (report.names && report.names[0]) || report.reference);
      option.value = at;
      return option;
    }));
    pick.closest("label").hidden = this.reports.length < 2;
    pick.addEventListener("change", () => this.show(Number(pick.value)));
  }

  show(at) {
    const report = this.reports[at];
    this.report = report;
    const isBroken = report.error !== undefined;
    for (const panel of document.querySelectorAll("#report .panel, #cards")) panel.hidden = isBroken;
    byId("name").textContent = (report.names && report.names.join(", ")) || report.reference;
    if (isBroken) {
      byId("about").textContent = _("Not read: {error}", { error: report.error });
      byId("notes").textContent = "";
      return;
    }
    const created = report.created.replace("T", " ").replace(/\.\d+/, "");
    const about = [report.id.slice(0, 19), report.platform, created].filter(Boolean);
    byId("about").replaceChildren(...about.map((each) => element("span", "mono", each)));
    byId("notes").replaceChildren(...report.notes.map((each) => element("span", "", each)));
    this.files = report.files ? new Files(report.files) : null;
    byId("map-panel").hidden = !this.files;
    Object.assign(this, { layer: null, folder: 0, mode: "live" });
    this.showCards();
    this.tables.layer = null;
    this.tables.show(tablesOf(report, this.files));
    this.chooseLayer(null);
  }

  showCards() {
    const { report } = this;
    const { total } = report.sums;
    const card = (title, value, note, name = "") => element("div", `card ${name}`,
      element("p", "name", title), element("p", "value", value), note ? element("p", "note", note) : null);
    const layers = counted(report.layers.length, "layer");
    const cards = [card(_("Size"), size(total.size), _("in {layers}; {size} in the archive", { layers, size: size(total.compressed_bytes) }))];
    const share = card(_("Efficiency"), report.stored ? percent(report.live, report.stored) : "100%", "");
    const meter = element("div", "meter", element("i"));
    meter.firstChild.style.width = `${report.stored ? 100 * report.live / report.stored : 100}%`;
    share.append(meter);
    const forced = Object.keys(report.waste.unavoidable).reduce((sum, at) => sum + report.waste.bytes[at], 0);
    const waste = card(_("Wasted"), size(report.wasted), forced
      ? _("{size} of it unavoidable", { size: size(forced) }) : _("of {size} stored", { size: size(report.stored) }));
    cards.push(share, waste);
    if (report.duplicates) {
      cards.push(card(_("Duplicates"), size(report.duplicates.bytes), report.duplicates.rows.length ? _("saved by one copy of each") : _("none")));
    }
    const levels = LEVELS.map((level) => [level, report.findings.filter((each) => each.level === level).length]);
    const told = levels.filter(([, count]) => count).reverse().map(([level, count]) => counted(count, level)).join(_(", "));
    cards.push(card(_("Findings"), number(report.findings.length), told || _("none")));
    if (report.rules.length) {
      const failed = report.rules.filter((each) => each.status === "fail").length;
      const values = { failed: number(failed), rules: counted(report.rules.length, "rule"), file: report.ruleFile || _("no rule file") };
      const note = failed ? _("{failed} of {rules} failed ({file})", values) : _("{rules} passed or skipped ({file})", values);
      cards.push(card(_("Verdict"), report.failed ? _("Fail") : _("Pass"), note, report.failed ? "bad" : "good"));
    } else {
      cards.push(card(_("Rules"), "–", report.ruleFile || _("no rule file")));
    }
    byId("cards").replaceChildren(...cards);
  }

  chooseLayer(layer) {
    this.layer = layer;
    this.chart.show(this.report, layer);
    this.tables.layer = layer;
    this.tables.limit = AT_ONCE;
    this.tables.draw();
    if (this.files) {
      this.files.addUp(this.report.waste, layer);
      this.drawMap();
    }
  }

  chooseMode(mode) {
    this.mode = mode;
    this.drawMap();
  }

  modeKey(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...byId("map-mode").children];
    const at = buttons.findIndex((each) => each.dataset.mode === this.mode);
    const button = buttons[(at + step + buttons.length) % buttons.length];
    this.chooseMode(button.dataset.mode);
    button.focus();
  }

  openFolder(folder) {
    const hadFocus = byId("map").contains(document.activeElement);
    this.folder = folder;
    this.drawMap();
    const first = byId("map").querySelector(".tile");
    if (hadFocus && first) first.focus({ preventScroll: true });
  }

  drawMap() {
    for (const button of byId("map-mode").children) {
      const isIt = button.dataset.mode === this.mode;
      button.setAttribute("aria-checked", String(isIt));
      button.tabIndex = isIt ? 0 : -1;
    }
    byId("map-title").textContent = this.layer === null ? _("Files") : _("Files of layer {layer}", { layer: this.layer });
    this.showCrumbs();
    this.map.show(this.report, this.files, this.folder, this.mode, this.layer);
  }

  showCrumbs() {
    const { files } = this;
    const trail = [];
    for (let row = this.folder; row; row = files.parents[row]) trail.unshift(row);
    const parts = [0, ...trail].flatMap((row, at) => {
      const button = element("button", "mono", row ? files.name(row) : "/");
      button.type = "button";
      button.disabled = row === this.folder;
      button.addEventListener("click", () => this.openFolder(row));
      return at > 1 ? [element("i", "", "/"), button] : [button];
    });
    const sum = element("span", "sum", size(files.weight(this.folder, this.mode)));
    byId("crumbs").replaceChildren(...parts, sum);
  }
}

function showTips() {
  const tip = byId("tip");
  const owner = (event) => event.target.closest && event.target.closest(".layer, .tile");
  document.addEventListener("pointermove", (event) => {
    const found = owner(event);
    if (!found || event.pointerType === "touch") { tip.hidden = true; return; }
    const lines = found.tip ? found.tip() : tipOfTile(found);
    tip.style.left = "0";
    tip.replaceChildren(...lines.map(([strong, text]) => element("p", "", strong ? element("b", "", strong, " ") : null, text)));
    tip.hidden = false;
    const { innerWidth, innerHeight } = window;
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 18;
    const top = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : below;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  });
  // What the pointer stands on is another thing then.
  for (const kind of ["pointerleave", "scroll", "click", "keydown"]) {
    document.addEventListener(kind, () => { tip.hidden = true; }, true);
  }
}

function tipOfTile(tile) {
  if (tile.rest) return [[null, tile.getAttribute("aria-label")]];
  const [path, ...others] = page.map.about(tile.row);
  return [[path, ""], ...others.map((each) => [null, each])];
}

function offerThemes() {
  const root = document.documentElement;
  byId("theme").addEventListener("click", () => {
    const isDark = getComputedStyle(root).colorScheme === "dark";
    root.dataset.theme = isDark ? "light" : "dark";
  });
}

let page = null;

async function start() {
  offerThemes();
  const root = document.documentElement;
  if (!root.classList.contains("can-inflate")) return;
  let reports;
  try {
    reports = await inflate(byId("data").textContent);
    words = await inflate(byId("data").dataset.words);
  } catch (error) {
    root.classList.remove("can-inflate");
    throw error;
  }
  byId("data").remove();
  byId("plain").remove();
  byId("report").hidden = false;
  page = new Page(reports);
  page.show(0);
  showTips();
  requestAnimationFrame(() => { root.dataset.ready = Math.round(performance.now()); });
}

// A browser that is older shows the plain tables.
if (typeof DecompressionStream !== "undefined") document.documentElement.classList.add("can-inflate");
document.addEventListener("DOMContentLoaded", start);
