// The page in a browser: what it asks for, how it looks, what its script does, and that it can be read without it.
//
// usage: node page.mjs MODULES_FOLDER CHROMIUM PAGE.html...
//
// Beforehand: npm install --prefix MODULES_FOLDER puppeteer-core@24 axe-core@4
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, ...pages] = process.argv.slice(2);
if (pages.length === 0) {
  console.error("usage: node page.mjs MODULES_FOLDER CHROMIUM PAGE.html...");
  process.exit(2);
}
const require = createRequire(path.resolve(modules) + path.sep);
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 400, height: 800 };
// A4 within margins of 12 mm.
const PAPER = { width: 703, height: 1032 };
const MOST_ROWS = 14;
let faults = 0;
let checks = 0;
const check = (holds, message) => {
  checks += 1;
  if (holds) return;
  faults += 1;
  console.error(`FAIL ${message}`);
};
const some = (list) => list.slice(0, 5).join("; ") + (list.length > 5 ? `; and ${list.length - 5} more` : "");

// The folder holds what the browser saves, and its profile, which a home that cannot be written would break.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
const browser = await puppeteer.launch({
  executablePath: chromium,
  userDataDir: path.join(folder, "profile"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

/** A page that notes what it asks for and what goes wrong. */
const open = async (address, size = WIDE, set = async () => {}) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(60000);
  const asked = [];
  const wrong = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  await page.setViewport(size);
  await set(page);
  await page.goto(address, { waitUntil: "load" });
  return { page, asked, wrong };
};
const violations = (page) => page.evaluate(() => window.violations);

/** The text of the main element, without what the script adds. */
const text = (page) => page.evaluate(() => {
  const copy = document.querySelector("main").cloneNode(true);
  copy.querySelectorAll(".tools").forEach((element) => element.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
});
const visibleTools = (page) => page.evaluate(() =>
  [...document.querySelectorAll(".tools, .tools *")].filter((element) => element.checkVisibility() && element.getClientRects().length).length);

const quiet = async (name, address) => {
  const { page, asked, wrong } = await open(address);
  // What loads late, or only when it comes into view, is asked for by the end of the page.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await new Promise((done) => setTimeout(done, 500));
  const others = asked.filter((url) => url !== address);
  check(asked.includes(address) && others.length === 0, `${name}: asks for ${some(others)}`);
  check(wrong.length === 0, `${name}: console: ${some(wrong)}`);
  const broken = await violations(page);
  check(broken.length === 0, `${name}: breaks its own content security policy: ${some(broken)}`);
  await page.close();
};

const accessible = async (name, address) => {
  for (const scheme of ["light", "dark"]) {
    for (const size of [WIDE, NARROW]) {
      const { page } = await open(address, size, async (page) => {
        await page.setBypassCSP(true);
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"] });
        const nodes = (rule) => rule.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary.replace(/\s+/g, " ")}`);
        return { passes: passes.length, violations: violations.map((rule) => `${rule.id} (${rule.nodes.length}): ${nodes(rule).join(" / ")}`) };
      });
      const where = `${name}, ${scheme}, ${size.width}×${size.height}`;
      check(found.passes > 10, `${where}: axe looked at nothing`);
      check(found.violations.length === 0, `${where}: axe: ${some(found.violations)}`);
      await page.close();
    }
  }
};

const layout = async (name, address) => {
  for (const size of [WIDE, NARROW]) {
    const { page } = await open(address, size);
    const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    check(scroll <= client, `${name}, ${size.width} px: scrolls sideways, ${scroll} > ${client}`);
    if (size === WIDE) {
      const seen = await page.evaluate(() => {
        const bottom = (selector) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? null;
        return {
          rows: document.querySelectorAll(".matrix tbody tr").length,
          parts: { "#answer-heading": bottom("#answer-heading"), ".lead": bottom(".lead"), "#answer figure svg": bottom("#answer figure svg") },
        };
      });
      if (seen.rows > 0 && seen.rows <= MOST_ROWS) {
        for (const [part, bottom] of Object.entries(seen.parts)) {
          check(bottom !== null && bottom <= size.height, `${name}: ${part} ends at ${bottom} of the first ${size.height} px`);
        }
      }
    }
    await page.close();
  }
};

const sorts = async (name, address) => {
  const { page, wrong } = await open(address);
  const { faults, numeric, undefinedSeen } = await page.evaluate(() => {
    // Read here once more and not with the page's own functions, which are what is tested.
    const value = (shown) => {
      const plain = shown.replaceAll("\u2212", "-").replace(/(\d),(?=\d{3})/g, "$1").replace(/^[[<\u2264\s]+/, "");
      return /^-?[\d.]/.test(plain) ? parseFloat(plain) : NaN;
    };
    const faults = [];
    let numeric = 0;
    let undefinedSeen = 0;
    for (const table of document.querySelectorAll("main table")) {
      const heads = [...table.querySelectorAll("thead th")].filter((cell) => cell.querySelector("button"));
      for (const head of heads) {
        const column = () => [...table.tBodies[0].rows].map((row) => row.cells[head.cellIndex].textContent.trim());
        const before = column();
        const where = `${table.closest("[aria-labelledby]")?.getAttribute("aria-labelledby")}, ${head.textContent}`;
        for (const direction of ["ascending", "descending"]) {
          head.querySelector("button").click();
          const after = column();
          if (head.getAttribute("aria-sort") !== direction) faults.push(`${where}: aria-sort is not ${direction}`);
          if ([...after].sort().join("\n") !== [...before].sort().join("\n")) faults.push(`${where}: rows are lost`);
          const defined = after.filter((shown) => shown !== "\u2013" && shown !== "");
          if (after.slice(0, defined.length).join() !== defined.join()) faults.push(`${where}, ${direction}: – is not last`);
          undefinedSeen += after.length - defined.length;
          const numbers = defined.map(value);
          if (numbers.length === 0 || numbers.some(Number.isNaN)) continue;
          numeric += 1;
          const sign = direction === "ascending" ? 1 : -1;
          const out = numbers.findIndex((one, place) => place > 0 && sign * (one - numbers[place - 1]) < 0);
          if (out > 0) faults.push(`${where}, ${direction}: ${defined[out]} after ${defined[out - 1]}`);
        }
      }
    }
    return { faults, numeric, undefinedSeen };
  });
  check(numeric > 0, `${name}: no heading sorts a column of numbers`);
  check(undefinedSeen > 0 || (await overview(page)), `${name}: no undefined value stands in a table that sorts`);
  check(faults.length === 0, `${name}: sorting: ${some(faults)}`);
  check(wrong.length === 0, `${name}: sorting: console: ${some(wrong)}`);
  await page.close();
};

/** Of each table with a Model column: its name, the models of its rows, and those shown. */
const models = (page) => page.evaluate(() =>
  [...document.querySelectorAll("main section:not(#answer) table")].flatMap((table) => {
    const heads = [...(table.tHead?.rows[0].cells ?? [])].map((cell) => cell.textContent.trim());
    const place = heads.indexOf("Model");
    if (place < 0) return [];
    const rows = [...table.tBodies[0].rows];
    const of = (some) => some.map((row) => row.cells[place].textContent.trim());
    return [{ name: table.closest(".scroll").getAttribute("aria-labelledby"), all: of(rows), shown: of(rows.filter((row) => row.checkVisibility())) }];
  }));

const filters = async (name, address) => {
  const { page, wrong, asked } = await open(address);
  const select = await page.evaluateHandle(() =>
    [...document.querySelectorAll("#filters label")].find((label) => label.textContent.startsWith("Model"))?.querySelector("select"));
  const found = select.asElement();
  check(found !== null, `${name}: no filter of models`);
  if (!found) return page.close();
  const tables = await models(page);
  const model = tables[0].all.at(-1);
  await found.select(model);
  const expected = (tables) => tables.flatMap(({ name, all, shown }) =>
    JSON.stringify(shown) === JSON.stringify(all.filter((one) => one === model)) ? [] : [name]);
  const least = (await overview(page)) ? 1 : 2;
  check(tables.length >= least && tables[0].all.some((one) => one !== model), `${name}: nothing to filter`);
  let other = expected(await models(page));
  check(other.length === 0, `${name}: the filter ${model} does not show its rows alone: ${some(other)}`);

  const address2 = page.url();
  check(new URLSearchParams(address2.split("#?")[1]).get("Model") === model, `${name}: the address does not hold the choice: ${address2}`);
  const again = await open(address2);
  other = expected(await models(again.page));
  const value = await again.page.evaluate(() => 
    [...document.querySelectorAll("#filters label")].find((label) => label.textContent.startsWith("Model")).querySelector("select").value);
  check(other.length === 0 && value === model, `${name}: ${address2} gives the choice "${value}", other rows in ${some(other)}`);
  await again.page.close();
  const unknown = await open(`${address}#?Model=nobody&Measure=`);
  check((await models(unknown.page)).every(({ all, shown }) => all.length === shown.length), `${name}: an unknown choice in the address hides rows`);
  await unknown.page.close();
  const part = await open(`${address}#bias`);
  const resets = await part.page.evaluate(() => [...document.querySelectorAll("#filters button")].filter((button) => button.checkVisibility()).length);
  check(resets === 0, `${name}: what shows all rows again is offered where none is hidden`);
  await part.page.close();

  // A saved table holds the rows that are shown, in their order, with plain numbers.
  await saves(page, name, asked);
  await found.select("");
  check((await models(page)).every(({ all, shown }) => all.length === shown.length), `${name}: rows stay hidden after "all"`);
  check(page.url() === address, `${name}: the address keeps a choice that was taken back: ${page.url()}`);
  check(wrong.length === 0, `${name}: filtering: console: ${some(wrong)}`);
  await page.close();
};

/** Fields of a CSV text. */
const fields = (csv) => csv.trimEnd().split("\n").map((line) =>
  [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map((match) => match[1].replace(/^"|"$/g, "").replaceAll('""', '"')));

const saves = async (page, name, asked) => {
  const session = await page.createCDPSession();
  const target = fs.mkdtempSync(path.join(folder, "saved-"));
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: target, eventsEnabled: true });
  const download = (act) => new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error("nothing was saved within 20 s")), 20000);
    let file = null;
    session.on("Browser.downloadWillBegin", (event) => { file = event.suggestedFilename; });
    session.on("Browser.downloadProgress", (event) => {
      if (event.state !== "completed") return;
      clearTimeout(late);
      session.removeAllListeners();
      done(path.join(target, file));
    });
    act().catch(failed);
  });
  const shown = await page.evaluate(() => {
    const table = [...document.querySelectorAll("main section:not(#answer) table")].find((one) => one.tHead?.textContent.includes("Model"));
    table.querySelectorAll("thead button")[3].click();
    const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());
    return [cells(table.tHead.rows[0]), ...[...table.tBodies[0].rows].filter((row) => row.checkVisibility()).map(cells)];
  });
  const press = (label, number = 0) => () => page.evaluate((label, number) =>
    [...document.querySelectorAll(".tools button")].filter((button) => button.textContent === label)[number].click(), label, number);
  try {
    const file = await download(press("Save CSV"));
    check(file.endsWith(".csv"), `${name}: a table is saved as ${path.basename(file)}`);
    const plain = (cell) => cell.replaceAll("\u2212", "-").replace(/^(-?\d{1,3})((?:,\d{3})+)(?=$|\.)/, (_, head, rest) => head + rest.replaceAll(",", ""));
    const saved = fields(fs.readFileSync(file, "utf8"));
    const wanted = shown.map((row) => row.map(plain));
    const off = wanted.findIndex((row, place) => JSON.stringify(row) !== JSON.stringify(saved[place]));
    check(saved.length === wanted.length && off < 0, `${name}: Save CSV gives ${saved.length} lines for ${wanted.length}, line ${off + 1}: ${saved[off]} and not ${wanted[off]}`);
    const drawing = await download(press("Save SVG"));
    check(/^<svg [^]*<\/svg>\s*$/.test(fs.readFileSync(drawing, "utf8")), `${name}: Save SVG gives no drawing`);
  } catch (error) {
    check(false, `${name}: saving: ${error.message}`);
  }
  // Saving makes a blob of the page's own; anything else would be a request.
  const others = asked.filter((url) => !url.startsWith("blob:") && url.split("#")[0] !== page.url().split("#")[0]);
  check(others.length === 0, `${name}: saving asks for ${some(others)}`);
  await session.detach();
};

