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
      told.prepend(element("span", "tag", index < report.notCounted ? _("base, not counted") : _("base")), " ");
    }
    if (layer.trouble) told.prepend(element("span", "tag error", layer.trouble), " ");
    const waste = element("span", layer.wasted ? "waste" : "waste none", layer.wasted ? `−${size(layer.wasted)}` : "–");
    const button = element("button", "layer",
      element("span", "n", String(index)),
      coloured(element("span", "track", part("live", live), part("wasted", layer.wasted)), index),
      element("span", "size", size(layer.size)), waste, told);
    button.type = "button";
    button.setAttribute("aria-pressed", String(index === chosen));
    button.setAttribute("aria-label", _("Layer {layer}, {size}, {wasted} wasted: {instruction}", { layer: index, size: size(layer.size), wasted: size(layer.wasted), instruction: layer.instruction }));
    button.addEventListener("click", () => this.onLayer(index === chosen ? null : index));
    button.tip = () => [
      [_("Layer {layer}", { layer: index }), _("{size} (as docker history prints)", { size: size(layer.size) })],
      [null, _("{live} visible at the end, {wasted} wasted", { live: size(live), wasted: size(layer.wasted) })],
      [null, _("{added} added, {modified} modified, {removed} removed, {metadata} metadata only", {
        added: number(layer.added), modified: number(layer.modified), removed: number(layer.removed), metadata: number(layer.metadata),
      })],
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
        fact(_("Size"), size(layer.size)),
        fact(_("In the archive"), size(layer.compressed)),
        fact(_("Uncompressed tar"), layer.tar === null ? _("unknown") : size(layer.tar)),
        fact(_("Stored in files"), size(layer.stored)),
        fact(_("Wasted"), size(layer.wasted)),
        fact(_("Added"), number(layer.added)),
        fact(_("Modified"), number(layer.modified)),
        fact(_("Removed"), number(layer.removed)),
        fact(_("Metadata only"), number(layer.metadata))),
      element("div", "facts mono", layer.diffId));
  }
}
