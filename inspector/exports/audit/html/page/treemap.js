// A squarified treemap (Bruls, Huizing, van Wijk, 2000) of nested folders.
const HEAD = 18, GAP = 2, LEAST_AREA = 48, MOST_DEEP = 5;

// Returns [item, x, y, width, height] for items of falling weight.
function squarify(items, weigh, x, y, width, height) {
  const placed = [];
  let left = items.reduce((sum, each) => sum + weigh(each), 0);
  let at = 0;
  while (at < items.length && left > 0 && width > 0 && height > 0) {
    const side = Math.min(width, height);
    const scale = width * height / left;
    let end = at, sum = 0, worst = Infinity;
    while (end < items.length) {
      const area = weigh(items[end]) * scale;
      const longer = sum + area;
      const most = weigh(items[at]) * scale;
      const ratio = Math.max(side * side * most / (longer * longer), longer * longer / (side * side * area));
      if (ratio > worst) break;
      worst = ratio;
      sum = longer;
      end += 1;
    }
    const thick = sum / side;
    let offset = 0;
    for (; at < end; at += 1) {
      const long = weigh(items[at]) * scale / thick;
      placed.push(width >= height
        ? [items[at], x, y + offset, thick, long] : [items[at], x + offset, y, long, thick]);
      offset += long;
      left -= weigh(items[at]);
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
  }
  return placed;
}

class FileMap {
  constructor(onFolder) {
    this.frame = byId("map");
    this.onFolder = onFolder;
    this.mode = "live";
    this.frame.addEventListener("click", (event) => this.open(event.target.closest(".tile")));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("focusin", (event) => this.say(event.target));
    this.frame.addEventListener("pointerover", (event) => this.say(event.target.closest(".tile")));
    new ResizeObserver(() => this.drawAgain()).observe(this.frame);
  }

  show(report, files, folder, mode, layer) {
    Object.assign(this, { report, files, folder, mode, layer });
    this.draw();
  }

  drawAgain() {
    if (this.files && this.frame.clientWidth !== this.width) this.draw();
  }

  draw() {
    const { files, frame, folder } = this;
    this.width = frame.clientWidth;
    this.tiles = [];
    const total = files.weight(folder, this.mode);
    if (total > 0) {
      this.fill(folder, 0, 0, frame.clientWidth, frame.clientHeight, 0);
    }
    frame.replaceChildren(...this.tiles);
    if (!total) {
      const what = this.mode === "waste" ? _("No waste here.") : _("No bytes here.");
      frame.append(element("p", "nothing", what));
    }
    if (this.tiles.length) this.tiles[0].tabIndex = 0;
    byId("map-line").textContent = "";
  }

  fill(folder, x, y, width, height, depth) {
    const { files, mode } = this;
    const weigh = (item) => item.weight;
    const least = files.weight(folder, mode) * LEAST_AREA / (width * height);
    const items = [], rest = { row: 0, weight: 0, count: 0 };
    for (const row of files.children(folder)) {
      const weight = files.weight(row, mode);
      if (weight >= least && weight > 0) items.push({ row, weight });
      else if (weight > 0) { rest.weight += weight; rest.count += 1; }
    }
    items.sort((one, other) => other.weight - one.weight);
    if (rest.weight >= least) items.push(rest);
    for (const [item, ...box] of squarify(items, weigh, x, y, width, height)) {
      if (item === rest) this.put(this.restTile(rest), box);
      else this.place(item.row, box, depth);
    }
  }

  place(row, box, depth) {
    const { files, mode } = this;
    const [x, y, width, height] = box;
    if (!files.isFolder(row)) {
      this.put(this.fileTile(row, box), box);
      return;
    }
    // A folder with nothing but another in it is one frame.
    let inner = row, name = files.name(row);
    for (;;) {
      const inside = files.children(inner).filter((each) => files.weight(each, mode) > 0);
      if (inside.length !== 1 || !files.isFolder(inside[0])) break;
      [inner] = inside;
      name += `/${files.name(inner)}`;
    }
    const tile = this.folderTile(inner, name, box);
    this.put(tile, box);
    if (width < 44 || height < HEAD + 22 || depth >= MOST_DEEP) return;
    tile.classList.add("frame");
    tile.classList.remove("is-waste");
    this.fill(inner, x + GAP, y + HEAD, width - 2 * GAP, height - HEAD - GAP, depth + 1);
  }

  put(tile, [x, y, width, height]) {
    const gap = Math.min(1, width / 4, height / 4);
    const px = (value) => `${value.toFixed(1)}px`;
    tile.style.cssText = `left:${px(x)};top:${px(y)};width:${px(width - gap)};height:${px(height - gap)};`
      + `--h:${tile.hue}${width < 12 || height < 12 ? ";padding:0" : ""}`;
    this.tiles.push(tile);
  }

  tile(name, row, text, box) {
    const tile = this.button(`tile ${name}`);
    tile.row = row;
    const [, , width, height] = box;
    if (width > 34 && height > 15) tile.append(...text());
    return tile;
  }

  // There may be thousands: a button of HTML takes several times as long to lay out.
  button(name) {
    const tile = element("div", name);
    tile.setAttribute("role", "button");
    tile.tabIndex = -1;
    tile.hue = 0;
    return tile;
  }

  folderTile(row, name, box) {
    const weight = size(this.files.weight(row, this.mode));
    const tile = this.tile("folder", row, () => {
      const line = element("span", "", element("b", "", name), ` ${weight}`);
      return [line];
    }, box);
    const isWaste = this.isWaste(row);
    tile.classList.toggle("is-waste", isWaste);
    tile.hue = hue(this.mainLayer(row));
    tile.setAttribute("aria-label", _("folder {path}, {size}", { path: this.files.path(row), size: weight }));
    return tile;
  }

  fileTile(row, box) {
    const weight = size(this.files.weight(row, this.mode));
    const tile = this.tile("", row, () => {
      const lines = [element("span", "", this.files.name(row))];
      if (box[3] > 34) lines.push(element("span", "bytes", weight));
      return lines;
    }, box);
    tile.classList.toggle("is-waste", this.isWaste(row));
    if (this.mode === "both") this.divide(tile, row);
    tile.hue = hue(this.files.layers[row]);
    tile.setAttribute("aria-label", `${this.files.path(row)}, ${weight}`);
    return tile;
  }

  restTile(rest) {
    const tile = this.button("tile rest");
    tile.rest = rest;
    tile.setAttribute("aria-label", `${counted(rest.count, "smaller item")}, ${size(rest.weight)}`);
    return tile;
  }

  isWaste(row) {
    if (this.mode === "waste") return true;
    return this.mode === "both" && this.files.wasted[row] > this.files.live[row];
  }

  // Of a path that was stored several times, shows which part of it is wasted.
  divide(tile, row) {
    const live = this.files.live[row], wasted = this.files.wasted[row];
    if (!live || !wasted) return;
    tile.classList.remove("is-waste");
    const part = element("i", "part wasted");
    part.style.height = `${(100 * wasted / (live + wasted)).toFixed(1)}%`;
    tile.prepend(part);
  }

  // Of a folder the layer of its largest file, found by going down the heaviest way.
  mainLayer(row) {
    const { files } = this;
    let each = row;
    while (files.first[each]) {
      let best = 0;
      for (let child = files.first[each]; child; child = files.next[child]) {
        if (!best || files.live[child] > files.live[best]) best = child;
      }
      each = best;
    }
    return files.layers[each];
  }

  open(tile) {
    if (!tile || tile.row === undefined) return;
    this.onFolder(this.files.isFolder(tile.row) ? tile.row : this.folder);
  }

  say(tile) {
    if (tile && tile.row !== undefined) byId("map-line").textContent = this.about(tile.row).join("  ·  ");
    else if (tile && tile.rest) byId("map-line").textContent = tile.getAttribute("aria-label");
  }

  about(row) {
    const { files } = this;
    const live = files.live[row], wasted = files.wasted[row];
    const told = [files.path(row)];
    if (live || !wasted) told.push(_("{size} visible at the end", { size: size(live) }));
    if (wasted) told.push(_("{size} wasted", { size: size(wasted) }));
    const layer = files.layers[row];
    if (!files.isFolder(row) && layer >= 0) {
      told.push(_("layer {layer}: {instruction}", { layer, instruction: this.report.layers[layer].instruction }));
    }
    return told;
  }

  key(event) {
    const tile = event.target.closest(".tile");
    if (event.key === "Backspace" || event.key === "Escape") {
      event.preventDefault();
      if (this.folder) this.onFolder(this.files.parents[this.folder]);
      return;
    }
    if (tile && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.open(tile);
      return;
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!tile || !way) return;
    event.preventDefault();
    const found = this.neighbour(tile, way);
    if (!found) return;
    tile.tabIndex = -1;
    found.tabIndex = 0;
    found.focus();
  }

  // The nearest tile in a direction, by its middle; who is aside counts as further away.
  neighbour(tile, [dx, dy]) {
    const middle = (each) => [each.offsetLeft + Math.min(each.offsetWidth, 60) / 2, each.offsetTop + Math.min(each.offsetHeight, 30) / 2];
    const [x, y] = middle(tile);
    let best = null, least = Infinity;
    for (const each of this.tiles) {
      const [ex, ey] = middle(each);
      const ahead = (ex - x) * dx + (ey - y) * dy;
      const aside = Math.abs((ex - x) * dy) + Math.abs((ey - y) * dx);
      if (each === tile || ahead <= 1) continue;
      if (ahead + 3 * aside < least) { least = ahead + 3 * aside; best = each; }
    }
    return best;
  }
}
