// Tables that sort and filter. A table: its title, columns, rows, and how it is sorted at first.
const AT_ONCE = 200;

// A column: title, what of a row sorts, and what is shown (a text or an element).
function column(title, value, shown = null, name = "") {
  return { title, value, shown: shown || ((row) => String(value(row))), name };
}

function bytesColumn(title, value) {
  return column(title, value, (row) => size(value(row)), "num");
}

function layerColumn(title, value) {
  return column(title, value, (row) => (value(row) === null || value(row) < 0 ? "" : layerTag(value(row))), "num");
}

function range(count) {
  return Array.from({ length: count }, (_, at) => at);
}

const causeNamed = (cause) => ({
  metadata: _("stored again, unchanged"), overwritten: _("overwritten"), removed: _("removed"),
}[cause] || cause);

// A level of a finding, what became of a rule.
const stateNamed = (state) => ({
  note: _("note"), warning: _("warning"), error: _("error"),
  pass: _("pass"), fail: _("fail"), skip: _("skip"), misconfigured: _("misconfigured"),
}[state] || state);

function wasteTable(report, files) {
  const { waste } = report;
  const path = (at) => (waste.row && files ? files.path(waste.row[at] + 1) : waste.path[at]);
  const cause = (at) => causeNamed(waste.cause[at]);
  const why = (at) => {
    const note = waste.unavoidable[at];
    return note ? element("span", "", cause(at), element("small", "", note)) : cause(at);
  };
  return {
    rows: range(waste.bytes.length), sort: 0, falling: true,
    layer: (at) => waste.by[at], text: (at) => `${path(at)} ${cause(at)} ${waste.unavoidable[at] || ""}`,
    columns: [
      bytesColumn(_("Wasted"), (at) => waste.bytes[at]), column(_("Path"), path, null, "path wide"),
      layerColumn(_("Stored by"), (at) => waste.by[at]), layerColumn(_("Hidden by"), (at) => waste.hidden[at]),
      column(_("Cause"), cause, why, "note"),
    ],
  };
}

function filesTable(files) {
  const rows = [];
  for (let row = 1; row <= files.count; row += 1) {
    if (!files.isFolder(row) && files.layers[row] >= 0 && files.kinds[row] !== REST) rows.push(row);
  }
  return {
    rows, sort: 0, falling: true,
    layer: (row) => files.layers[row], text: (row) => files.path(row),
    columns: [
      bytesColumn(_("Size"), (row) => files.sizes[row]), column(_("Path"), (row) => files.path(row), null, "path wide"),
      layerColumn(_("Layer"), (row) => files.layers[row]),
    ],
  };
}

function foldersTable(report, files) {
  const totals = new Map();
  report.waste.bytes.forEach((bytes, at) => {
    const path = files ? files.path(report.waste.row[at] + 1) : report.waste.path[at];
    const folder = path.split("/").slice(0, -1).slice(0, 4).join("/") || "/";
    const known = totals.get(folder) || { folder, bytes: 0, versions: 0 };
    known.bytes += bytes;
    known.versions += 1;
    totals.set(folder, known);
  });
  return {
    rows: [...totals.values()], sort: 0, falling: true,
    text: (row) => row.folder,
    columns: [
      bytesColumn(_("Wasted"), (row) => row.bytes), column(_("Folder"), (row) => row.folder, null, "path wide"),
      column(_("Stored versions"), (row) => row.versions, (row) => number(row.versions), "num"),
    ],
  };
}

