// Writes docs/api.md from the declarations in dist/; --print writes it to stdout instead.
import { writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { exportsOf } from "./declarations.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { errorCodes } = await import(join(root, "dist/index.js"));

/** Import specifier → its declarations. A new door takes a line here, and one for its folder below. */
const doors = { rouse: "dist/index.d.ts", "rouse/local": "dist/local.d.ts" };

/** Titles, by the first folder below dist/ on the way to the declaration of an export. */
const chapters = {
  listen: "Sockets that were passed",
  notify: "Telling the service manager",
  idle: "Leaving when nobody is there",
  local: "A daemon for its owner only (`rouse/local`)",
  address: "Addresses and maps of rouse-exec",
  time: "Spans of time",
  sys: "Descriptors, numbers and socket addresses",
  errors: "Errors",
};

const entries = Object.values(doors).flatMap((file) => exportsOf(join(root, file)));
const folderOf = ({ file }) => relative(join(root, "dist"), dirname(file)).split("/")[0];
const untitled = entries.find((entry) => !(folderOf(entry) in chapters));
if (untitled) throw new Error(`${untitled.name}: give the folder "${folderOf(untitled)}" a title`);

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

function renderChapter([folder, title]) {
  const own = unique(entries.filter((entry) => folderOf(entry) === folder));
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

/** What two doors export is shown once. */
function unique(list) {
  return [...new Map(list.map((entry) => [`${entry.file} ${entry.name}`, entry])).values()];
}

function renderDoor([specifier, file]) {
  const values = exportsOf(join(root, file)).filter(({ isType }) => !isType);
  return `\`import { … } from "${specifier}"\`: ${values.map(({ name }) => link(name)).join(", ")}.`;
}

const head = [
  "# What is in the SDK?",
  `Every export, with what it throws, from the comments of the source: \`npm run api\` writes this page. How they are
used is on [listening.md](listening.md) and [notifying.md](notifying.md). The types need \`@types/node\`.`,
];
const body = [
  ...Object.entries(doors).map(renderDoor),
  ...Object.entries(chapters).flatMap(renderChapter),
];
const page = `${[...head, ...body, ...renderCodes()].join("\n\n")}\n`;

if (process.argv.includes("--print")) process.stdout.write(page);
else writeFileSync(join(root, "docs/api.md"), page);
