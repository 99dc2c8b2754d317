// Says how the live wire stands: the `live:state` event, and a note to the reader once it has been down for a while.
const PATIENCE = 2_000; // ms
const NOTE = "Live updates are interrupted. This page refreshes itself until they are back.";
let timer = 0, offline = false;

const announce = (state) => document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));

function show(text) {
  const note = document.getElementById("live-status");
  if (!note) return;
  note.textContent = text;
  note.hidden = !text;
}

export function up() {
  clearTimeout(timer);
  timer = 0;
  offline = false;
  show("");
  announce("live");
}

export function down() {
  announce(offline ? "offline" : "connecting");
  timer ||= setTimeout(() => { offline = true; show(NOTE); announce("offline"); }, PATIENCE);
}

// A page that is being left loses its socket too, and must not flash the note.
addEventListener("pagehide", () => { clearTimeout(timer); timer = 0; });
