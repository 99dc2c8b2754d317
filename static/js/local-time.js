// Shows <time data-local="j M, H:i"> in the browser's time zone, in the format of the server.
const OPTIONS = {
  year: "numeric",
  month: "long",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};
const format = new Intl.DateTimeFormat("en", { ...OPTIONS, hourCycle: "h23" });

/** Format a date by a Django format string; only the letters that the site uses are supported. */
export function formatDate(date, pattern) {
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const letters = {
    j: parts.day,
    M: parts.month.slice(0, 3),
    F: parts.month,
    Y: parts.year,
    H: parts.hour,
    i: parts.minute,
    s: parts.second,
  };
  return pattern.replace(/[jMFYHis]/g, (letter) => letters[letter]);
}

function updateTimes(root = document) {
  for (const element of root.querySelectorAll("time[data-local]")) {
    const text = formatDate(new Date(element.dateTime), element.dataset.local);
    if (element.textContent !== text) element.textContent = text;
  }
}

updateTimes();
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => updateTimes(event.target.parentNode ?? document));
}
