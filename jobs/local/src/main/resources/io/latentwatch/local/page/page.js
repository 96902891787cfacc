"use strict";
// Asks for a snapshot every second and shows it. Whatever others wrote goes into text nodes only.

const WHOLE = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const SHORT = new Intl.NumberFormat("en", {maximumSignificantDigits: 3});
const COMPACT = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3});
const CLOCK = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", second: "2-digit"});
const DAY = new Intl.DateTimeFormat("en-CA", {year: "numeric", month: "2-digit", day: "2-digit"});
const LINE_COLOURS = ["orange", "blue", "green", "purple", "sky", "faint"];
const SMALL_PIXELS = 128;
const MOST_ROW_NAMES = 14;

/** A share of an alarm's limit: it grows from next to nothing by many powers of ten. */
const ofLimit = share => share === 0 || share >= 1e-3 ? percent(share) : share.toExponential(0);
const byId = id => document.getElementById(id);
const sum = values => values.reduce((a, b) => a + b, 0);
const percent = share => SHORT.format(100 * share) + " %";
const put = (id, text) => {
    byId(id).textContent = text;
};

const charts = {
    throughput: new LineChart(byId("throughputChart"), v => COMPACT.format(v)),
    lag: new LineChart(byId("lagChart"), v => COMPACT.format(v)),
    pValues: new HeatMap(byId("pValueChart"), shareColours),
    distortion: new HeatMap(byId("distortionChart"), ratioColours),
    evidence: new LineChart(byId("evidenceChart"), ofLimit, {logarithmic: true}),
    windows: new HeatMap(byId("windowChart"), ratioColours)
};

function seconds(value) {
    return value < 1 ? SHORT.format(1000 * value) + " ms" : SHORT.format(value) + " s";
}

/** Names of rows, some left out where there are too many to stand one above the other. */
function thinned(names) {
    const step = Math.ceil(names.length / MOST_ROW_NAMES);
    return names.map((name, i) => i % step === 0 ? name : "");
}

function moment(millis) {
    return CLOCK.format(new Date(millis));
}

/** The newest slots that are over and lie within the last minute. */
function lastMinute(snapshot, values) {
    const slots = Math.max(1, Math.round(60000 / snapshot.slotMillis));
    return values.slice(Math.max(0, values.length - 1 - slots), values.length - 1);
}

function newest(values) {
    return values.reduce((last, value) => value === null ? last : value, null);
}

function showTiles(s) {
    const perSecond = 1000 / s.slotMillis;
    const few = Math.max(1, Math.round(5000 / s.slotMillis));
    const images = sum(lastMinute(s, s.images));
    const flagged = sum(lastMinute(s, s.flagged));
    const delays = lastMinute(s, s.delay95).filter(d => d !== null);
    put("rate", WHOLE.format(sum(s.images.slice(-1 - few, -1)) * perSecond / few) + " /s");
    put("total", WHOLE.format(s.totals.verdicts) + " verdicts read");
    put("lag", newest(s.lag) === null ? "–" : WHOLE.format(newest(s.lag)));
    put("delay", delays.length === 0 ? "–" : seconds(Math.max(...delays)));
    put("flagged", images === 0 ? "–" : percent(flagged / images));
    put("flaggedTotal", `of the last minute's; ${WHOLE.format(s.totals.flagged)} in all`);
    put("open", WHOLE.format(s.alarmsOpen));
    put("raised", WHOLE.format(s.alarmsRaised) + " raised");
    put("letters", WHOLE.format(s.totals.deadLetters));
    const name = s.bundleName === "" ? "bundle" : s.bundleName;
    put("bundle", s.bundleId === "" ? "no verdict yet" : name + " " + s.bundleId.slice(0, 12));
}

