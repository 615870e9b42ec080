// The manual page of a command, from what its --help is made of.
import { sectionsOf } from "./help-text.mjs";

/** `surroundings` is a text with files and variables of all commands; `others` are the names of other pages. */
export function commandPage(command, { surroundings, others }) {
  const name = command.words.join("-");
  const text = sectionsOf(command.text);
  const around = surroundings ? sectionsOf(surroundings) : {};
  return {
    name,
    sections: [
      { title: "NAME", blocks: [{ text: `${name} - ${firstSentence(command.summary)}` }] },
      { title: "SYNOPSIS", blocks: synopsesOf(command) },
      { title: "DESCRIPTION", blocks: [...description(command), ...text[""]] },
      { title: "OPTIONS", blocks: optionsOf(command) },
      ...commandsOf(command),
      { title: "EXAMPLES", blocks: text.EXAMPLES ?? [] },
      { title: "EXIT STATUS", blocks: text["EXIT STATUS"] ?? [] },
      ...["FILES", "ENVIRONMENT"].map((title) => {
        return { title, blocks: [...(text[title] ?? []), ...(around[title] ?? [])] };
      }),
      { title: "SEE ALSO", blocks: [{ text: others.map((other) => `\`${other}\``).join(", ") }] },
    ],
  };
}

/** Each command of the program has a page of its own; below these they are parts of the page. */
function commandsOf({ words, commands }) {
  const own = commands.filter((one) => one.words.at(-1) !== "help");
  const items = own.map((one) => ({ term: one.words.join(" "), text: `${one.summary}.` }));
  const list = { title: "COMMANDS", blocks: items.length === 0 ? [] : [{ items }] };
  return words.length === 1 ? [list] : [list, ...own.flatMap(partOf)];
}

function partOf(command) {
  const text = Object.values(sectionsOf(command.text)).flat();
  const blocks = [...synopsesOf(command), ...description(command), ...text, ...optionsOf(command)];
  const own = { title: command.words.join(" "), isBelow: true, blocks };
  return [own, ...command.commands.flatMap(partOf)];
}

/** One for each way to use it. */
function synopsesOf({ words, usage }) {
  return usage.split(" | ").map((one) => ({ text: `\`${words.join(" ")}\` ${one}` }));
}

function description(command) {
  const text = command.description.replace(/\s*\n\s*/g, " ");
  return text === "" ? [] : [{ text }];
}

function optionsOf({ arguments: values, options }) {
  const told = values.filter(({ description }) => description !== "");
  const items = [
    ...told.map((one) => ({ term: one.placeholder, text: said(one) })),
    ...options.map((one) => ({
      term: termOf(one),
      text: said(one),
    })),
  ];
  return items.length === 0 ? [] : [{ items }];
}

/** Of what the help has "below" a page has the explanation above. */
function said({ description }) {
  const text = description.replace(/\s*\n\s*/g, " ").replace(", see below", "");
  return text === "show this help" ? "show this page, in short" : text;
}

function termOf({ names, value }) {
  const all = names.join(", ");
  return value ? `${all} ${value.isOptional ? `[${value.placeholder}]` : value.placeholder}` : all;
}

function firstSentence(text) {
  const [first] = text.replace(/\s*\n\s*/g, " ").split(/(?<=\.)\s/);
  return first.replace(/\.$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
