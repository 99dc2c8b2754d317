// Labels beside the bars of a chart, wrapped into up to three lines so that none is cut off at the edge.
const LINES = 3;
const SHARE = 0.42; // of the chart's width

/** Return the font of the chart in the syntax of a canvas. */
const font = ({ size, family }) => `${size}px ${family}`;

/** Return `name` in lines of at most `width` px; the last one is shortened if necessary. */
function lines(name, width, pen) {
  const fits = (text) => pen.measureText(text).width <= width;
  const shortened = (text) => {
    let kept = text;
    while (kept.length > 1 && !fits(`${kept}…`)) kept = kept.slice(0, -1).trimEnd();
    return `${kept}…`;
  };
  const made = [];
  for (const word of name.split(/\s+/)) {
    const longer = made.length ? `${made.at(-1)} ${word}` : word;
    if (made.length && fits(longer)) made[made.length - 1] = longer;
    else if (made.length < LINES) made.push(word);
    else return [...made.slice(0, -1), shortened(longer)];
  }
  return made.map((line) => (fits(line) ? line : shortened(line)));
}

/** Return the labels of rows for Chart.js, for a horizontal chart of `width` px. */
export function wrapped(names, width, { defaults }) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font(defaults.font);
  return names.map((name) => lines(name, width * SHARE, pen));
}
