// Counts visitors and product views: posts to `data-visited` of <body> once a day, and to `data-viewed` once the page
// was visible for a second.
const SECOND = 1_000; // ms
const post = (url) => fetch(url, { method: "POST", keepalive: true }).catch(() => {});

const whenVisible = () =>
  document.hidden
    ? new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }))
    : Promise.resolve();

function isFirstPageToday() {
  const today = document.documentElement.dataset.now.slice(0, 10);
  try {
    if (localStorage.getItem("visited") === today) return false;
    localStorage.setItem("visited", today);
  } catch {
    // Storage is disabled: every page posts, and the server counts the visitor once.
  }
  return true;
}

async function recordView(url) {
  do {
    await whenVisible();
    await new Promise((done) => setTimeout(done, SECOND));
  } while (document.hidden);
  post(url);
}

const { visited, viewed } = document.body.dataset;
whenVisible().then(() => isFirstPageToday() && post(visited));
if (viewed) recordView(viewed);