/** Whether the page is one over several experiments. */
const overview = (page) => page.evaluate(() => document.getElementById("compare") !== null);

/** Marks of drawings: read out where they are pointed at or come to with the arrow keys, and dimmed where they are of others. */
const marks = async (name, address) => {
  const { page, wrong } = await open(address);
  const figures = await page.evaluate(() => [...document.querySelectorAll("figure")]
    .filter((figure) => figure.querySelector(".mark")).map((figure) => figure.id));
  check(figures.length > 0, `${name}: no drawing has marks`);
  for (const id of figures) {
    const words = await page.evaluate((id) => {
      const all = [...document.getElementById(id).querySelectorAll(".mark")];
      return { first: all[0].querySelector("title").textContent, silent: all.filter((mark) => !mark.querySelector("title")?.textContent.trim()).length };
    }, id);
    check(words.silent === 0 && /\d/.test(words.first), `${name}, ${id}: marks say nothing, or no number: ${words.first}`);
    const readout = () => page.evaluate((id) => document.querySelector(`#${id} output`).textContent, id);
    await page.mouse.move(0, 0);
    await page.focus(`#${id} .drawing`);
    await page.keyboard.press("ArrowRight");
    check((await readout()) === words.first.replace(/\s+/g, " ").trim(), `${name}, ${id}: the arrow key reads "${await readout()}" and not "${words.first}"`);
    const place = await page.evaluate((id) => {
      const mark = document.querySelector(`#${id} .mark:last-of-type`);
      mark.scrollIntoView({ block: "center", inline: "center" });
      const shape = [...mark.querySelectorAll("circle, polygon, path")].at(-1).getBoundingClientRect();
      return { x: shape.left + shape.width / 2, y: shape.top + shape.height / 2, title: mark.querySelector("title").textContent };
    }, id);
    await page.mouse.move(place.x, place.y);
    const said = await readout();
    const known = await page.evaluate((id, said) => [...document.querySelectorAll(`#${id} .mark title`)].some((title) => title.textContent.replace(/\s+/g, " ").trim() === said), id, said);
    check(known, `${name}, ${id}: the pointer on "${place.title}" reads "${said}"`);
  }
  const models = await page.evaluate(() => [...new Set([...document.querySelectorAll(".drawing [data-model]")].map((part) => part.dataset.model))]);
  const select = await page.evaluateHandle(() =>
    [...document.querySelectorAll("#filters label")].find((label) => label.textContent.startsWith("Model"))?.querySelector("select"));
  if (models.length > 1 && select.asElement()) {
    const dimmed = () => page.evaluate(() => {
      const parts = [...document.querySelectorAll(".drawing [data-model]")];
      // Without waiting for the change to fade in.
      document.head.append(Object.assign(document.createElement("style"), { textContent: ".drawing g { transition: none !important; }" }));
      return parts.filter((part) => Number(getComputedStyle(part).opacity) < 0.5).map((part) => part.dataset.model);
    });
    await select.asElement().select(models[0]);
    const now = await dimmed();
    check(now.length > 0 && !now.includes(models[0]), `${name}: the filter ${models[0]} dims ${some([...new Set(now)])}`);
    check(new Set(now).size === models.length - 1, `${name}: the filter ${models[0]} dims ${new Set(now).size} of ${models.length - 1} other models`);
    await select.asElement().select("");
    check((await dimmed()).length === 0, `${name}: marks stay dim after "all"`);
  }
  check(wrong.length === 0, `${name}: marks: console: ${some(wrong)}`);
  await page.close();
};

