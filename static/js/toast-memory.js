// Which toasts this visitor has seen, closed or must not see, shared by all tabs of the browser.
const NAME = "livestall.toasts";
const LIFE = 48 * 3_600_000; // ms: no toast lives longer
let known = read(); // key -> { at, gone }: `gone` is to disappear, not only to stay away

function read() {
  try {
    return new Map(JSON.parse(localStorage.getItem(NAME)) ?? []);
  } catch {
    return new Map(); // damaged, or storage is closed to us
  }
}

export const isKnown = (key) => known.has(key);
export const isGone = (key) => known.get(key)?.gone === true;

export function remember(keys, { gone = false } = {}) {
  const at = Date.now();
  known = new Map([...known, ...read()].filter(([, one]) => one?.at > at - LIFE));
  for (const key of keys) known.set(key, { at, gone: gone || isGone(key) });
  try {
    localStorage.setItem(NAME, JSON.stringify([...known]));
  } catch {
    // Full, or closed to us: this page remembers by itself.
  }
}

export function onOtherTab(call) {
  addEventListener("storage", ({ key }) => {
    if (key !== NAME) return;
    known = read();
    call();
  });
}
