// SPDX-License-Identifier: Apache-2.0
"use strict";

/* Line charts and bar charts as SVG, with their values in words for who cannot see them. */
const Charts = (() => {
  const space = "http://www.w3.org/2000/svg";

  /* The places of a chart as wide as its figure, in pixels, so that its text has the size of the page's. */
  function frame(figure) {
    const width = Math.max(260, Math.round(figure.clientWidth));
    return { width, height: 240, left: 46, right: width - 14, top: 12, bottom: 212 };
  }

  function element(name, attributes, text) {
    const made = document.createElementNS(space, name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* The round number at or above a value. */
  function roundUp(value) {
    if (!(value > 0)) return 1;
    const power = Math.pow(10, Math.floor(Math.log10(value)));
    return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.9999);
  }

  function label(value) {
    return String(Number(value.toPrecision(3)));
  }

  /* A chart in a figure, in place of what was in it: elements, a sentence, and the names of its colours. */
  function show(figure, size, elements, sentence, legend) {
    const root = element("svg", {
      viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": sentence,
    });
    root.append(...elements);
    const list = document.createElement("ul");
    list.className = "legend";
    for (const [colour, name] of legend) {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = `swatch fill${colour}`;
      item.append(swatch, name);
      list.append(item);
    }
    const caption = document.createElement("figcaption");
    caption.textContent = sentence;
    figure.replaceChildren(root, list, caption);
  }

  function verticalAxis(size, from, to, unit, x, anchor, count = 4) {
    const marks = [];
    for (let step = 0; step <= count; step += 1) {
      const value = from + ((to - from) * step) / count;
      const y = size.bottom - ((size.bottom - size.top) * step) / count;
      if (anchor === "end") {
        marks.push(element("line", { x1: size.left, x2: size.right, y1: y, y2: y, class: "grid" }));
      }
      marks.push(element("text", { x, y: y + 4, "text-anchor": anchor, class: "axis" },
        label(value) + (step === count ? ` ${unit}` : "")));
    }
    return marks;
  }

  function path(values, x, y) {
    let text = "";
    let isDown = false;
    values.forEach((value, index) => {
      if (value === null || value === undefined) { isDown = false; return; }
      text += `${isDown ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      isDown = true;
    });
    return text || "M0 0";
  }

  return { frame, element, roundUp, label, show, verticalAxis, path };
})();
