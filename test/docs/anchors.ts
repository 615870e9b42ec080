/** Returns the anchors of a page's headings, by the rules of GitHub. */
export function anchors(markdown: string): string[] {
  const titles = withoutFences(markdown).matchAll(/^#{1,6} +(.*?)(?: +#+)? *$/gm);
  const slugs = [...titles].map(([, title = ""]) => slug(title));
  return slugs.map((each, index) => {
    const before = slugs.slice(0, index).filter((other) => other === each).length;
    return before === 0 ? each : `${each}-${before}`;
  });
}

/** Returns a page without its fenced blocks, where `# …` is a comment and `](…)` is code. */
export function withoutFences(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, "");
}

/** Keeps the words of a link, then only letters, digits, `_` and `-`, all in lower case; a blank becomes a `-`. */
function slug(title: string): string {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
