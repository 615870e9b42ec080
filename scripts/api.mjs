// Writes docs/api.md from the declarations in dist/; --print writes it to stdout instead.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportsOf } from "./declarations.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { errorCodes } = await import(join(root, "dist/index.js"));

/** Import specifier → its declarations. */
const doors = { rouse: "dist/index.d.ts" };

/** The chapters of a door, by the folder of src/ that an export comes from. */
const chapters = {
  "./listen": "Sockets that were passed",
  "./notify": "Telling the service manager",
  "./exec": "Addresses, maps and spans of rouse-exec",
  "./sys": "Descriptors, numbers and socket addresses",
  ".": "Errors",
};

const entries = Object.values(doors).flatMap((file) => exportsOf(join(root, file)));

/** The codes that a text of @throws names, itself or by "what NAME throws". */
function codesIn(throws, seen = []) {
  const own = throws.flatMap((text) => text.match(/\b[A-Z]+(?:_[A-Z0-9]+)+\b/g) ?? []);
  const others = throws.flatMap((text) =>
    [...text.matchAll(/what `?(\w+)`? throws/g)].map(([, name]) => name),
  );
  const inherited = others
    .filter((name) => !seen.includes(name))
    .flatMap((name) => {
      const entry = entries.find((one) => one.name === name);
      if (!entry) throw new Error(`@throws what ${name} throws: there is no such export`);
      return codesIn(entry.throws, [...seen, name]);
    });
  return [...new Set([...own, ...inherited])].filter((code) => errorCodes.includes(code));
}

const link = (name) => `[\`${name}\`](#${name.toLowerCase()})`;

function renderEntry({ name, prose, throws, code }) {
  const throwing = throws.length === 0 ? [] : [`Throws ${sentence(throws)}.`];
  return [`### ${name}`, prose, ...throwing, `\`\`\`ts\n${code}\n\`\`\``].join("\n\n");
}

/** What the comment says, and the codes of the other export that it names. */
function sentence(throws) {
  const text = throws.join("; ").replace(/\.$/, "");
  return text.replace(/what `?(\w+)`? throws/g, (reference, name) => {
    const codes = codesIn([reference]).filter((code) => !text.includes(code));
    return `what ${link(name)} throws (${codes.join(", ")})`;
  });
}

function renderChapter([folder, title], door) {
  const own = door.filter(({ from }) => dirname(from) === folder);
  // What can be called first, then what it takes and gives.
  const sorted = [...own.filter(({ isType }) => !isType), ...own.filter(({ isType }) => isType)];
  return own.length === 0 ? [] : [`## ${title}`, ...sorted.map(renderEntry)];
}

function renderCodes() {
  const rows = errorCodes.map((code) => {
    const by = entries
      .filter(({ throws }) => codesIn(throws).includes(code))
      .map(({ name }) => link(name));
    return `| \`${code}\` | ${by.join(", ") || "the command `rouse`"} |`;
  });
  return ["## Error codes", ["| `code` | thrown by |", "|---|---|", ...rows].join("\n")];
}

function renderDoor([specifier, file]) {
  const door = exportsOf(join(root, file));
  const names = door.filter(({ isType }) => !isType).map(({ name }) => link(name));
  const summary = `\`import { … } from "${specifier}"\`: ${names.join(", ")}.`;
  return [summary, ...Object.entries(chapters).flatMap((chapter) => renderChapter(chapter, door))];
}

const head = [
  "# What is in the SDK?",
  `Every export, with what it throws, from the comments of the source: \`npm run api\` writes this page. How they are
used is on [listening.md](listening.md) and [notifying.md](notifying.md). The types need \`@types/node\`.`,
];
const page = `${[...head, ...Object.entries(doors).flatMap(renderDoor), ...renderCodes()].join("\n\n")}\n`;

if (process.argv.includes("--print")) process.stdout.write(page);
else writeFileSync(join(root, "docs/api.md"), page);
