import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { rouseExec } from "../systemd/service.js";
import { asEachUser } from "../systemd/users.js";
import { blocks } from "./pages.js";

asEachUser("the units of docs/systemd.md", (manager) => {
  test("pass systemd-analyze verify and serve", async () => {
    const port = await freePort();
    const [socket = "", service = ""] = blocks("docs/systemd.md", "ini").map((text) =>
      text.replaceAll("8080", String(port)).replace("/usr/local/bin/rouse-exec", rouseExec),
    );
    manager().writeUnit("web.socket", socket);
    manager().writeUnit("web.service", service);
    await manager().daemonReload();
    const verdict = await manager().inside(["systemd-analyze", "--user", "verify", "web.socket"]);
    expect(`${verdict.stdout}${verdict.stderr}`).not.toMatch(/web\.(socket|service)/);
    await manager().systemctl("start", "web.socket");
    const { status } = await get(`127.0.0.1:${port}`);
    expect(status).toBe(200);
    await manager().systemctl("stop", "web.socket", "web.service");
  });
});
