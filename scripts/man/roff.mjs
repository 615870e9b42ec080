// Blocks of text as man(7) macros. A block is one of
//   { text }                      a paragraph
//   { code }                      lines to be shown as they are
//   { items: [{ term, text }] }   a list, its terms hanging: options, addresses, table rows
// Text may hold `code`, --options and names in capitals that stand for something; they are set off.

/** A page: its name, the date of its text, who it belongs to, and its sections of blocks. */
export function renderPage({ name, date, source, sections }) {
  const title = `${inQuotes(name.toUpperCase())} 1 ${date} ${inQuotes(source)} Rouse`;
  const body = sections.filter(({ blocks }) => blocks.length > 0).flatMap(renderSection);
  return [`.\\" Written by \`npm run man\`.`, `.TH ${title}`, ".nh", ".ad l", ...body, ""].join(
    "\n",
  );
}

function renderSection({ title, blocks, isBelow = false }) {
  return [`${isBelow ? ".SS" : ".SH"} ${inQuotes(title)}`, ...renderBlocks(blocks)];
}

function renderBlocks(blocks) {
  return blocks.flatMap((block, index) => renderBlock(block, index === 0));
}

function renderBlock({ text, code, items }, isFirst) {
  if (items) return items.flatMap(({ term, text }) => [".TP", setOff(term), line(text)]);
  if (code === undefined) return [...(isFirst ? [] : [".PP"]), line(text)];
  const shown = code.split("\n").map((one) => guard(escapeText(one)));
  return [...(isFirst ? [] : [".PP"]), ".RS 4", ".nf", ...shown, ".fi", ".RE"];
}

function line(text) {
  return guard(inline(text));
}

/** A term is code as a whole, but for what stands for something in it. */
function setOff(term) {
  return guard(fonts(term, "\\fB"));
}

/** What stands in backticks, and options outside of them, are bold. */
function inline(text) {
  const parts = text.split(/(`[^`]+`)/);
  return parts
    .map((part) => {
      if (/^`.+`$/.test(part)) return `\\fB${escapeText(part.slice(1, -1))}\\fR`;
      return part
        .split(/((?<![\w-])--?[a-z][a-z-]*(?![\w-]))/)
        .map((piece, index) => (index % 2 ? `\\fB${escapeText(piece)}\\fR` : fonts(piece, "\\fR")))
        .join("");
    })
    .join("");
}

/** Words in capitals that the usage of a command line has are what the reader replaces: italic. */
const placeholder =
  /(?<![\w$/=.-])((?:ADDR|ARG|BIND|COMMAND|DIR|ENDPOINT|FILE|HOST|IMAGE|K|NAME|N|OPTION|PROGRAM|SHELL|SIG|SPAN|TEXT|UNIT|USER|V)(?![\w]))|(?<=[=@])((?:ADDR|BIND|FILE|HOST|N|NAME|SIG|SPAN|TEXT|V)(?![\w]))/;

function fonts(text, plain) {
  const parts = text.split(placeholder).filter((part) => part !== undefined && part !== "");
  const set = parts.map((part) => {
    const font = placeholder.test(part) || /^[A-Z]+$/.test(part) ? "\\fI" : plain;
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
