// The chart of layers: what each stores, and what of that is wasted.
class LayerChart {
  constructor(onLayer) {
    this.onLayer = onLayer;
    this.list = byId("layers");
    byId("all-layers").addEventListener("click", () => onLayer(null));
  }

  show(report, chosen) {
    const most = Math.max(1, ...report.layers.map((each) => each.stored));
    this.list.replaceChildren(...report.layers.map((layer, index) => this.row(report, index, most, chosen)));
    byId("all-layers").hidden = chosen === null;
    this.details(report, chosen);
  }

  row(report, index, most, chosen) {
    const layer = report.layers[index];
    const live = layer.stored - layer.wasted;
    const part = (name, bytes) => {
      const made = element("i", `part ${name}`);
      made.style.width = `${(100 * bytes / most).toFixed(2)}%`;
      return made;
    };
    const told = element("span", "told mono", layer.instruction);
    if (index < report.baseLayers) {
      told.prepend(element("span", "tag", index < report.notCounted ? "base, not counted" : "base"), " ");
    }
    if (layer.trouble) told.prepend(element("span", "tag error", layer.trouble), " ");
    const waste = element("span", layer.wasted ? "waste" : "waste none", layer.wasted ? `−${size(layer.wasted)}` : "–");
    const button = element("button", "layer",
      element("span", "n", String(index)),
      coloured(element("span", "track", part("live", live), part("wasted", layer.wasted)), index),
      element("span", "size", size(layer.size)), waste, told);
    button.type = "button";
    button.setAttribute("aria-pressed", String(index === chosen));
    button.setAttribute("aria-label", `Layer ${index}, ${size(layer.size)}, ${size(layer.wasted)} wasted: ${layer.instruction}`);
    button.addEventListener("click", () => this.onLayer(index === chosen ? null : index));
    button.tip = () => [
      [`Layer ${index}`, `${size(layer.size)} (as docker history prints)`],
      [null, `${size(live)} visible at the end, ${size(layer.wasted)} wasted`],
      [null, `${number(layer.added)} added, ${number(layer.modified)} modified, ${number(layer.removed)} removed, ${number(layer.metadata)} metadata only`],
      [null, layer.instruction],
    ];
    return element("li", "", button);
  }

  details(report, chosen) {
    const box = byId("layer-details");
    box.hidden = chosen === null;
    if (chosen === null) return;
    const layer = report.layers[chosen];
    const fact = (name, text) => element("span", "", `${name} `, element("b", "", text));
    box.replaceChildren(
      element("div", "command mono", layer.command || layer.instruction),
      element("div", "facts",
        fact("Size", size(layer.size)),
        fact("In the archive", size(layer.compressed)),
        fact("Uncompressed tar", layer.tar === null ? "unknown" : size(layer.tar)),
        fact("Stored in files", size(layer.stored)),
        fact("Wasted", size(layer.wasted)),
        fact("Added", number(layer.added)),
        fact("Modified", number(layer.modified)),
        fact("Removed", number(layer.removed)),
        fact("Metadata only", number(layer.metadata))),
      element("div", "facts mono", layer.diffId));
  }
}
