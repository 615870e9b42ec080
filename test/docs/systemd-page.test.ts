import { expect, test } from "vitest";
import { after } from "../harness/after.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { asEachUser } from "../systemd/users.js";
import { blocks } from "./pages.js";

/** Returns the words of the page's `rouse add`, with another port and a folder that exists. */
function words(port: number): string[] {
  const [line = ""] = blocks("docs/systemd.md", "sh");
  return here(line.trim(), port).split(" ").slice(1);
}

function here(text: string, port: number): string {
  return text
    .replaceAll("8080", String(port))
    .replaceAll("/srv/web", "/usr/share")
    .replace(/-- python3/, "-- /usr/bin/python3");
}

asEachUser("the command of docs/systemd.md", (manager, uid) => {
  test("writes the units that the page shows, and they serve", async () => {
    const port = await freePort();
    const scope = uid === 0 ? ["--user"] : [];
    const [command = "", ...options] = words(port);
    const dashes = options.indexOf("--");
    const json = [...options.slice(0, dashes), "--json", ...options.slice(dashes)];
    after(async () => {
      await manager().rouse("rm", "--user", "web");
    });
    const { code, stdout, stderr } = await manager().rouse(command, ...scope, ...json);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { units } = JSON.parse(stdout);
    const [socket, service] = units.map(({ text }: { text: string }) => text);
    const [shownSocket = "", shownService = ""] = blocks("docs/systemd.md", "ini");
    expect(socket).toBe(here(shownSocket, port));
    const exec = /^ExecStart=\S+/m;
    expect(service.replace(exec, "")).toContain(here(shownService, port).replace(exec, ""));
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
  });
});
