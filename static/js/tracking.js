// Tells the site that somebody is here, once a day, and what they look at for a second or longer.
const SECOND = 1_000; // ms
const tell = (address) => fetch(address, { method: "POST", keepalive: true }).catch(() => {});

const visible = () =>
  document.hidden
    ? new Promise((shown) => document.addEventListener("visibilitychange", shown, { once: true }))
    : Promise.resolve();

function isFirstToday() {
  const today = document.documentElement.dataset.now.slice(0, 10);
  try {
    if (localStorage.getItem("visited") === today) return false;
    localStorage.setItem("visited", today);
  } catch {
    // Without storage every page tells; the site counts one.
  }
  return true;
}

async function look(address) {
  do {
    await visible();
    await new Promise((done) => setTimeout(done, SECOND));
  } while (document.hidden);
  tell(address);
}

const { visited, viewed } = document.body.dataset;
visible().then(() => isFirstToday() && tell(visited));
if (viewed) look(viewed);