/** Every number of the answer leads to a place on the page, and where that is a table, to the command that makes it. */
const numbers = async (name, address) => {
  const { page } = await open(address);
  const { count, lost, unmade } = await page.evaluate(() => {
    const links = [...document.querySelectorAll("#answer a.number")];
    const target = (link) => document.getElementById(link.getAttribute("href").slice(1));
    const tables = links.filter((link) => link.getAttribute("href").startsWith("#table-"));
    return {
      count: links.length,
      lost: links.filter((link) => !target(link)).map((link) => link.getAttribute("href")),
      unmade: tables.filter((link) => !target(link)?.nextElementSibling?.textContent.includes("Made by sourcebias")).map((link) => link.getAttribute("href")),
    };
  });
  check(count > 0, `${name}: the answer has no numbers`);
  check(lost.length === 0, `${name}: numbers lead nowhere: ${some(lost)}`);
  check(unmade.length === 0, `${name}: no command beside ${some([...new Set(unmade)])}`);
  await page.close();
};

/** Pairs of twins are found by their words, and what is looked for stands in the address. */
const finds = async (name, address) => {
  const { page, wrong } = await open(address);
  const input = await page.$("input[type=search]");
  const folded = await page.evaluate(() => document.querySelectorAll("details.more").length);
  check((input !== null) === (folded > 0), `${name}: ${folded} folded lists of pairs, and ${input ? "a" : "no"} search`);
  if (input) {
    const { all, looked, expected } = await page.evaluate(() => {
      const pairs = [...document.querySelectorAll("details.pair")];
      const summary = (pair) => pair.querySelector("summary").textContent;
      const looked = summary(pairs.at(-1)).match(/content (\S+?)[;,]?(?:\s|$)/)[1];
      return { all: pairs.length, looked, expected: pairs.filter((pair) => pair.textContent.toLowerCase().includes(looked.toLowerCase())).map(summary) };
    });
    const shown = () => page.evaluate(() =>
      [...document.querySelectorAll("details.pair")].filter((pair) => pair.checkVisibility()).map((pair) => pair.querySelector("summary").textContent));
    await input.type(looked);
    check(expected.length > 0 && expected.length < all, `${name}: ${looked} is in ${expected.length} of ${all} pairs`);
    check(JSON.stringify(await shown()) === JSON.stringify(expected), `${name}: looking for ${looked} does not show its pairs alone`);
    check((await page.evaluate(() => location.hash)).includes("Find="), `${name}: what is looked for is not in the address`);
    const again = await open(await page.evaluate(() => location.href));
    const kept = await again.page.evaluate(() => [...document.querySelectorAll("details.pair")].filter((pair) => pair.checkVisibility()).length);
    check(kept === expected.length, `${name}: the address with what is looked for shows ${kept} pairs`);
    await again.page.close();
  }
  check(wrong.length === 0, `${name}: finding: console: ${some(wrong)}`);
  await page.close();
};

