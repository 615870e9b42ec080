import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { children, fds } from "../harness/procs.js";
import { hasProgram, lacking } from "../harness/servers.js";
import { socketInode, socketInodes } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { newAddress } from "./calls.js";

const missing = [
  ...(hasProgram("g++") ? [] : ["g++ is not installed"]),
  ...(existsSync("/usr/include/boost/asio.hpp") ? [] : ["libboost-dev is not installed"]),
];

lacking(missing).describe(
  "a server of Boost.Asio, which is in its epoll set before its bind,",
  () => {
    let server: string;

    beforeAll(() => {
      server = join(tempDir(), "server");
      const source = program("epoll-asio.cpp");
      execFileSync("g++", ["-O0", "-pthread", "-o", server, source], { stdio: "inherit" });
    }, 180_000);

    test.each(["tcp", "unix"] as const)("serves from the passed socket, %s", async (kind) => {
      const address = await newAddress(kind);
      const running = activate([{ kind, address }], [rouseExec, "--", server, address]);
      await running.line(/^ready$/);
      const [pid = 0] = children(running.pid);
      expect(socketInodes(pid)).toEqual([socketInode(running.pid, 3)]);
      expect([...fds(pid).values()]).toContain("anon_inode:[eventpoll]");
      const texts = Array.from({ length: 20 }, (_, nth) => `${nth}`);
      const answers = texts.map((text) => converse(address, text));
      expect(await Promise.all(answers)).toEqual(texts);
      expect(running.stderr).toBe("");
    });
  },
);
