// <table-chart series="bar line">: draws the table of its <figure>, which also serves readers without scripts. The
// first column has the labels. Each other column is a series, drawn as bars or a line (without `series` all are bars).
// The value of a cell is its `data-value` or its text; tooltips show the text. With `across` the bars are horizontal,
// for long labels. Needs Chart.js before it; without Chart.js the table opens instead.
import { wrapLabels } from "./chart-labels.js";

const FEW = 6; // labels that fit below their bars on the narrowest phone
const INKS = ["--chart-1", "--chart-2", "--chart-3"];
const DASHES = [[], [6, 4], [2, 3]],
  POINTS = ["circle", "rectRot", "triangle"];
const colorProbe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const charts = new Set(); // on the page

class TableChart extends HTMLElement {
  #chart = null;
  get #figure() {
    return this.closest("figure");
  }

  connectedCallback() {
    charts.add(this);
    this.draw();
  }

  disconnectedCallback() {
    charts.delete(this);
    this.#chart?.destroy();
  }

  draw() {
    this.hidden = !globalThis.Chart;
    this.#figure.querySelector("details").open ||= this.hidden;
    if (this.hidden) return;
    this.#chart?.destroy();
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute(
      "aria-label",
      `${this.#figure.querySelector("figcaption").textContent.trim()}, charts. The numbers follow as a table.`,
    );
    this.replaceChildren(canvas);
    this.#chart = new Chart(canvas, this.#config(this.#figure.querySelector("table")));
  }

  #config(table) {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
    const kinds = (this.getAttribute("series") ?? "").split(" ").filter(Boolean);
    const titles = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const datasets = titles.map((label, n) => ({
      label,
      type: kinds[n] ?? "bar",
      ...this.#look(n, kinds[n]),
      data: rows.map((cells) => cellValue(cells[n + 1])),
    }));
    const describe = ({ datasetIndex, dataIndex }) =>
      ` ${titles[datasetIndex]}: ${rows[dataIndex][datasetIndex + 1].textContent.trim()}`;
    const names = rows.map(([name]) => name.textContent.trim());
    const across = this.hasAttribute("across");
    const options = this.#options(datasets.length > 1, describe, across || names.length <= FEW);
    return {
      type: "bar",
      data: { labels: across ? wrapLabels(names, this.clientWidth, Chart) : names, datasets },
      options,
    };
  }

  #look(n, kind) {
    const ink = this.#ink(INKS[n % INKS.length]);
    const line = {
      borderWidth: 2,
      borderDash: DASHES[n % 3],
      pointStyle: POINTS[n % 3],
      pointRadius: 3,
      tension: 0.25,
    };
    const bar = { borderWidth: 0, borderRadius: 4, maxBarThickness: 28 };
    return { backgroundColor: ink, hoverBackgroundColor: ink, borderColor: ink, ...(kind === "line" ? line : bar) };
  }

  #options(hasLegend, describe, hasAllLabels) {
    Object.assign(Chart.defaults.font, { family: getComputedStyle(this).fontFamily, size: 13 });
    const soft = this.#ink("--ink-soft"),
      across = this.hasAttribute("across");
    const names = {
      grid: { display: false },
      ticks: { color: soft, maxRotation: 0, autoSkip: !hasAllLabels, autoSkipPadding: 16 },
    };
    const counts = {
      beginAtZero: true,
      grid: { color: this.#ink("--line") },
      ticks: { color: soft, precision: 0, maxTicksLimit: 5 },
      border: { display: false },
    };
    return {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: across ? "y" : "x",
      interaction: { mode: "index", intersect: false, axis: across ? "y" : "x" },
      scales: across ? { x: counts, y: names } : { x: names, y: counts },
      plugins: {
        legend: { display: hasLegend, labels: { color: soft, usePointStyle: true } },
        tooltip: { callbacks: { label: describe } },
      },
    };
  }

  // The current colour of a token in light or dark mode, in a syntax that Chart.js can read.
  #ink(token) {
    this.style.color = `var(${token})`;
    colorProbe.fillStyle = getComputedStyle(this).color;
    colorProbe.fillRect(0, 0, 1, 1);
    return `rgb(${colorProbe.getImageData(0, 0, 1, 1).data.slice(0, 3).join(" ")})`;
  }
}

const cellValue = (cell) => Number(cell.dataset.value ?? cell.textContent);
const redrawCharts = () => {
  for (const chart of charts) chart.draw();
};

customElements.define("table-chart", TableChart);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawCharts);
document.fonts.ready.then(redrawCharts);
