"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  const make = (name, text, parent) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };
  const words = (cell) => cell.textContent.trim().replace(/\s+/g, " ");
  // Numbers as programs read them: an ASCII minus, and no commas between thousands.
  const plain = (text) => text.replace(/\u2212/g, "-").replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
  // An interval counts by its lower end.
  const number = (text) => {
    const found = plain(text).match(/^[<\u2264[]?\s*(-?\d+(?:\.\d+)?)/);
    return found ? Number(found[1]) : null;
  };
  const tables = [...document.querySelectorAll("section:not(#answer):not(#reproduce) table")];
  const rows = (table) => [...table.tBodies[0].rows];

  // Sorting: a button in each heading; undefined values stay last.
  const sort = (table, place, descending) => {
    const key = (row) => {
      const text = words(row.cells[place]);
      const value = number(text);
      return { text, value, none: text === "" || text === "\u2013" };
    };
    const sign = descending ? -1 : 1;
    const compare = (left, right) => {
      if (left.key.none !== right.key.none) return left.key.none ? 1 : -1;
      const texts = [left, right].filter((one) => one.key.value === null).length;
      if (texts === 0) return sign * (left.key.value - right.key.value);
      // Texts come after all numbers, or the order would depend on where it began; nDCG@3 comes before nDCG@10.
      if (texts === 1) return sign * (left.key.value === null ? 1 : -1);
      return sign * left.key.text.localeCompare(right.key.text, "en", { numeric: true });
    };
    const keyed = rows(table).map((row) => ({ row, key: key(row) }));
    table.tBodies[0].append(...keyed.sort(compare).map((one) => one.row));
    [...table.tHead.rows[0].cells].forEach((cell, other) => {
      if (other === place) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  };
  for (const table of tables) {
    [...table.tHead.rows[0].cells].forEach((cell, place) => {
      const text = words(cell);
      cell.textContent = "";
      const button = make("button", text, cell);
      button.type = "button";
      button.title = "Sort by this column";
      button.addEventListener("click", () => sort(table, place, cell.getAttribute("aria-sort") === "ascending"));
    });
  }

  // Filters: one choice for each column that tables share; the choice stands in the address.
  const columns = ["Experiment", "Judge", "Model", "Source", "Measure", "Similarity"];
  const chosen = {};
  const heads = (table) => [...table.tHead.rows[0].cells].map(words);
  const values = (column) => {
    const found = new Set();
    for (const table of tables) {
      const place = heads(table).indexOf(column);
      if (place >= 0) rows(table).forEach((row) => found.add(words(row.cells[place])));
    }
    found.delete("");
    return [...found];
  };
  // Parts of drawings that say whose they are; those of others are dimmed.
  const owned = [...document.querySelectorAll(".drawing [data-model], .drawing [data-source], .drawing [data-experiment], .drawing [data-judge]")];
  const foreign = (part) =>
    ["Experiment", "Judge", "Model", "Source"].some((column) => {
      const owner = part.dataset[column.toLowerCase()];
      return chosen[column] && owner !== undefined && owner.trim().replace(/\s+/g, " ") !== chosen[column];
    });
  const bar = document.getElementById("filters");
  const selects = {};
  const counts = new Map();
  const status = document.createElement("output");
  const reset = make("button", "Show all");
  reset.type = "button";
  reset.hidden = true;
  const show = () => {
    const filtered = columns.some((column) => chosen[column]);
    let [shown, all] = [0, 0];
    for (const table of tables) {
      const places = heads(table);
      const every = rows(table);
      for (const row of every) {
        row.hidden = columns.some((column) => {
          const place = places.indexOf(column);
          return chosen[column] && place >= 0 && words(row.cells[place]) !== chosen[column];
        });
      }
      // Without its count an emptied table would look like one that never had rows.
      const left = every.filter((row) => !row.hidden).length;
      counts.get(table).textContent = filtered ? `${left} of ${every.length} rows` : "";
      shown += left;
      all += every.length;
    }
    for (const column in selects) selects[column].classList.toggle("chosen", chosen[column] !== "");
    for (const part of owned) part.classList.toggle("dim", foreign(part));
    status.textContent = filtered ? `${shown} of ${all} rows on this page` : "";
    reset.hidden = !filtered;
  };
  const remember = () => {
    const state = String(new URLSearchParams([...columns, "Find"].filter((column) => chosen[column]).map((column) => [column, chosen[column]])));
    history.replaceState(null, "", state ? `#?${state}` : location.pathname + location.search);
  };
  const recall = () => {
    if (location.hash && !location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    for (const column in selects) {
      // An address made for another page may name what is not here: then all rows are shown.
      const value = state.get(column) || "";
      chosen[column] = [...selects[column].options].some((option) => option.value === value) ? value : "";
      selects[column].value = chosen[column];
    }
    show();
    chosen.Find = state.get("Find") || "";
    find(chosen.Find);
  };
  for (const column of columns) {
    const options = values(column);
    if (options.length < 2) continue;
    const label = make("label", `${column} `, bar);
    const select = make("select", "", label);
    for (const value of ["", ...options]) {
      const option = make("option", value || "all", select);
      option.value = value;
    }
    select.addEventListener("change", () => {
      chosen[column] = select.value;
      remember();
      show();
    });
    selects[column] = select;
  }
  reset.addEventListener("click", () => {
    for (const column in selects) chosen[column] = selects[column].value = "";
    remember();
    show();
    // The button that had the focus is hidden now.
    bar.querySelector("select").focus();
  });
  bar.append(reset, status);
  if (Object.keys(selects).length === 0) bar.remove();

  // What is pointed at in a drawing, or come to with the arrow keys, is read out below it.
  for (const drawing of document.querySelectorAll(".drawing")) {
    const marks = [...drawing.querySelectorAll(".mark")];
    if (marks.length === 0) continue;
    const readout = document.createElement("output");
    readout.className = "tools readout";
    drawing.after(readout);
    let place = -1;
    const read = (next) => {
      if (place >= 0) marks[place].classList.remove("at");
      place = next;
      const mark = marks[place];
      if (mark) mark.classList.add("at");
      readout.textContent = mark ? words(mark.querySelector("title")) : "Point at a mark, or press \u2190 and \u2192, to read its value.";
    };
    drawing.addEventListener("pointerover", (event) => {
      const mark = event.target.closest(".mark");
      if (mark) read(marks.indexOf(mark));
    });
    // Where the page moves below a pointer at rest, what the keys came to stays.
    drawing.addEventListener("pointerleave", () => {
      if (document.activeElement !== drawing) read(-1);
    });
    drawing.addEventListener("blur", () => read(-1));
    drawing.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const count = marks.length;
      read(place < 0 ? (step > 0 ? 0 : count - 1) : (place + step + count) % count);
      marks[place].scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    read(-1);
  }

  // Each table as CSV, as it is shown; each figure as SVG.
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    // Some browsers read it only after this.
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const tools = (before, title) => {
    const line = document.createElement("div");
    line.className = "tools";
    before.before(line);
    const add = (text, act) => {
      const button = make("button", text, line);
      button.type = "button";
      // There are many such buttons: which table is this one's?
      if (title) button.setAttribute("aria-describedby", title);
      button.addEventListener("click", () => act(button));
    };
    return { line, add };
  };
  for (const table of tables) {
    const box = table.closest(".scroll");
    const name = box.getAttribute("aria-labelledby") || "table";
    const csv = () =>
      [heads(table), ...rows(table).filter((row) => !row.hidden).map((row) => [...row.cells].map(words))]
        .map((line) => line.map((text) => quoted(plain(text))).join(","))
        .join("\n") + "\n";
    const { line, add } = tools(box, name);
    if (navigator.clipboard) {
      add("Copy CSV", (button) => {
        const say = (text) => {
          button.textContent = text;
          setTimeout(() => (button.textContent = "Copy CSV"), 2000);
        };
        navigator.clipboard.writeText(csv()).then(() => say("Copied"), () => say("Not allowed"));
      });
    }
    add("Save CSV", () => save(`${name}.csv`, "text/csv", csv()));
    counts.set(table, make("span", "", line));
  }

  // Pairs of twins by any of their words; what is looked for stands in the address too.
  const pairs = [...document.querySelectorAll("details.pair")];
  const folded = [...document.querySelectorAll("details.more")];
  let find = () => {};
  if (folded.length > 0) {
    const line = document.createElement("div");
    line.className = "tools";
    document.getElementById("twins").nextElementSibling.after(line);
    const label = make("label", "Find pairs by words of query, texts or ids ", line);
    const input = make("input", "", label);
    input.type = "search";
    const told = make("output", "", line);
    let texts = null;
    find = (looked) => {
      input.value = looked;
      if (looked === "" && texts === null) return;
      texts = texts || pairs.map((pair) => words(pair).toLowerCase());
      const wanted = looked.toLowerCase().split(/\s+/).filter(Boolean);
      pairs.forEach((pair, place) => (pair.hidden = !wanted.every((word) => texts[place].includes(word))));
      const found = pairs.filter((pair) => !pair.hidden).length;
      for (const more of folded) more.open = wanted.length > 0;
      told.textContent = wanted.length > 0 ? `${found} of ${pairs.length} pairs` : "";
    };
    input.addEventListener("input", () => {
      chosen.Find = input.value.trim();
      find(input.value);
      remember();
    });
  }
  window.addEventListener("hashchange", recall);
  recall();
  for (const figure of document.querySelectorAll("figure")) {
    const svg = figure.querySelector("svg");
    if (svg) tools(figure.querySelector("figcaption")).add("Save SVG", () => save(`${figure.id}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(svg)));
  }
})();
