// Starts Textual's terminal when its font is there: its cells are measured once.
"use strict";

const FONT = "Roboto Mono";
const terminal = document.querySelector("#terminal");
const size = Number(new URLSearchParams(location.search).get("fontsize"));

terminal.dataset.sessionWebsocketUrl =
  new URL("ws", location.href.replace(/^http/, "ws").replace(/[?#].*/, "")).href;
terminal.dataset.fontSize = size >= 6 && size <= 72 ? size : 16;
document.querySelector("#ended button").addEventListener("click", () => location.reload());
// An address that an image names is text: it is not opened by a click on it.
window.open = () => null;

// Keys go to the terminal once it is connected: it tells the server that it has the focus.
new MutationObserver((_, observer) => {
  if (document.body.classList.contains("-loaded")) {
    observer.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(document.body, { attributeFilter: ["class"] });

addEventListener("load", async () => {
  const faces = ["", "bold ", "italic "].map((style) => `${style}16px "${FONT}"`);
  await Promise.allSettled(faces.map((face) => document.fonts.load(face)));
  const script = document.createElement("script");
  script.src = "static/js/textual.js";
  script.addEventListener("load", () => window.onload()); // it waits for what has been
  document.head.append(script);
});
