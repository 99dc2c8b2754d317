// What this browser knows of toasts, shared by its tabs: which were seen or must go, when the last were shown, and
// until when it wants none.
const NAME = "livestall.toasts";
const LIFE = 48 * 3_600_000; // ms: no toast lives longer
const NOTHING = { known: {}, live: [], lastAt: 0, moreAt: 0, visit: { at: 0, shown: 0 }, mutedUntil: 0 };
let memory = recall(structuredClone(NOTHING));

function recall(before) {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept?.known ? { ...structuredClone(NOTHING), ...kept } : structuredClone(NOTHING);
  } catch {
    return before; // damaged, or storage is closed to us: this page remembers by itself
  }
}

/** Return what is known; to be read only. */
export const recalled = () => memory;

/** Let `change` alter what is known, for all tabs. */
export function update(change) {
  memory = recall(memory);
  for (const [key, one] of Object.entries(memory.known)) if (!(one?.at > Date.now() - LIFE)) delete memory.known[key];
  change(memory);
  try {
    localStorage.setItem(NAME, JSON.stringify(memory));
  } catch {
    // Full, or closed to us.
  }
}

export const isKnown = (key) => key in memory.known;
/** Tell whether a toast is to disappear, not only to stay away. */
export const isGone = (key) => Boolean(memory.known[key]?.closed || memory.known[key]?.own || memory.known[key]?.off);

/** Note of toasts that they were `seen`, `closed`, are one's `own`, or were taken `off`. */
export function remember(keys, why) {
  if (!keys.length) return;
  update(({ known }) => {
    for (const key of keys) known[key] = { ...known[key], at: Date.now(), [why]: true };
  });
}

/** Note that what was taken off may be shown again, to those who have not seen it. */
export function forgive(keys) {
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

export function onOtherTab(call) {
  addEventListener("storage", ({ key }) => {
    if (key !== NAME && key !== null) return;
    memory = recall(memory);
    call();
  });
}
