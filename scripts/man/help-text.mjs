// What stands below the options of --help, as sections of blocks. Its form: a line in the first column is prose, and
// ends what is above it; indented lines are a list when all have two columns, else examples. "Exit status:",
// "Files:", "Environment:" and "Examples" begin the sections of these names.

const headings = {
  Example: "EXAMPLES",
  Examples: "EXAMPLES",
  "Exit status": "EXIT STATUS",
  Files: "FILES",
  Environment: "ENVIRONMENT",
};

/** Section title → blocks; what has no title of its own is under "". */
export function sectionsOf(text) {
  const sections = { "": [] };
  for (const paragraph of text.trim().split(/\n{2,}/)) {
    const [, heading, rest] =
      paragraph.match(/^(Examples?(?=\n|$)|[A-Z][a-z ]+(?=:))(?::| *)([\s\S]*)$/) ?? [];
    const title = headings[heading] ?? "";
    const blocks = title === "" ? blocksOf(paragraph) : blocksOf(capital(rest), title);
    sections[title] = [...(sections[title] ?? []), ...blocks];
  }
  return sections;
}

function blocksOf(paragraph, title = "") {
  if (title === "EXAMPLES") return exampleBlocks(paragraph);
  return runsOf(paragraph).map(({ isIndented, lines }) => {
    if (!isIndented) return { text: lines.join(" ") };
    return listOf(lines) ?? { code: lines.map((line) => line.slice(2)).join("\n") };
  });
}

/** What is typed stands four columns in, or two when nothing is said of it. */
function exampleBlocks(paragraph) {
  const blocks = [];
  for (const line of paragraph.split("\n").filter(Boolean)) {
    const isTyped = /^ {4}| {2}rouse /.test(line);
    if (!isTyped) blocks.push({ text: line.trim() });
    else if (blocks.at(-1)?.code) blocks.at(-1).code += `\n${line.trim()}`;
    else blocks.push({ code: line.trim() });
  }
  return blocks;
}

function runsOf(paragraph) {
  const runs = [];
  for (const line of paragraph.split("\n").filter(Boolean)) {
    const isIndented = line.startsWith(" ");
    if (runs.at(-1)?.isIndented === isIndented) runs.at(-1).lines.push(line);
    else runs.push({ isIndented, lines: [line] });
  }
  return runs;
}

/** Two columns: the second begins at the same place in each line. */
export function listOf(lines) {
  const [, term = "", gap = ""] = lines[0].match(/^(\s+\S.*?)(\s{2,})\S/) ?? [];
  const column = term.length + gap.length;
  if (column === 0 || lines.length === 1) return undefined;
  const items = [];
  for (const line of lines) {
    const [left, right] = [line.slice(0, column).trim(), line.slice(column).trim()];
    const isRow = /\s\s$/.test(line.slice(0, column)) || left === "";
    if (!isRow && line.length > column) return undefined;
    if (left !== "") items.push({ term: left, text: right });
    else items.at(-1).text += ` ${right}`;
  }
  return { items };
}

function capital(text) {
  return text.replace(/^ *\n?/, "").replace(/^[a-z]/, (first) => first.toUpperCase());
}
