"use strict";
// Charts over time, drawn by uPlot: lines, and maps of rows by time. Colours come from the style sheet, so that dark and light are decided there.

const CHART_HEIGHT = 190;
/** Where logarithmic axes begin: smaller values are drawn there. */
const LEAST = 1e-8;
const TIME = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", second: "2-digit"});

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

function channels(name) {
    const hex = colour(name);
    return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
}

function between(from, to, share) {
    return "rgb(" + from.map((c, i) => Math.round(c + (to[i] - c) * share)).join(",") + ")";
}

function timeAxis() {
    return {
        stroke: colour("faint"), font: "11px system-ui, sans-serif", space: 80, size: 24, gap: 2,
        grid: {stroke: colour("line"), width: 1}, ticks: {show: false},
        values: (chart, seconds) => seconds.map(s => TIME.format(new Date(s * 1000)))
    };
}

function valueAxis(format, size) {
    return {
        stroke: colour("faint"), font: "11px system-ui, sans-serif", size: size, gap: 4,
        grid: {stroke: colour("line"), width: 1}, ticks: {show: false},
        values: (chart, values) => values.map(v => v === null ? "" : format(v))
    };
}

/** A chart within an element, made anew when its width, its rows or the colours change. */
class Chart {
    constructor(host) {
        this.host = host;
        this.plot = null;
        this.shape = "";
        this.last = null;
        new ResizeObserver(() => requestAnimationFrame(() => this.redraw())).observe(host);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.shape = "";
            this.redraw();
        });
    }

    redraw() {
        if (this.last !== null) {
            this.draw(this.last);
        }
    }

    draw(content) {
        this.last = content;
        const width = Math.floor(this.host.clientWidth);
        if (width === 0) {
            return;
        }
        const shape = JSON.stringify([width, this.shapeOf(content)]);
        if (this.plot === null || shape !== this.shape) {
            if (this.plot !== null) {
                this.plot.destroy();
            }
            this.shape = shape;
            this.plot = new uPlot(this.options(content, width), this.data(content), this.host);
        } else {
            this.plot.setData(this.data(content));
        }
    }
}

/** Lines over time. Content: {x: seconds, span: [from, to], lines: [{label, values, colour}]}. */
class LineChart extends Chart {
    constructor(host, format, settings = {}) {
        super(host);
        this.format = format;
        this.settings = settings;
    }

    shapeOf(content) {
        return content.lines.map(line => line.label);
    }

    data(content) {
        return [content.x, ...content.lines.map(line => line.values)];
    }

    options(content, width) {
        const logarithmic = this.settings.logarithmic === true;
        return {
            width: width, height: CHART_HEIGHT - 26, padding: [8, 8, 0, 0],
            cursor: {drag: {x: false, y: false}, points: {show: false}},
            legend: {show: true},
            scales: {
                x: {time: true, range: () => this.last.span},
                y: logarithmic
                    ? {distr: 3, range: (plot, low, high) => [LEAST, Math.max(10, high || 0)]}
                    : {range: (plot, low, high) => [0, Math.max(1, (high || 0) * 1.1)]}
            },
            axes: [timeAxis(), {...valueAxis(this.format, 56), ...(logarithmic ? {splits: () => [LEAST, 1e-6, 1e-4, 0.01, 1], filter: (plot, splits) => splits} : {})}],
            series: [
                {label: "time", value: (plot, s) => s === null ? "–" : TIME.format(new Date(s * 1000))},
                ...content.lines.map(line => ({
                    label: line.label, stroke: colour(line.colour), width: line.width || 2, dash: line.dash,
                    spanGaps: line.spanGaps === true, points: {show: false},
                    value: (plot, v) => v === null || v === undefined ? "–" : this.format(v)
                }))
            ]
        };
    }
}

/** Rows by time, each cell a colour. Content: {x: starts in seconds, width: of a cell in seconds, span, rows: [label], cells: per x null or [value per row]}; rows from below. */
class HeatMap extends Chart {
    constructor(host, colouring) {
        super(host);
        this.colouring = colouring;
    }

    shapeOf(content) {
        return content.rows;
    }

    data(content) {
        return [content.x, content.x.map(() => null)];
    }

    options(content, width) {
        const rows = content.rows;
        return {
            width: width, height: CHART_HEIGHT, padding: [4, 8, 0, 0],
            cursor: {show: false}, legend: {show: false},
            scales: {x: {time: true, range: () => this.last.span}, y: {range: () => [0, Math.max(1, rows.length)]}},
            axes: [
                timeAxis(),
                {
                    stroke: colour("faint"), font: "11px system-ui, sans-serif", size: 64, gap: 4, grid: {show: false}, ticks: {show: false},
                    splits: () => rows.map((row, i) => i + 0.5),
                    values: () => rows.map(row => row.length > 9 ? row.slice(0, 8) + "…" : row)
                }
            ],
            series: [{}, {}],
            hooks: {draw: [plot => this.paint(plot)]}
        };
    }

    paint(plot) {
        const {x, width, cells} = this.last;
        const colouring = this.colouring();
        const box = plot.bbox;
        plot.ctx.save();
        plot.ctx.beginPath();
        plot.ctx.rect(box.left, box.top, box.width, box.height);
        plot.ctx.clip();
        x.forEach((start, i) => {
            if (cells[i] === null) {
                return;
            }
            const left = Math.floor(plot.valToPos(start, "x", true));
            const right = Math.ceil(plot.valToPos(start + width, "x", true));
            cells[i].forEach((value, row) => {
                if (value === null) {
                    return;
                }
                const top = Math.floor(plot.valToPos(row + 1, "y", true));
                const bottom = Math.ceil(plot.valToPos(row, "y", true));
                plot.ctx.fillStyle = colouring(value);
                plot.ctx.fillRect(left, top, right - left, bottom - top);
            });
        });
        plot.ctx.restore();
    }
}

/** Shares from 0 to 1: the square root, so that an even spread over twenty rows is still seen. */
function shareColours() {
    const low = channels("share-low");
    const high = channels("share-high");
    return share => between(low, high, Math.min(1, Math.sqrt(share)));
}

/** Ratios to clean images: 0.8 and less, one, 1.25 and more. */
const LARGEST_RATIO = 1.25;

function ratioColours() {
    const low = channels("ratio-low");
    const even = channels("ratio-even");
    const high = channels("ratio-high");
    return ratio => {
        const degree = Math.max(-1, Math.min(1, Math.log(Math.max(ratio, 1e-9)) / Math.log(LARGEST_RATIO)));
        return degree < 0 ? between(even, low, -degree) : between(even, high, degree);
    };
}