function showCharts(s) {
    const x = s.images.map((v, i) => (s.firstSlotMillis + i * s.slotMillis) / 1000);
    const width = s.slotMillis / 1000;
    const end = x[x.length - 1] + width;
    const first = s.images.findIndex((v, i) => v > 0 || s.deadLetters[i] > 0 || s.lag[i] !== null);
    const span = [Math.max(x[0], Math.min(first < 0 ? end : x[first], end - 60 * width)), end];
    const past = values => values.map((v, i) => i === values.length - 1 ? null : v);
    const rate = values => past(values.map(v => v / width));
    const images = sum(lastMinute(s, s.images));

    charts.throughput.draw({x, span, lines: [
        {label: "judged a second", values: rate(s.images), colour: "blue"},
        {label: "flagged a second", values: rate(s.flagged), colour: "orange"}]});
    put("throughputText", `Last minute: ${WHOLE.format(images)} images judged, ${WHOLE.format(sum(lastMinute(s, s.flagged)))} flagged, `
        + `${WHOLE.format(sum(lastMinute(s, s.deadLetters)))} dead letters.` + (s.totals.shadows > 0 ? ` ${WHOLE.format(s.totals.shadows)} verdicts of shadows are left out.` : "")
        + (s.totals.unreadable > 0 ? ` ${WHOLE.format(s.totals.unreadable)} records of the topics could not be read.` : ""));

    charts.lag.draw({x, span, lines: [{label: "images not judged yet", values: s.lag, colour: "purple", spanGaps: true}]});
    const delay50 = newest(past(s.delay50));
    const delay95 = newest(past(s.delay95));
    put("lagText", delay50 === null ? "No verdicts in this time."
        : `From an image's timestamp in Kafka to its verdict's: median ${seconds(delay50)}, 95 of 100 within ${seconds(delay95)}, in the newest slot.`);

    const bins = 20;
    charts.pValues.draw({x, width, span,
        rows: Array.from({length: bins}, (v, i) => i % 5 === 4 ? ((i + 1) / bins).toFixed(2) : i === 0 ? "0.05" : ""),
        cells: s.pValues.map(counts => counts === null ? null : counts.map(c => c === 0 ? null : c / sum(counts)))});
    const small = lastMinute(s, s.pValues).filter(counts => counts !== null);
    put("pValueText", images === 0 ? "Share of the images; clean ones: 5 % in each row. No verdicts in the last minute."
        : `Share of the images; clean ones: 5 % in each row. Last minute: ${percent(sum(small.map(c => c[0])) / images)} in the lowest.`);

    const layers = Object.keys(s.distortion);
    charts.distortion.draw({x, width, span, rows: thinned(layers), cells: x.map((v, i) => layers.map(layer => s.distortion[layer][i]))});
    const relative = s.bundleKnown ? "Relative to clean images of the same classes" : "About 1 on clean images (no copy of the bundle is at hand)";
    put("distortionText", `${relative}: 0.8, 1, 1.25 and beyond. Newest: `
        + (layers.map(layer => [layer, newest(past(s.distortion[layer]))]).filter(r => r[1] !== null).map(r => `${r[0]} ${SHORT.format(r[1])}`).join(", ") || "none") + ".");

    const statistics = Object.keys(s.evidence);
    charts.evidence.draw({x, span, lines: [
        {label: "limit", values: x.map(() => 1), colour: "bad", width: 1, dash: [4, 4]},
        ...statistics.map((name, i) => ({label: name, values: s.evidence[name].map(v => v === null ? null : Math.max(v, LEAST)), colour: LINE_COLOURS[i % LINE_COLOURS.length], spanGaps: true}))]});
    put("evidenceText", statistics.length === 0 ? "No topic carries the evidence, the job's metrics do: none were read yet (--metrics)."
        : "Of the limit where an alarm is raised: " + statistics.map(name => `${name} ${ofLimit(newest(s.evidence[name]) || 0)}`).join(", ") + ".");

    showWindows(s.windows);
}

function showWindows(windows) {
    const spans = windows.spans;
    byId("windowFigure").hidden = spans.length === 0;
    if (spans.length === 0) {
        return;
    }
    const last = spans[spans.length - 1];
    const width = (last.endMillis - last.startMillis) / 1000;
    const x = spans.map(w => w.startMillis / 1000);
    const layers = Object.keys(windows.ratios);
    charts.windows.draw({x, width, span: [Math.min(x[0], last.endMillis / 1000 - 10 * width), last.endMillis / 1000],
        rows: thinned(layers), cells: spans.map((w, i) => layers.map(layer => windows.ratios[layer][i]))});
    put("windowText", `Windows of event time, relative to clean images: 0.8, 1, 1.25 and beyond. Newest, ${moment(last.startMillis)} to ${moment(last.endMillis)}, `
        + `${WHOLE.format(last.images)} images, ${WHOLE.format(last.flagged)} flagged: `
        + layers.map(layer => `${layer} ${SHORT.format(windows.ratios[layer][spans.length - 1] ?? NaN)}`).join(", ") + ".");
}

function words(constant) {
    return constant.toLowerCase().replaceAll("_", " ");
}

function list(label, values) {
    return values.length === 0 ? "" : `${label}: ${values.join(", ")}`;
}

function alarmCard(alarm) {
    const card = byId("alarmCard").content.cloneNode(true).firstElementChild;
    const text = (part, value) => {
        card.querySelector(part).textContent = value;
    };
    card.dataset.event = alarm.event;
    text(".event", words(alarm.event));
    text(".what", `${words(alarm.level)}, ${words(alarm.statistic)}: ${words(alarm.kind).replace(" like", "-like")}` + (alarm.source === "" ? "" : `, source ${alarm.source}`));
    text("time", `${DAY.format(new Date(alarm.millis))} ${moment(alarm.millis)}`);
    const figures = Object.entries(alarm.figures).map(([name, value]) => `${name} ${SHORT.format(value)}`);
    text(".figures", `evidence ${COMPACT.format(alarm.evidence)} of ${COMPACT.format(alarm.limit)}; ${WHOLE.format(alarm.flagged)} of ${WHOLE.format(alarm.images)} images flagged`
        + (figures.length === 0 ? "" : "; " + figures.join(", ")));
    text(".sources", list("sources", alarm.sources));
    text(".layers", [list("layers", alarm.layers), list("features", alarm.features)].filter(t => t !== "").join("; "));
    text(".detail", [alarm.detail, alarm.issuedBy === "" ? "" : `by ${alarm.issuedBy}`].filter(t => t !== "").join("; "));
    return card;
}

