// The part of Markdown that our pages use, as sections of blocks: titles, paragraphs, fences, lists and tables.

/** The sections of a page in their order; the first, without a title, is what stands above the others. */
export function readMarkdown(page) {
  const [head, ...rest] = page.replace(/^# .*\n/, "").split(/^## /m);
  const sections = rest.map((text) => {
    const [title, ...lines] = text.split("\n");
    return { title: title.toUpperCase(), blocks: blocksOf(lines.join("\n")) };
  });
  return [{ title: "", blocks: blocksOf(head) }, ...sections];
}

function blocksOf(text) {
  const fences = text.trim().split(/^(```\w*\n[\s\S]*?^```)$/m);
  return fences.flatMap((part) => {
    const [, code] = part.match(/^```\w*\n([\s\S]*?)\n?```$/) ?? [];
    if (code !== undefined) return [{ code }];
    return part
      .split(/\n{2,}/)
      .map((one) => one.trim())
      .filter(Boolean)
      .map(blockOf);
  });
}

function blockOf(paragraph) {
  if (paragraph.startsWith("### ")) return { heading: paragraph.slice("### ".length) };
  if (paragraph.startsWith("|")) return { items: rowsOf(paragraph) };
  const items = paragraph.split(/^(?=\d+\. |- )/m);
  if (/^(\d+\.|-) /.test(paragraph)) return { items: items.map(itemOf) };
  return { text: plain(paragraph) };
}

function itemOf(item) {
  const [, term, text] = item.match(/^(\d+\.|-) ([\s\S]*)$/);
  return { term: term === "-" ? "*" : term, text: plain(text) };
}

/** The first column names what the others tell. */
function rowsOf(table) {
  const rows = table.split("\n").slice(2);
  return rows.map((row) => {
    const [term, ...texts] = row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => plain(cell.trim()));
    return { term: term.replaceAll("`", ""), text: texts.join(": ") };
  });
}

/** Of a link its words; a line break is a blank. */
function plain(text) {
  return text
    .trim()
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\s*\n\s*/g, " ");
}
