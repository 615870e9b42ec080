// Blocks of text as man(7) macros. A block is one of
//   { heading }                   the title of what follows, below that of the section
//   { text }                      a paragraph
//   { code }                      lines to be shown as they are
//   { items: [{ term, text }] }   a list, its terms hanging: options, addresses, table rows
// Text may hold `code`, --options and names in capitals that stand for something; they are set off.

/** A page: its name, the date of its text, who it belongs to, and its sections of blocks. */
export function renderPage({ name, date, source, sections }) {
  const title = `${inQuotes(name.toUpperCase())} 1 ${date} ${inQuotes(source)} Rouse`;
  const names = placeholdersOf(sections);
  const shown = sections.filter(({ blocks }) => blocks.length > 0);
  const body = shown.flatMap((section) => renderSection(section, names));
  return [`.\\" Written by \`npm run man\`.`, `.TH ${title}`, ".nh", ".ad l", ...body, ""].join(
    "\n",
  );
}

/** What the usage and the options have in capitals stands for something: it is italic in the text, too. */
function placeholdersOf(sections) {
  const usages = sections.filter(
    ({ title, isBelow }) => isBelow || /^(SYNOPSIS|OPTIONS)$/.test(title),
  );
  const items = usages.flatMap(({ blocks }) => blocks.flatMap(({ items }) => items ?? []));
  const synopses = sections.find(({ title }) => title === "SYNOPSIS")?.blocks ?? [];
  const texts = [...synopses.map(({ text }) => text), ...items.map(({ term }) => term)];
  return new Set(texts.join(" ").match(/\b[A-Z]+\b/g));
}

function renderSection({ title, blocks, isBelow = false }, names) {
  const isFirst = (index) => index === 0 || blocks[index - 1].heading !== undefined;
  const rendered = blocks.flatMap((block, index) => renderBlock(block, isFirst(index), names));
  return [`${isBelow ? ".SS" : ".SH"} ${inQuotes(title)}`, ...rendered];
}

function renderBlock({ heading, text, code, items }, isFirst, names) {
  if (heading !== undefined) return [`.SS ${inQuotes(heading)}`];
  if (items) return items.flatMap((item) => renderItem(item, names));
  if (code === undefined) return [...(isFirst ? [] : [".PP"]), guard(inline(text, names))];
  const shown = code.split("\n").map((one) => guard(escapeText(one)));
  return [...(isFirst ? [] : [".PP"]), ".RS 4", ".nf", ...shown, ".fi", ".RE"];
}

/** A term is code as a whole, but for what stands for something in it. */
function renderItem({ term, text }, names) {
  return [".TP", guard(fonts(term, "\\fB", names)), guard(inline(text, names))];
}

/** What stands in backticks, and options outside of them, are bold. */
function inline(text, names) {
  const parts = text.split(/`([^`]+)`|((?<![\w-])--?[a-z][a-z-]*(?![\w-]))/);
  const set = parts.map((part, index) => {
    if (part === undefined) return "";
    return index % 3 === 0 ? fonts(part, "\\fR", names) : `\\fB${escapeText(part)}\\fR`;
  });
  return set.join("");
}

function fonts(text, plain, names) {
  const parts = text.split(/((?<![\w$/.-])[A-Z]+(?!\w))/).filter((part) => part !== "");
  const set = parts.map((part) => {
    const font = names.has(part) ? "\\fI" : plain;
    return font === "\\fR" ? escapeText(part) : `${font}${escapeText(part)}\\fR`;
  });
  return set.join("");
}

const named = { "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti" };

/** Every character stands for itself; - is what a shell reads as one. */
function escapeText(text) {
  return text
    .replace(/[\\\-'`^~]/g, (character) => named[character])
    .replace(/[^\n\x20-\x7e]/gu, (character) => `\\[u${hex(character)}]`);
}

function hex(character) {
  return character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
}

/** A line that begins with . is a request. */
function guard(line) {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function inQuotes(text) {
  return `"${escapeText(text).replaceAll('"', "\\(dq")}"`;
}