function pairsTable(report) {
  const totals = new Map();
  const { waste, layers } = report;
  waste.bytes.forEach((bytes, at) => {
    const key = `${waste.by[at]} ${waste.hidden[at]}`;
    const known = totals.get(key) || { by: waste.by[at], hidden: waste.hidden[at], bytes: 0, versions: 0 };
    known.bytes += bytes;
    known.versions += 1;
    totals.set(key, known);
  });
  const told = (layer) => element("span", "mono", layers[layer].instruction);
  return {
    rows: [...totals.values()], sort: 0, falling: true,
    layer: (row) => row.by, text: (row) => `${layers[row.by].instruction} ${layers[row.hidden].instruction}`,
    columns: [
      bytesColumn(_("Wasted"), (row) => row.bytes),
      layerColumn(_("Stored by"), (row) => row.by), column(_("Instruction"), (row) => layers[row.by].instruction, (row) => told(row.by)),
      layerColumn(_("Hidden by"), (row) => row.hidden), column(_("Instruction"), (row) => layers[row.hidden].instruction, (row) => told(row.hidden)),
    ],
  };
}

function duplicatesTable(report) {
  const paths = (row) => {
    const made = element("span", "", ...row.paths.slice(0, 20).map((path) => element("div", "", path)));
    if (row.paths.length > 20) made.append(element("small", "", _("and {count} more", { count: number(row.paths.length - 20) })));
    return made;
  };
  return {
    rows: report.duplicates.rows, sort: 0, falling: true,
    text: (row) => `${row.paths.join(" ")} ${row.sha256}`,
    columns: [
      bytesColumn(_("One copy saves"), (row) => row.saved), bytesColumn(_("Size"), (row) => row.bytes),
      column(_("Files"), (row) => row.paths.length, (row) => number(row.paths.length), "num"),
      column(_("Paths"), (row) => row.paths[0], paths, "path wide"),
    ],
  };
}

function packagesTable(report) {
  return {
    rows: report.packages, sort: 0, falling: true,
    layer: (row) => row.layer, text: (row) => `${row.name} ${row.version} ${row.type}`,
    columns: [
      bytesColumn(_("Size"), (row) => row.bytes), column(_("Package"), (row) => row.name, null, "path wide"),
      column(_("Version"), (row) => row.version, null, "path"), column(_("Type"), (row) => row.type),
      layerColumn(_("Layer"), (row) => row.layer), column(_("Files"), (row) => row.files, (row) => number(row.files), "num"),
    ],
  };
}

const LEVELS = ["note", "warning", "error"];

function findingsTable(report) {
  const rows = [...report.findings, ...report.ignored].sort((one, other) => other.bytes - one.bytes);
  const why = (row) => element("span", "", row.message,
    row.advice ? element("small", "", row.advice) : null,
    row.reason === undefined ? null : element("small", "", row.until
      ? _("Ignored: {reason}, until {day}", { reason: row.reason, day: row.until }) : _("Ignored: {reason}", { reason: row.reason })));
  const see = (row) => element("span", "", ...row.see.flatMap(([id, page], at) => [at ? ", " : "", page ? link(id, page) : id]));
  return {
    rows, sort: 0, falling: true,
    layer: (row) => row.layer, text: (row) => `${stateNamed(row.level)} ${row.id} ${row.message} ${row.path} ${row.advice} ${row.see.map(([id]) => id).join(" ")}`,
    columns: [
      column(_("Level"), (row) => (row.reason === undefined ? LEVELS.indexOf(row.level) : -1),
        (row) => element("span", `tag ${row.reason === undefined ? row.level : ""}`, row.reason === undefined ? stateNamed(row.level) : _("ignored"))),
      column(_("Finding"), (row) => row.message, why, "wide"), column(_("Path"), (row) => row.path, null, "path"),
      bytesColumn(_("Bytes"), (row) => row.bytes), layerColumn(_("Layer"), (row) => row.layer), layerColumn(_("Hidden by"), (row) => row.hidden),
      column(_("ID"), (row) => row.id), column(_("See"), (row) => row.see.map(([id]) => id).join(" "), see, "note"),
    ],
  };
}

function rulesTable(report) {
  return {
    rows: report.rules, sort: 0, falling: false,
    text: (row) => `${row.rule} ${stateNamed(row.status)} ${row.message}`,
    columns: [
      column(_("Status"), (row) => ["fail", "misconfigured", "warning", "skip", "pass"].indexOf(row.status), (row) => element("span", `tag ${row.status}`, stateNamed(row.status))),
      column(_("Rule"), (row) => row.rule, null, "path"), column(_("Value"), (row) => row.value, null, "num"),
      column(_("Threshold"), (row) => row.threshold, null, "num"), column(_("Message"), (row) => row.message, null, "wide"),
    ],
  };
}

