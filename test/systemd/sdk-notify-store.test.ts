import { once } from "node:events";
import { chmodSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import type { UserManager } from "./manager.js";
import { asEachUser } from "./users.js";

const lines = ["Type=notify", "FileDescriptorStoreMax=6", "FileDescriptorStorePreserve=restart"];

/** What came back: name → contents, of memory files. */
const restored = `
  const names = {};
  for (const { fd, name } of rouse.listenFdsWithNames()) {
    const buffer = Buffer.alloc(1000);
    const isFile = fs.fstatSync(fd).isFile();
    const length = isFile ? fs.readSync(fd, buffer, 0, 1000, 0) : 0;
    (names[name] ??= []).push(isFile ? buffer.toString("utf8", 0, length) : "no file");
  }
  return names;`;

asEachUser("the descriptor store", (manager) => {
  test("contents survive a restart, under their names", async () => {
    const unit = await startUnit(manager(), "store", lines);
    await unit.run(`await rouse.ready();
      const fd = rouse.memoryFile("state", "grüße from the run before");
      await rouse.storeFds([fd], { name: "state" });
      await rouse.storeFds([rouse.memoryFile("nameless", "no name")]);
      // The same one again (73): the first name stays.
      await rouse.storeFds([fd], { name: "again" });
      // What we refuse to send (74).
      await rouse.notifyRaw("FDSTORE=1\\nFDNAME=a:b", { fds: [rouse.memoryFile("bad", "bad name")] });
      await rouse.storeFds([rouse.memoryFile("old", "old")], { name: "removed" });
      await rouse.barrier();`);
    expect(await unit.property("NFileDescriptorStore")).toBe("4");
    await unit.run(`await rouse.notifyRaw("FDSTOREREMOVE=1"); await rouse.barrier()`);
    // Without a name nothing is removed (75).
    expect(await unit.property("NFileDescriptorStore")).toBe("4");
    await unit.run(`await rouse.removeFds("removed"); await rouse.barrier()`);
    expect(await unit.property("NFileDescriptorStore")).toBe("3");

    const pid = await unit.run<number>("return process.pid");
    await unit.systemctl("restart", "--no-block");
    await unit.whenListening(pid);
    expect(await unit.run(restored)).toEqual({
      state: ["grüße from the run before"],
      stored: expect.arrayContaining(["no name", "bad name"]),
    });
    await unit.run("await rouse.ready()");

    await unit.systemctl("stop");
    await unit.systemctl("start", "--no-block");
    await unit.whenListening();
    expect(await unit.run(restored)).toEqual({});
  });

  test("a connection survives a restart, and its client sees nothing of it", async () => {
    const { path, peer } = await listenFor(manager());
    const unit = await startUnit(manager(), "connection", lines);
    await unit.run(`await rouse.ready();
      const { connect } = await import("node:net");
      const socket = connect(${JSON.stringify(path)});
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.write("first run,");
      await rouse.storeFds([socket._handle.fd], { name: "client" });
      await rouse.barrier();`);
    const { received, socket } = await peer;
    expect(await unit.property("NFileDescriptorStore")).toBe("1");
    const pid = await unit.run<number>("return process.pid");
    await unit.systemctl("restart", "--no-block");
    await unit.whenListening(pid);
    const heard = await unit.run<string>(`await rouse.ready();
      const { Socket } = await import("node:net");
      const [{ fd }] = rouse.listenFds();
      const socket = new Socket({ fd, readable: true, writable: true });
      socket.write("second run");
      return await new Promise((resolve) => socket.setEncoding("utf8").once("data", (text) => {
        socket.end();
        resolve(text);
      }));`);
    expect(heard).toBe("I never left");
    if (!socket.readableEnded) await once(socket, "end");
    expect(received()).toBe("first run,second run");
    // Hung up, and so forgotten: `poll: false` would keep it.
    await unit.whenShown("NFileDescriptorStore", "0");
  });

  /** Answers once both runs have spoken. */
  async function listenFor({ folder }: UserManager) {
    const path = join(folder, "peer.sock");
    const server = createServer().listen(path);
    await once(server, "listening");
    chmodSync(path, 0o666);
    const peer = once(server, "connection").then(([socket]: Socket[]) => {
      if (!socket) throw new Error("a connection without a socket");
      let text = "";
      socket.setEncoding("utf8").on("data", (more) => {
        text += more;
        if (text.endsWith("second run")) socket.end("I never left");
      });
      server.close();
      return { socket, received: () => text };
    });
    return { path, peer };
  }
});
