// Reports the state of the connection: dispatches `live:state`, and shows #live-status after a longer interruption.
const PATIENCE = 2_000; // ms
const NOTE = "Live updates are interrupted. This page refreshes itself until they are back.";
const SIGNED_OUT = "You are signed out. ";
const SIGN_IN = "/accounts/login/";
let timer = 0,
  isOffline = false,
  isSignedOut = false;

const dispatchState = (state) => document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));

function showNote(text) {
  const note = document.getElementById("live-status");
  if (!note) return;
  if (isSignedOut) return;
  note.textContent = text;
  note.hidden = !text;
}

/** Show once that a request was refused because the session is over, with a sign-in link that returns to this page. */
export function showSignedOut(response) {
  const note = document.getElementById("live-status");
  if (!note || isSignedOut) return;
  const isRefused =
    response.headers.get("Signed-Out") || (response.redirected && new URL(response.url).pathname === SIGN_IN);
  if (!isRefused) return;
  showNote(SIGNED_OUT);
  const link = document.createElement("a");
  link.href = `${SIGN_IN}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  note.append(link);
  isSignedOut = true;
}

export function showOnline() {
  clearTimeout(timer);
  timer = 0;
  isOffline = false;
  showNote("");
  dispatchState("live");
}

export function showOffline() {
  dispatchState(isOffline ? "offline" : "connecting");
  timer ||= setTimeout(() => {
    isOffline = true;
    showNote(NOTE);
    dispatchState("offline");
  }, PATIENCE);
}

// A page that is left loses its socket too: the note must not flash.
addEventListener("pagehide", () => {
  clearTimeout(timer);
  timer = 0;
});
