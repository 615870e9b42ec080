// What a door of the package exports, read from the declarations that tsc wrote: their top-level statements begin
// in the first column, each with its comment above it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The exports of a door in their order, each with the file that declares it, its description and code. */
export function exportsOf(door) {
  const lists = readFileSync(door, "utf8").matchAll(
    /^export (type )?\{([^}]+)\} from "(.*)\.js";$/gm,
  );
  const others = [...lists].flatMap(([, , names, from]) => {
    const file = join(dirname(door), `${from}.d.ts`);
    const exported = names.split(",").map((name) => name.trim().replace(/^type /, ""));
    return exported.filter(Boolean).map((name) => renamedEntry(name, file));
  });
  const own = [...statementsOf(door)].filter(([, { code }]) => code.startsWith("export "));
  return [...others, ...own.map(([name]) => entryOf(name, door))];
}

/** Name → { comment, code } of all that stands in the file; overloads are one. */
function statementsOf(file) {
  const statements = new Map();
  let comment = "";
  for (const [part] of readFileSync(file, "utf8").matchAll(
    /^\/\*\*[\s\S]*?\*\/\n|^\S.*\n([ }].*\n)*/gm,
  )) {
    if (part.startsWith("/**")) comment = part;
    else {
      add(statements, withoutConstructor(part), comment);
      comment = "";
    }
  }
  return statements;
}

/** The only class, that of the errors, is for Rouse to make. */
function withoutConstructor(code) {
  return code.replace(/^ {4}constructor\(.*\);\n/gm, "");
}

function add(statements, code, comment) {
  const [, name] =
    code.match(/^(?:export )?(?:declare )?(?:function|const|class|interface|type) (\w+)/) ?? [];
  if (name === undefined) return;
  const before = statements.get(name);
  statements.set(name, before ? { ...before, code: before.code + code } : { comment, code });
}

/** `NAME`, or `NAME as EXPORTED`. */
function renamedEntry(text, file) {
  const [name, exported = name] = text.split(" as ");
  const entry = entryOf(name, file);
  const code = entry.code.replaceAll(new RegExp(`\\b${name}\\b`, "g"), exported);
  return { ...entry, name: exported, code };
}

function entryOf(name, file) {
  const module = statementsOf(file);
  const found = module.get(name);
  if (!found) throw new Error(`${name} is exported and not declared`);
  const { prose, throws } = readComment(found.comment);
  const code = [found.code, ...neighbours(name, module)].map(plain).join("\n");
  return { name, file, isType: /^export (interface|type) /.test(found.code), prose, throws, code };
}

/** What the same file declares, does not export and needs to say what `name` is; also constants with `typeof`. */
function neighbours(name, module, seen = new Set([name])) {
  const words = module.get(name).code.match(/\w+/g);
  return words.flatMap((word) => {
    const other = module.get(word);
    // The sentences of the errors are a table of their own.
    if (!other || seen.has(word) || word === "sentences") return [];
    seen.add(word);
    if (/^export (interface|type|declare function)/.test(other.code)) return [];
    return [other.comment + other.code, ...neighbours(word, module, seen)];
  });
}

function plain(code) {
  return code
    .replace(/^(export )?(declare )?/gm, "")
    .replaceAll("    ", "  ")
    .trimEnd();
}

/** The comment without its stars: what it says, and what stands behind each @throws. */
function readComment(comment) {
  const text = comment.replace(/^\/\*\*\s?|\s*\*\/\s*$/g, "").replace(/^ \* ?/gm, "");
  const [prose, ...tags] = text.split(/^@(?=throws|returns)/m);
  const of = (tag) =>
    tags.filter((one) => one.startsWith(tag)).map((one) => joined(one.slice(tag.length)));
  const returns = of("returns").map((what) => `Gives ${what}.`);
  return { prose: [joined(prose), ...returns].join(" "), throws: of("throws") };
}

function joined(text) {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
