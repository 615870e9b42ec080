// The manual page of rouse-exec: its options from --help, the rest from rouse-exec/README.md.
import { readMarkdown } from "./markdown.mjs";

/** How it is built is for those who have the source, and the page with it. */
const leftOut = ["BUILD", "MACHINES"];

export function execPage(help, manual, { others }) {
  const [, usage] = help.match(/^Usage: (.*)$/m);
  const [, purpose] = help.match(/^(Runs .*)\.$/m);
  const [head, ...sections] = readMarkdown(manual);
  const [usageBlock, ...examples] = head.blocks.filter(({ code }) => code !== undefined);
  if (usageBlock?.code !== usage)
    throw new Error("the manual and --help of rouse-exec differ in their usage");
  const [name, ...rest] = usage.split(" ");
  const named = { title: "NAME", blocks: [{ text: `${name} - ${purpose.replace(/^R/, "r")}` }] };
  const of = (title) => sections.filter((section) => section.title === title);
  const own = sections.filter(({ title }) => title !== "EXIT STATUS" && !leftOut.includes(title));
  return {
    name,
    sections: [
      named,
      { title: "SYNOPSIS", blocks: [{ text: `\`${name}\` ${rest.join(" ")}` }] },
      {
        title: "DESCRIPTION",
        blocks: head.blocks.filter(({ text }) => text && !/--help/.test(text)),
      },
      { title: "OPTIONS", blocks: [{ items: rows(help) }] },
      ...own,
      { title: "EXAMPLES", blocks: examples },
      ...of("EXIT STATUS"),
      { title: "SEE ALSO", blocks: [{ text: others.map((other) => `\`${other}\``).join(", ") }] },
    ],
  };
}

/** Options, and what ADDR and SPAN are: a term, and lines that stand further in. */
function rows(help) {
  const items = [];
  for (const line of help.split("\n")) {
    const [, term, text] =
      line.match(/^(?: {2}(?=-)|(?=[A-Z]{3,} {2}))(\S.*?)(?: {2,}(.*))?$/) ?? [];
    if (term) items.push({ term, text: text ?? "" });
    else if (/^ {6,}\S/.test(line) && items.length > 0) items.at(-1).text += ` ${line.trim()}`;
  }
  return items.map(({ term, text }) => ({ term, text: text.trim() }));
}
