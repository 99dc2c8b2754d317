// Reports the connection: the `live:state` event, and a note to the reader after a longer interruption.
const PATIENCE = 2_000; // ms
const NOTE = "Live updates are interrupted. This page refreshes itself until they are back.";
const SIGNED_OUT = "You are signed out. ";
const SIGN_IN = "/accounts/login/";
let timer = 0,
  offline = false,
  isSignedOut = false;

const announce = (state) => document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));

function show(text) {
  const note = document.getElementById("live-status");
  if (!note) return;
  if (isSignedOut) return;
  note.textContent = text;
  note.hidden = !text;
}

// A request was refused because the session is over: say so, once, with a sign-in link that leads back to this page.
export function noteSignedOut(answer) {
  const note = document.getElementById("live-status");
  if (!note || isSignedOut) return;
  const isKeptFrom =
    answer.headers.get("Signed-Out") || (answer.redirected && new URL(answer.url).pathname === SIGN_IN);
  if (!isKeptFrom) return;
  show(SIGNED_OUT);
  const link = document.createElement("a");
  link.href = `${SIGN_IN}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  note.append(link);
  isSignedOut = true;
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
  timer ||= setTimeout(() => {
    offline = true;
    show(NOTE);
    announce("offline");
  }, PATIENCE);
}

// A page that is being left loses its socket too, and must not flash the note.
addEventListener("pagehide", () => {
  clearTimeout(timer);
  timer = 0;
});
