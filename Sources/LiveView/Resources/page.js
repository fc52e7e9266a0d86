// SPDX-License-Identifier: Apache-2.0
"use strict";

(() => {
  const { frame, element, roundUp, label, show, verticalAxis, path } = Charts;
  /* Age from which a reading is not shown as one, ms, and how long the history is, s. */
  const maximumAge = 2000;
  const span = 600;
  const names = ["L1", "L2", "L3"];
  const byId = (id) => document.getElementById(id);

  let made = null;
  let page = null;
  let staleTimer = 0;
  let points = [];

  function amperes(value) {
    if (value === null) return "unknown";
    if (value > 0 && value < 0.1) return `${label(value * 1000)} mA`;
    return `${value.toFixed(Math.abs(value) < 10 ? 2 : 1)} A`;
  }

  function text(id, value) {
    const node = byId(id);
    if (node.textContent !== value) node.textContent = value;
  }

  function make(name, className, content) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (content !== undefined) node.textContent = content;
    return node;
  }

  /* The cards of the lines; they are made once, so that a screen reader stays where it is. */
  const cards = names.map((name, index) => {
    const card = make("div", `line line${index + 1}`);
    card.id = `card-${name}`;
    const figure = make("p", "figure", "unknown");
    const meter = make("meter");
    meter.setAttribute("aria-label", `${name}: share of the fuse`);
    meter.min = 0;
    meter.max = 1;
    meter.high = 0.95;
    meter.low = 0.8;
    meter.optimum = 0;
    meter.hidden = true;
    const detail = make("p", "detail", "unknown");
    const age = make("p", "age", "no reading yet");
    card.append(make("h3", "", name), figure, meter, detail, age);
    byId("lines").append(card);
    return { card, figure, meter, detail, age };
  });

  function showLines() {
    const hasFuse = page.lines.some((line) => line.fuse !== null);
    text("currents-title", hasFuse ? "Amperes left to the fuse" : "Currents");
    page.lines.forEach((line, index) => {
      const { figure, meter, detail } = cards[index];
      const isMeasured = line.current !== null;
      const left = line.left;
      figure.textContent = !isMeasured ? "not measured"
        : left === null ? amperes(line.current)
          : left >= 0 ? `${amperes(left)} left` : `${amperes(-left)} above`;
      figure.classList.toggle("over", left !== null && left < 0);
      meter.hidden = line.fuse === null || !isMeasured;
      if (!meter.hidden) meter.value = Math.min(1, line.current / line.fuse);
      const power = line.power === null ? "power unknown" : `${Math.round(line.power)} W`;
      const of = line.fuse === null ? "" : ` of ${label(line.fuse)} A`;
      const digits = line.uncertainty > 0 ? Math.min(5, Math.max(2, Math.ceil(-Math.log10(line.uncertainty)))) : 2;
      const doubt = line.uncertainty > 0 ? ` ± ${line.uncertainty.toFixed(digits)}` : "";
      detail.textContent = !isMeasured ? "no clamp measures this line"
        : `${line.current.toFixed(digits)}${doubt} A${of}, ${line.direction}, ${power}`;
    });
  }

  /* The age of the reading, several times a second; it is not read out. */
  function showAge() {
    if (made === null) return;
    const age = (performance.now() - made) / 1000;
    const words = age < 60 ? `${age.toFixed(1)} s ago` : `${Math.floor(age / 60)} min ago`;
    for (const { age: node } of cards) node.textContent = `measured ${words}`;
    showCondition();
  }

  function showCondition() {
    const age = made === null ? Infinity : performance.now() - made;
    const isStale = age >= maximumAge;
    const node = byId("condition");
    document.body.classList.toggle("stale", page !== null && isStale);
    document.body.classList.toggle("waiting", page === null);
    if (page === null) return;
    const level = isStale ? "warning" : page.condition.level;
    text("condition", isStale ? "Stale: no reading for 2 s. The figures below are old." : page.condition.text);
    node.className = `condition ${level}`;
  }

  function showHistory() {
    const size = frame(byId("history"));
    const last = points.length ? points[points.length - 1].time : 0;
    const shown = points.filter((point) => point.time > last - span);
    const fuses = page.lines.map((line) => line.fuse).filter((fuse) => fuse !== null);
    const most = Math.max(1, ...fuses, ...shown.flatMap((point) => point.currents.map((current) => current || 0)));
    const top = roundUp(most * 1.02);
    const x = (time) => size.right - ((last - time) / span) * (size.right - size.left);
    const y = (value) => size.bottom - (value / top) * (size.bottom - size.top);
    const drawn = verticalAxis(size, 0, top, "A", size.left - 6, "end");
    for (let minute = 10; minute >= 0; minute -= size.width < 500 ? 5 : 2) {
      drawn.push(element("text", {
        x: x(last - minute * 60), y: size.bottom + 18, "text-anchor": minute === 0 ? "end" : "middle", class: "axis",
      }, minute === 0 ? "now" : `-${minute} min`));
    }
    for (const fuse of new Set(fuses)) {
      drawn.push(element("line", { x1: size.left, x2: size.right, y1: y(fuse), y2: y(fuse), class: "fuse" }));
    }
    names.forEach((name, index) => {
      const values = shown.map((point) => point.currents[index]);
      drawn.push(element("path", {
        d: path(values, (place) => x(shown[place].time), y), class: `trace stroke${index + 1}`,
      }));
    });
    const words = names.map((name, index) => {
      const values = shown.map((point) => point.currents[index]).filter((value) => value !== null);
      return values.length === 0 ? `${name} not measured`
        : `${name} ${amperes(Math.min(...values))} to ${amperes(Math.max(...values))}`;
    });
    const limit = fuses.length ? `; dashed: the fuse, ${[...new Set(fuses)].map(label).join(", ")} A` : "";
    show(byId("history"), size, drawn, `${words.join(", ")}${limit}.`, names.map((name, index) => [index + 1, name]));
  }

  function showPhasors() {
    const parsed = new DOMParser().parseFromString(page.phasors.svg, "image/svg+xml").documentElement;
    /* The list below says what the legend at the right would. */
    parsed.setAttribute("viewBox", "0 0 450 430");
    parsed.removeAttribute("width");
    parsed.removeAttribute("height");
    byId("phasors").replaceChildren(document.importNode(parsed, true));
    const sentences = page.phasors.description.split(/(?<=\.) (?=L\d)/);
    byId("phasor-list").replaceChildren(...sentences.map((sentence) => make("li", "", sentence)));
  }

  function channelName(channel) {
    if (channel.unit === "V") return "voltage";
    return channel.line === null ? channel.channel : `${channel.line} (${channel.channel})`;
  }

  /* A channel's colour: that of its line, and a fourth one for the voltage. */
  function colour(channel) {
    if (channel.unit === "V") return 4;
    return names.indexOf(channel.line) + 1 || 3;
  }

  function showWaveform() {
    if (page.waveform === null) {
      byId("waveform").replaceChildren(make("figcaption", "", "There are no frames of this second."));
      return;
    }
    const { channels, step } = page.waveform;
    const size = frame(byId("waveform"));
    const peak = (unit) => roundUp(Math.max(0.01, ...channels.filter((channel) => channel.unit === unit)
      .flatMap((channel) => channel.values.map(Math.abs))));
    const tops = { V: peak("V"), A: peak("A") };
    const right = size.right - 40;
    const count = channels[0].values.length;
    const x = (index) => size.left + (index / Math.max(1, count - 1)) * (right - size.left);
    const middle = (size.top + size.bottom) / 2;
    const drawn = verticalAxis(size, -tops.A, tops.A, "A", size.left - 6, "end")
      .concat(verticalAxis(size, -tops.V, tops.V, "V", right + 6, "start"));
    for (let part = 0; part <= 4; part += 1) {
      const place = (part / 4) * (count - 1);
      drawn.push(element("text", { x: x(place), y: size.bottom + 18, "text-anchor": "middle", class: "axis" },
        `${label(place * step * 1000)} ms`));
    }
    for (const channel of channels) {
      const y = (value) => middle - (value / tops[channel.unit]) * (middle - size.top);
      drawn.push(element("path", { d: path(channel.values, x, y), class: `trace stroke${colour(channel)}` }));
    }
    const words = channels.map((channel) => {
      const most = Math.max(...channel.values.map(Math.abs));
      return `${channelName(channel)} ${channel.unit === "V" ? `${Math.round(most)} V` : amperes(most)}`;
    });
    show(byId("waveform"), size, drawn, `${page.mains}. Peaks: ${words.join(", ")}.`,
      channels.map((channel) => [colour(channel), channelName(channel)]));
  }

  function showSpectrum() {
    if (page.spectrum === null) {
      byId("spectrum").replaceChildren(make("figcaption", "", "There are no frames of this second."));
      return;
    }
    const { channels, limits, orders } = page.spectrum;
    const size = frame(byId("spectrum"));
    const currents = channels.filter((channel) => channel.unit === "A");
    /* Four decades, down from the largest of all. */
    const most = Math.max(0.1, ...limits.filter((limit) => limit !== null),
      ...currents.flatMap((channel) => channel.harmonics.slice(1).map((value) => value || 0)));
    const top = Math.pow(10, Math.ceil(Math.log10(most)));
    const decades = 4;
    const y = (value) => size.bottom
      - Math.max(0, 1 + Math.log10(Math.max(value, 1e-9) / top) / decades) * (size.bottom - size.top);
    const pitch = (size.right - size.left) / 39;
    const x = (order) => size.left + (order - 2) * pitch;
    const drawn = [];
    for (let decade = 0; decade <= decades; decade += 1) {
      const value = top * Math.pow(10, -decade);
      drawn.push(element("line", { x1: size.left, x2: size.right, y1: y(value), y2: y(value), class: "grid" }));
      drawn.push(element("text", { x: size.left - 6, y: y(value) + 4, "text-anchor": "end", class: "axis" },
        decade === 0 ? `${label(value)} A` : label(value)));
    }
    for (const order of [2, 5, 10, 15, 20, 25, 30, 35, 40]) {
      drawn.push(element("text", { x: x(order) + pitch / 2, y: size.bottom + 18, "text-anchor": "middle", class: "axis" },
        String(order)));
    }
    const width = (pitch * 0.8) / Math.max(1, currents.length);
    currents.forEach((channel, place) => {
      channel.harmonics.forEach((value, index) => {
        const order = orders[index];
        if (order < 2 || value === null) return;
        drawn.push(element("rect", {
          x: (x(order) + pitch * 0.1 + place * width).toFixed(1), y: y(value).toFixed(1), width: width.toFixed(1),
          height: (size.bottom - y(value)).toFixed(1), class: `fill${colour(channel)}`,
        }));
      });
    });
    for (const parity of [0, 1]) {
      const own = orders.filter((order) => order >= 2 && order % 2 === parity);
      drawn.push(element("path", {
        d: path(own.map((order) => limits[order - 1]), (index) => x(own[index]) + pitch / 2, y), class: "limit",
      }));
    }
    const words = currents.map((channel) => {
      const largest = channel.harmonics.reduce((best, value, index) =>
        (index > 0 && (value || 0) > best.value ? { value, order: orders[index] } : best), { value: 0, order: 0 });
      const above = channel.harmonics.filter((value, index) =>
        index > 0 && value !== null && limits[index] !== null && value > limits[index]).length;
      return `${channelName(channel)}: ${largest.order ? `order ${largest.order} is the largest, ${amperes(largest.value)}` : "none"}`
        + (above ? `, ${above} above the line` : "");
    });
    show(byId("spectrum"), size, drawn,
      `Orders 2 to 40. ${words.join("; ")}. Faint lines: IEC 61000-3-2, class A, odd and even orders.`,
      currents.map((channel) => [colour(channel), channelName(channel)]));
  }

  function showPorts() {
    const rows = page.ports.map((port) => [port.name, port.text]);
    rows.push(["This page", page.viewers === 1 ? "1 viewer" : `${page.viewers} viewers`]);
    byId("ports").replaceChildren(...rows.flatMap(([name, words]) => [make("dt", "", name), make("dd", "", words)]));
  }

  function showIndicators() {
    for (const name of ["power", "currentSense", "port"]) {
      const { lit, period } = page.indicators[name];
      text(`text-${name}`, lit === 0 ? "off" : lit >= period ? "on" : `lit ${lit} of ${period} ms`);
    }
  }

  /* Indicators blink by themselves, as on the device. */
  function blink() {
    if (page !== null) {
      const isStale = document.body.classList.contains("stale");
      for (const name of ["power", "currentSense", "port"]) {
        const { lit, period } = page.indicators[name];
        byId(`led-${name}`).classList.toggle("lit", !isStale && performance.now() % period < lit);
      }
    }
  }

  /* Adds a point to the history. A stream begins with the second that the history ends with. */
  function keep(point) {
    const last = points[points.length - 1];
    /* A time that goes back belongs to another run. */
    if (last && point.time < last.time) points = [];
    else if (last && point.time === last.time) points.pop();
    points.push(point);
    if (points.length > span) points.shift();
  }

  function receive(event) {
    page = JSON.parse(event.data);
    made = performance.now() - page.age;
    document.title = `${page.simulated ? "SIMULATION " : ""}P1Clamp`;
    text("name", page.name);
    text("version", page.version);
    byId("simulated").hidden = !page.simulated;
    keep({ time: page.time, currents: page.lines.map((line) => line.current) });
    showLines();
    showHistory();
    showPhasors();
    showWaveform();
    showSpectrum();
    text("telegram", page.telegram.text === null ? "none" : page.telegram.text);
    text("verdict", page.telegram.verdict);
    showPorts();
    showIndicators();
    clearTimeout(staleTimer);
    staleTimer = setTimeout(showCondition, Math.max(0, made + maximumAge - performance.now()) + 2);
    showAge();
  }

  async function begin() {
    try {
      const answer = await fetch("/api/history");
      const { time, current } = await answer.json();
      points = time.map((value, index) => ({ time: value, currents: names.map((name) => current[name][index]) }));
    } catch {
      points = [];
    }
    const source = new EventSource("/api/page");
    source.addEventListener("message", receive);
    setInterval(showAge, 200);
    setInterval(blink, 50);
  }

  begin();
})();