// What has changed since the baseline; a new finding has no sizes.
function growthTable(report) {
  const change = (row) => (row.after === null ? null : row.after - row.before);
  const shown = (value) => (value === null ? "" : size(value));
  const signed = (value) => (value === null ? "" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${size(Math.abs(value))}`);
  return {
    rows: report.growth, sort: null, text: (row) => `${row.kind} ${row.name}`,
    columns: [
      column(_("Change"), (row) => change(row) || 0, (row) => signed(change(row)), "num"),
      column(_("Before"), (row) => row.before || 0, (row) => shown(row.before), "num"),
      column(_("After"), (row) => row.after || 0, (row) => shown(row.after), "num"),
      column(_("What"), (row) => row.kind), column(_("Name"), (row) => row.name, null, "path wide"),
    ],
  };
}

function sumsTable(report) {
  const { sums, dive } = report;
  const { total } = sums;
  const row = (name, value, note) => ({ name, value, note });
  const rows = [
    row(_("Visible at the end"), sums.live, _("live")),
    row(_("+ Hidden at the end"), sums.wasted, _("wasted")),
    row(_("= Stored in files"), total.stored_bytes, _("live + wasted")),
    row(_("+ Targets of symlinks"), total.symlink_bytes, _("docker counts their length")),
    row(_("+ Holes of sparse files"), total.hole_bytes, _("not stored; docker counts them")),
    row(_("− Replaced within a layer"), total.replaced_bytes, _("stored twice, or removed, within one layer")),
    row(_("= Size"), total.size, _("docker images; by layer: docker history")),
    row(_("Files, extracted"), sums.visible, _("ls -l; hard-linked files once")),
    row(_("Layers, uncompressed tars"), total.tar_bytes, _("stored in files, and headers and padding")),
    row(_("Layers, as in the archive"), total.compressed_bytes, _("what is pushed and pulled")),
    row("dive 0.13: wastedBytes", dive.wasted, _("counts all copies of a path, the visible one too")),
    row("dive 0.13: efficiency", null, `${(100 * dive.efficiency).toFixed(4)} %`),
    row("dive 0.13: userWastedPercent", null, dive.userPercent === null ? _("not a number") : `${(100 * dive.userPercent).toFixed(4)} %`),
  ];
  return {
    rows, sort: null, text: (each) => `${each.name} ${each.note}`,
    columns: [
      column("", (each) => each.name), column(_("Bytes"), (each) => each.value, (each) => (each.value === null ? "" : number(each.value)), "num"),
      column("", (each) => each.note, null, "wide"),
    ],
  };
}

// Each table's name, how many rows it has, and what makes it once it is chosen.
function tablesOf(report, files) {
  const { waste, duplicates, packages, findings, ignored, rules, growth } = report;
  const table = (id, title, count, make) => ({ id, title, count, make });
  const found = [];
  if (rules.length) found.push(table("rules", _("Rules"), rules.length, () => rulesTable(report)));
  found.push(
    table("waste", _("Waste"), waste.bytes.length, () => wasteTable(report, files)),
    table("pairs", _("Waste by layers"), null, () => pairsTable(report)),
    table("folders", _("Waste by folder"), null, () => foldersTable(report, files)));
  if (duplicates) found.push(table("duplicates", _("Duplicates"), duplicates.rows.length, () => duplicatesTable(report)));
  if (packages) found.push(table("packages", _("Packages"), packages.length, () => packagesTable(report)));
  found.push(table("findings", _("Findings"), findings.length + ignored.length, () => findingsTable(report)));
  if (growth) found.push(table("growth", _("Since the baseline"), growth.length, () => growthTable(report)));
  if (files) found.push(table("files", _("Files"), null, () => filesTable(files)));
  found.push(table("sums", _("How the numbers add up"), null, () => sumsTable(report)));
  return found;
}

class Tables {
  constructor() {
    this.limit = AT_ONCE;
    this.layer = null;
    byId("filter").addEventListener("input", () => { this.limit = AT_ONCE; this.draw(); });
    byId("more").addEventListener("click", () => { this.limit *= 5; this.draw(); });
    byId("tabs").addEventListener("keydown", (event) => this.key(event));
  }

  show(tables) {
    this.tables = tables;
    byId("tabs").replaceChildren(...tables.map((table) => {
      const tab = element("button", "", table.title, table.count === null ? null : element("small", "", number(table.count)));
      tab.type = "button";
      tab.id = `tab-${table.id}`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", "table");
      tab.addEventListener("click", () => this.choose(table));
      return tab;
    }));
    this.choose(tables.find((table) => table.count) || tables[0]);
  }

  choose(chosen) {
    const table = chosen.made || chosen.make();
    chosen.made = table;
    Object.assign(this, { chosen, table, sort: table.sort, falling: table.falling });
    this.limit = AT_ONCE;
    for (const tab of byId("tabs").children) {
      const isIt = tab.id === `tab-${chosen.id}`;
      tab.setAttribute("aria-selected", String(isIt));
      tab.tabIndex = isIt ? 0 : -1;
    }
    byId("table").setAttribute("aria-labelledby", `tab-${chosen.id}`);
    this.draw();
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.tables.indexOf(this.chosen);
    const table = this.tables[(at + step + this.tables.length) % this.tables.length];
    this.choose(table);
    byId(`tab-${table.id}`).focus();
  }

  rows() {
    const { table, layer } = this;
    const wanted = byId("filter").value.trim().toLowerCase();
    let rows = table.rows;
    if (layer !== null && table.layer) rows = rows.filter((row) => table.layer(row) === layer);
    if (wanted) rows = rows.filter((row) => table.text(row).toLowerCase().includes(wanted));
    if (this.sort === null) return rows;
    const { value } = table.columns[this.sort];
    const way = this.falling ? -1 : 1;
    const keyed = rows.map((row) => [value(row), row]);
    keyed.sort(([one], [other]) => way * (typeof one === "string" ? compare(one, other) : one - other));
    return keyed.map(([, row]) => row);
  }

  draw() {
    const { table } = this;
    const rows = this.rows();
    const shown = rows.slice(0, this.limit);
    const all = table.rows.length;
    const shownRows = rows.length === all
      ? counted(all, "row") : _("{shown} of {count} rows", { shown: number(rows.length), count: number(all) });
    byId("count").textContent = this.layer !== null && table.layer
      ? _("{rows} in layer {layer}", { rows: shownRows, layer: this.layer }) : shownRows;
    byId("more").hidden = shown.length === rows.length;
    if (!rows.length) {
      byId("table").replaceChildren(element("p", "nothing", all ? _("No row fits.") : _("None.")));
      return;
    }
    const head = element("tr", "", ...table.columns.map((each, at) => this.head(each, at)));
    const body = shown.map((row) => element("tr", "", ...table.columns.map((each) => element("td", each.name, each.shown(row)))));
    byId("table").replaceChildren(element("table", "", element("thead", "", head), element("tbody", "", ...body)));
  }

  head(each, at) {
    const cell = element("th", each.name === "num" ? "num" : "");
    cell.scope = "col";
    if (this.table.sort === null) {
      cell.append(element("span", "", each.title));
      return cell;
    }
    const button = element("button", "", each.title);
    button.type = "button";
    if (at === this.sort) cell.setAttribute("aria-sort", this.falling ? "descending" : "ascending");
    button.addEventListener("click", () => {
      this.falling = at === this.sort ? !this.falling : each.name === "num";
      this.sort = at;
      this.draw();
      byId("table").querySelectorAll("th button")[at].focus();
    });
    cell.append(button);
    return cell;
  }
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
