// The reports, and the tree of files of the one that is shown.
async function inflate(text) {
  const chars = atob(text.trim());
  const packed = new Uint8Array(chars.length);
  for (let at = 0; at < chars.length; at += 1) packed[at] = chars.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

const FOLDER = 0, REST = 4;

// Rows are numbered from 1: row 0 is the root.
class Files {
  constructor(columns) {
    const { depths, kinds, sizes, layers } = columns;
    const count = depths.length;
    this.count = count;
    this.names = count ? columns.names.split("/") : [];
    this.names.unshift("");
    this.kinds = new Uint8Array(count + 1);
    this.kinds.set(kinds, 1);
    this.sizes = new Float64Array(count + 1);
    this.sizes.set(sizes, 1);
    this.layers = new Int32Array(count + 1).fill(-1);
    this.layers.set(layers, 1);
    this.parents = new Int32Array(count + 1);
    this.first = new Int32Array(count + 1);
    this.next = new Int32Array(count + 1);
    this.live = new Float64Array(count + 1);
    this.wasted = new Float64Array(count + 1);
    this.paths = [];
    const above = [0];
    for (let row = 1; row <= count; row += 1) {
      const depth = Math.min(depths[row - 1], above.length - 1);
      this.parents[row] = above[depth];
      above.length = depth + 1;
      above.push(row);
    }
    for (let row = count; row > 0; row -= 1) {
      const parent = this.parents[row];
      this.next[row] = this.first[parent];
      this.first[parent] = row;
    }
  }

  // Adds up what lies below each folder; of one layer, or of all (null).
  addUp(waste, layer) {
    const { live, wasted, parents } = this;
    wasted.fill(0);
    for (let row = 0; row <= this.count; row += 1) {
      live[row] = layer === null || this.layers[row] === layer ? this.sizes[row] : 0;
    }
    waste.row.forEach((row, at) => {
      if (layer === null || waste.by[at] === layer) wasted[row + 1] += waste.bytes[at];
    });
    for (let row = this.count; row > 0; row -= 1) {
      live[parents[row]] += live[row];
      wasted[parents[row]] += wasted[row];
    }
  }

  isFolder(row) {
    return this.kinds[row] === FOLDER;
  }

  name(row) {
    if (this.kinds[row] === REST) return counted(Number(this.names[row]), "smaller file");
    return this.names[row];
  }

  path(row) {
    if (!row) return "/";
    let path = this.paths[row];
    if (path === undefined) {
      const parent = this.parents[row];
      path = `${parent ? this.path(parent) : ""}/${this.name(row)}`;
      this.paths[row] = path;
    }
    return path;
  }

  children(row) {
    const found = [];
    for (let each = this.first[row]; each; each = this.next[each]) found.push(each);
    return found;
  }

  weight(row, mode) {
    if (mode === "live") return this.live[row];
    return mode === "waste" ? this.wasted[row] : this.live[row] + this.wasted[row];
  }
}
