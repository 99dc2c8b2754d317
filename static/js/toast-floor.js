// Of a browser's tabs one has the floor: it shows toasts, the others are silent until it is left, hidden or closed.
const NAME = "livestall.toasts";
// Where pages may not lock (without https), every tab has it.
let has = !navigator.locks;
let letGo = null;
let asking = null;

export const hasFloor = () => has;

export function askForFloor(call) {
  if (!navigator.locks || document.hidden || asking) return;
  asking = new AbortController();
  navigator.locks
    .request(
      NAME,
      { signal: asking.signal },
      () =>
        new Promise((done) => {
          letGo = done;
          has = true;
          call();
        }),
    )
    .catch(({ name }) => {
      has = name !== "AbortError";
    }); // no longer wanted; else never to be had
}

export function leaveFloor() {
  if (!navigator.locks) return;
  has = false;
  asking?.abort();
  letGo?.();
  asking = letGo = null;
}
