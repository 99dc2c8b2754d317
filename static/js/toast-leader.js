// Elects one tab of a browser as the leader. Only the leader shows toasts, until its page is left, hidden or closed.
const NAME = "livestall.toasts";
// Without locks (pages without https), every tab is a leader.
let isLeading = !navigator.locks;
let release = null;
let request = null;

export const isLeader = () => isLeading;

export function requestLeadership(call) {
  if (!navigator.locks || document.hidden || request) return;
  request = new AbortController();
  navigator.locks
    .request(
      NAME,
      { signal: request.signal },
      () =>
        new Promise((done) => {
          release = done;
          isLeading = true;
          call();
        }),
    )
    .catch(({ name }) => {
      isLeading = name !== "AbortError";
    }); // an abort is intended; any other error means that there are no locks
}

export function releaseLeadership() {
  if (!navigator.locks) return;
  isLeading = false;
  request?.abort();
  release?.();
  request = release = null;
}