const plain = async (name, address) => {
  const scripted = await open(address);
  const bare = await open(address, WIDE, (page) => page.setJavaScriptEnabled(false));
  const [left, right] = [await text(scripted.page), await text(bare.page)];
  const off = [...left].findIndex((letter, place) => letter !== right[place]);
  check(left.length > 1000 && left === right, `${name}: without script another text: "${left.slice(off, off + 60)}" and "${right.slice(off, off + 60)}"`);
  check((await visibleTools(scripted.page)) > 0, `${name}: no tools with script`);
  check((await visibleTools(bare.page)) === 0, `${name}: tools are visible without script`);
  check((await bare.page.$$("th button, select")).length === 0, `${name}: the script ran although it is off`);
  await scripted.page.close();
  await bare.page.close();
};

const keyboard = async (name, address) => {
  const { page } = await open(address);
  const wanted = await page.evaluate(() => {
    window.reached = new Set();
    window.unseen = [];
    window.all = [...document.querySelectorAll("th button, select, .tools button, .scroll")].filter((element) => element.checkVisibility());
    // Noted at each step: whether the focus can be seen, and is not under the bar that stays at the top.
    window.step = () => {
      const now = document.activeElement;
      window.reached.add(now);
      if (now.matches("body, .scroll, .drawing")) return;
      const box = now.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (getComputedStyle(now).outlineStyle === "none") window.unseen.push(`${now.tagName} ${now.textContent.slice(0, 20)}: no outline`);
      else if (top && !now.contains(top) && !top.contains(now)) window.unseen.push(`${now.tagName} ${now.textContent.slice(0, 20)}: under ${top.tagName} ${top.className}`);
    };
    return window.all.length;
  });
  check(wanted > 0, `${name}: nothing to focus`);
  const stops = await page.evaluate(() =>
    [...document.querySelectorAll("a, button, select, input, summary, [tabindex]")].filter((element) => element.checkVisibility()).length);
  for (let stop = 0; stop < stops + 20; stop += 1) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => window.step());
  }
  const { missed, unseen } = await page.evaluate(() => ({
    missed: window.all.filter((element) => !window.reached.has(element))
      .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`),
    unseen: window.unseen,
  }));
  check(missed.length === 0, `${name}: Tab does not reach ${some(missed)}`);
  check(unseen.length === 0, `${name}: focus that cannot be seen: ${some(unseen)}`);
  for (const size of [WIDE, NARROW]) {
    await page.setViewport(size);
    const still = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((element) =>
      ["auto", "scroll"].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1 && element.tabIndex < 0
      && !element.matches("select")).map((element) => `${element.tagName} ${element.className}`));
    check(still.length === 0, `${name}, ${size.width} px: scrolls without tabindex: ${some(still)}`);
  }
  await page.close();
};

const print = async (name, address) => {
  const { page } = await open(address, PAPER);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.emulateMediaType("print");
  check((await visibleTools(page)) === 0, `${name}: tools are visible in print`);
  const clipped = await page.evaluate(() => [...document.querySelectorAll(".scroll, .drawing, pre")]
    .filter((element) => element.clientHeight + 1 < element.scrollHeight || element.clientWidth + 1 < element.scrollWidth)
    .map((element) => `${element.getAttribute("aria-labelledby") ?? element.tagName} ${element.scrollWidth}×${element.scrollHeight} in ${element.clientWidth}×${element.clientHeight} px`));
  check(clipped.length === 0, `${name}: cut off in print: ${some(clipped)}`);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check(paper === "rgb(255, 255, 255)", `${name}: prints on ${paper} where the screen is dark`);
  await page.close();
};

try {
  // What is looked for would be found.
  const control = path.join(folder, "control.html");
  fs.writeFileSync(control, '<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src file:"><p>control<img src="none.png"><script>1</script>');
  const { page, asked, wrong } = await open(pathToFileURL(control).href);
  if (asked.length !== 2 || wrong.length === 0 || (await violations(page)).length === 0) throw new Error("the browser notes no requests, errors or violations");
  await page.close();
  for (const file of pages) {
    const address = pathToFileURL(path.resolve(file)).href;
    const name = path.join(path.basename(path.dirname(path.resolve(file))), path.basename(file));
    for (const part of [quiet, accessible, layout, sorts, filters, marks, numbers, finds, plain, keyboard, print]) {
      try {
        await part(name, address);
      } catch (error) {
        check(false, `${name}: ${part.name}: ${error.stack}`);
      }
    }
  }
} catch (error) {
  check(false, String(error.stack));
} finally {
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
console.log(`${pages.length} pages, ${checks} checks, ${faults} failed`);
process.exit(faults === 0 ? 0 : 1);
