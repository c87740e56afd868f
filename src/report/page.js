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
  const number = (text) => {
    const found = text.replace(/\u2212/g, "-").replace(/,(?=\d{3})/g, "").match(/^[<\u2264]?\s*(-?\d+(?:\.\d+)?)/);
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
      const both = left.key.value !== null && right.key.value !== null;
      return sign * (both ? left.key.value - right.key.value : left.key.text.localeCompare(right.key.text));
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
  const columns = ["Model", "Source", "Measure", "Similarity"];
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
  const bar = document.getElementById("filters");
  const selects = {};
  const show = () => {
    for (const table of tables) {
      const places = heads(table);
      for (const row of rows(table)) {
        row.hidden = columns.some((column) => {
          const place = places.indexOf(column);
          return chosen[column] && place >= 0 && words(row.cells[place]) !== chosen[column];
        });
      }
    }
  };
  const remember = () => {
    const state = new URLSearchParams(columns.filter((column) => chosen[column]).map((column) => [column, chosen[column]]));
    history.replaceState(null, "", state.size ? `#?${state}` : location.pathname + location.search);
  };
  const recall = () => {
    if (location.hash && !location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    for (const column of columns) {
      chosen[column] = state.get(column) || "";
      if (selects[column]) selects[column].value = chosen[column];
    }
    show();
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
  if (bar.childElementCount === 0) bar.remove();
  window.addEventListener("hashchange", recall);
  recall();

  // Each table as CSV, as it is shown; each figure as SVG.
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const tools = (before) => {
    const line = document.createElement("div");
    line.className = "tools";
    before.before(line);
    return (text, act) => {
      const button = make("button", text, line);
      button.type = "button";
      button.addEventListener("click", () => act(button));
    };
  };
  for (const table of tables) {
    const box = table.closest(".scroll");
    const name = box.getAttribute("aria-labelledby") || "table";
    const csv = () =>
      [heads(table), ...rows(table).filter((row) => !row.hidden).map((row) => [...row.cells].map(words))]
        .map((line) => line.map((text) => quoted(text.replace(/\u2212/g, "-"))).join(","))
        .join("\n") + "\n";
    const add = tools(box);
    if (navigator.clipboard) {
      add("Copy CSV", (button) => navigator.clipboard.writeText(csv()).then(() => (button.textContent = "Copied")));
    }
    add("Save CSV", () => save(`${name}.csv`, "text/csv", csv()));
  }
  for (const figure of document.querySelectorAll("figure")) {
    const svg = figure.querySelector("svg");
    if (svg) tools(figure.querySelector("figcaption"))("Save SVG", () => save(`${figure.id}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(svg)));
  }
})();
