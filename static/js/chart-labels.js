// Labels beside the bars of a chart, wrapped into up to three lines so that none is cut off at the edge.
const LINES = 3;
const SHARE = 0.42; // of the width of the chart

/** Return the font of the chart in the syntax of a canvas. */
const formatFont = ({ size, family }) => `${size}px ${family}`;

/** Return `name` in lines of at most `width` px; the last one is shortened if necessary. */
function wrapLabel(name, width, pen) {
  const fits = (text) => pen.measureText(text).width <= width;
  const shorten = (text) => {
    let kept = text;
    while (kept.length > 1 && !fits(`${kept}…`)) kept = kept.slice(0, -1).trimEnd();
    return `${kept}…`;
  };
  const lines = [];
  for (const word of name.split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && fits(longer)) lines[lines.length - 1] = longer;
    else if (lines.length < LINES) lines.push(word);
    else return [...lines.slice(0, -1), shorten(longer)];
  }
  return lines.map((line) => (fits(line) ? line : shorten(line)));
}

/** Return the labels of rows for Chart.js, for a horizontal chart of `width` px. */
export function wrapLabels(names, width, { defaults }) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = formatFont(defaults.font);
  return names.map((name) => wrapLabel(name, width * SHARE, pen));
}
