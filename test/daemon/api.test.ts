import { chmodSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createApi } from "../../src/daemon/api.js";
import { problemSchema } from "../../src/daemon/http-problem.js";
import { routes } from "../../src/daemon/routes.js";
import { connect } from "../harness/connect.js";
import { kill } from "../harness/leftovers.js";
import { ownReportFolder, startService, writeReport } from "./services.js";

const daemon = {
  api_version: 1,
  service: "rouse",
  version: "1.2.3",
  pid: 42,
  since: "2026-01-01T00:00:00.000Z",
  activated: false,
  endpoints: ["unix:///run/user/1/rouse/daemon.sock"],
} as const;

const api = createApi(daemon.version, () => ({ ...daemon, endpoints: [...daemon.endpoints] }));
let folder: string;

beforeEach(() => {
  folder = ownReportFolder();
});

// biome-ignore lint/suspicious/noExplicitAny: what it is, the tests find out.
async function get(path: string): Promise<{ status: number; body: any }> {
  const response = await api.request(path);
  return { status: response.status, body: await response.json() };
}

describe("the interface", () => {
  test("answers every route as its schema and its OpenAPI document say, and nothing beside them", async () => {
    await startService(folder, "web");
    const { body } = await get("/v1/openapi.json");
    expect(Object.keys(body.paths)).toEqual(routes.map(({ path }) => path));
    for (const { path, answer } of routes) {
      const found = await get(path.replace("{name}", "web"));
      expect(found.status).toBe(200);
      expect(answer.parse(found.body)).toEqual(found.body);
      const { schema } = body.paths[path].get.responses[200].content["application/json"];
      const { properties } = body.components.schemas[schema.$ref.split("/").at(-1)];
      expect(Object.keys(properties)).toEqual(Object.keys(found.body));
    }
    const served = api.routes.map(({ path }) => path).filter((path) => path !== "/*");
    const described = routes.map(({ path }) => path.replace("{name}", ":name"));
    expect(new Set(served)).toEqual(new Set([...described, "/v1/openapi.json"]));
  });

  test("shows a service as `rouse ls` does, with the report of its rouse-exec", async () => {
    const service = await startService(folder, "web");
    const { body } = await get("/v1/services/web");
    expect(body.service).toMatchObject({ name: "web", scope: "foreground", state: "asleep" });
    expect(body.service.report).toMatchObject({ state: "waiting", pid: service.running.pid });
    // rouse-exec gives memory back as it begins to wait, which its report says already.
    const same = { ...body.service, memory_bytes: expect.any(Number) };
    expect((await get("/v1/services")).body.services).toEqual([same]);
    expect((await get("/v1/health")).body).toEqual({ api_version: 1, status: "ok", problems: [] });
    await service.running.stop();
    expect((await get("/v1/services")).body.services).toEqual([]);
    expect((await get("/v1/health")).body.status).toBe("ok");
  });

  test("says that a rouse-exec was killed", async () => {
    const { running } = await startService(folder, "web");
    kill(running.pid, "SIGKILL");
    await running.exit();
    expect((await get("/v1/services/web")).body.service).toMatchObject({ state: "failed" });
    expect((await get("/v1/health")).body).toMatchObject({
      status: "degraded",
      problems: [
        `the service 'web' (failed): its rouse-exec (process ${running.pid}) was killed, and nothing listens: start it again, or \`rouse rm web\``,
      ],
    });
  });

  test("says where clients wait in vain", async () => {
    const { file, until, port } = await startService(folder, "web");
    await connect(`127.0.0.1:${port}`);
    await until("running");
    const report = JSON.parse(readFileSync(file, "utf8"));
    const sockets = [{ ...report.sockets[0], address: "@b", adopted: false, listening: false }];
    writeReport(folder, "vain", JSON.stringify({ ...report, name: "vain", sockets }));
    expect((await get("/v1/health")).body).toMatchObject({
      status: "degraded",
      problems: ["the service 'vain' (awake): clients of @b wait in vain"],
    });
  });

  test("says what it could not read, and shows the rest", async () => {
    await startService(folder, "web");
    writeReport(folder, "broken", "{");
    const { services, problems } = (await get("/v1/services")).body;
    expect(services).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining("broken.json")]);
    expect((await get("/v1/health")).body.status).toBe("degraded");
  });

  test.each([
    ["GET", "/v1/services/nobody", 404, "SERVICE_UNKNOWN"],
    ["GET", "/v1/services/..%2f..%2fetc%2fpasswd", 404, "SERVICE_UNKNOWN"],
    ["GET", "/", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v2", 404, "ROUTE_UNKNOWN"],
    ["POST", "/v1/services", 405, "METHOD_REFUSED"],
    ["DELETE", "/v1/services/web", 405, "METHOD_REFUSED"],
  ])("answers %s %s with the problem %i %s", async (method, path, status, code) => {
    const response = await api.request(path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problemSchema.parse(await response.json())).toMatchObject({ status, code });
    if (status === 405) expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test("answers HEAD", async () => {
    const response = await api.request("/v1", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  test("a folder that others may write to is a problem", async () => {
    writeReport(folder, "web", "{}");
    chmodSync(folder, 0o777);
    const { services, problems } = (await get("/v1/services")).body;
    expect(services).toEqual([]);
    expect(problems).toEqual([expect.stringContaining("0777")]);
    expect((await get("/v1/health")).body.status).toBe("degraded");
  });
});