let shownAlarms = "";

function showAlarms(s) {
    const now = JSON.stringify(s.alarms);
    if (now !== shownAlarms) {
        shownAlarms = now;
        byId("noAlarms").hidden = s.alarms.length > 0;
        byId("alarms").replaceChildren(...s.alarms.map(alarmCard));
    }
}

function picture(frame, path, name) {
    const image = document.createElement("img");
    image.alt = name;
    image.addEventListener("load", () => {
        image.title = `${image.naturalWidth} x ${image.naturalHeight} pixels`;
        image.classList.toggle("small", Math.max(image.naturalWidth, image.naturalHeight) <= SMALL_PIXELS);
    });
    image.addEventListener("error", () => {
        frame.textContent = "not to be had";
    });
    image.src = path;
    frame.replaceChildren(image);
}

function imageCard(flagged) {
    const card = byId("imageCard").content.cloneNode(true).firstElementChild;
    card.dataset.number = flagged.number;
    card.querySelector(".verdict").textContent =
        `taken for ${flagged.predicted} (${percent(flagged.confidence)}), p-value ${SHORT.format(flagged.pValue)}, loudest score ${flagged.loudest}`;
    card.querySelector(".origin").textContent = `${flagged.imageId}` + (flagged.source === "" ? "" : `, source ${flagged.source}`) + `, ${flagged.position}, ${moment(flagged.millis)}`;
    card.querySelector(".attributes").textContent = Object.entries(flagged.attributes).map(([name, value]) => `${name} = ${value}`).join(", ");
    const largest = Math.max(...flagged.features.map(f => Math.abs(f.deviation)), 1e-9);
    card.querySelector(".features").replaceChildren(...flagged.features.map(feature => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        const bar = document.createElement("progress");
        const value = document.createElement("span");
        name.textContent = feature.name;
        bar.max = largest;
        bar.value = Math.abs(feature.deviation);
        value.textContent = (feature.deviation > 0 ? "+" : "") + SHORT.format(feature.deviation);
        row.title = "Deviations from the class's reference, in units of what clean images show";
        row.append(name, bar, value);
        return row;
    }));
    const example = card.querySelector(".example");
    if (flagged.example === "") {
        example.querySelector(".frame").textContent = "the bundle has no example";
    } else {
        picture(example.querySelector(".frame"), flagged.example, `clean example of ${flagged.predicted}`);
    }
    example.querySelector("figcaption").textContent = `clean: ${flagged.predicted}`;
    return card;
}

function showSeen(card, flagged) {
    const frame = card.querySelector(".seen .frame");
    const state = flagged.picture + "|" + flagged.without;
    if (card.dataset.state !== state) {
        card.dataset.state = state;
        if (flagged.picture !== "") {
            picture(frame, flagged.picture, `flagged image ${flagged.imageId}`);
        } else {
            frame.textContent = flagged.without === "" ? "on its way" : `no picture: ${flagged.without}`;
        }
    }
}

const cards = new Map();

function showGallery(s) {
    const wanted = new Set(s.gallery.map(flagged => flagged.number));
    [...cards.keys()].filter(number => !wanted.has(number)).forEach(number => cards.delete(number));
    for (const flagged of s.gallery) {
        if (!cards.has(flagged.number)) {
            cards.set(flagged.number, imageCard(flagged));
        }
        showSeen(cards.get(flagged.number), flagged);
    }
    byId("noGallery").hidden = s.gallery.length > 0;
    const order = s.gallery.map(flagged => cards.get(flagged.number));
    const shown = [...byId("gallery").children];
    if (order.length !== shown.length || order.some((card, i) => card !== shown[i])) {
        byId("gallery").replaceChildren(...order);
    }
}

function showTroubles(s) {
    byId("troubles").replaceChildren(...s.troubles.map(trouble => {
        const row = document.createElement("li");
        row.textContent = trouble;
        return row;
    }));
}

function status(state, text) {
    byId("status").dataset.state = state;
    put("status", text);
}

async function look() {
    try {
        const response = await fetch("/snapshot.json", {cache: "no-store", signal: AbortSignal.timeout(5000)});
        if (!response.ok) {
            throw new Error("status " + response.status);
        }
        const snapshot = await response.json();
        showTroubles(snapshot);
        showTiles(snapshot);
        showCharts(snapshot);
        showAlarms(snapshot);
        showGallery(snapshot);
        status("live", "live, " + moment(snapshot.nowMillis));
    } catch (failure) {
        status("lost", "no answer; what was seen last stays (" + failure.message + ")");
    }
    setTimeout(look, document.hidden ? 5000 : 1000);
}

look();
