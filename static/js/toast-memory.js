// The toast state of this browser, shared by its tabs: seen and withdrawn toasts, the times of the last ones, and the
// end of the mute.
const NAME = "livestall.toasts";
const LIFE = 48 * 3_600_000; // ms; longer than any toast is shown
const EMPTY = { known: {}, live: [], lastAt: 0, moreAt: 0, visit: { at: 0, shown: 0 }, mutedUntil: 0 };
let memory = readStorage(structuredClone(EMPTY));

function readStorage(fallback) {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept?.known ? { ...structuredClone(EMPTY), ...kept } : structuredClone(EMPTY);
  } catch {
    return fallback; // damaged, or storage is blocked: this page keeps its own state
  }
}

/** Return the state, to be read only. */
export const stored = () => memory;

/** Change the state for all tabs. */
export function update(change) {
  memory = readStorage(memory);
  for (const [key, one] of Object.entries(memory.known)) if (!(one?.at > Date.now() - LIFE)) delete memory.known[key];
  change(memory);
  try {
    localStorage.setItem(NAME, JSON.stringify(memory));
  } catch {
    // Storage is full or blocked.
  }
}

export const isKnown = (key) => key in memory.known;
/** Return whether a visible toast must be removed. */
export const isGone = (key) => Boolean(memory.known[key]?.closed || memory.known[key]?.own || memory.known[key]?.off);

/** Store that toasts were `seen`, `closed`, are the visitor's `own`, or were withdrawn (`off`). */
export function remember(keys, why) {
  if (!keys.length) return;
  update(({ known }) => {
    for (const key of keys) known[key] = { ...known[key], at: Date.now(), [why]: true };
  });
}

/** Allow withdrawn toasts again, unless the visitor has seen them. */
export function allowAgain(keys) {
  if (!keys.length) return;
  update(({ known }) => {
    for (const key of keys) {
      const { seen, closed, own } = known[key] ?? {};
      if (seen || closed || own) delete known[key].off;
      else delete known[key];
    }
  });
}

export const isMuted = () => memory.mutedUntil > Date.now();
export const mute = (ms) =>
  update((all) => {
    all.mutedUntil = Date.now() + ms;
  });
export const unmute = () =>
  update((all) => {
    all.mutedUntil = 0;
  });

export function onChangeInOtherTab(call) {
  addEventListener("storage", ({ key }) => {
    if (key !== NAME && key !== null) return;
    memory = readStorage(memory);
    call();
  });
}
