import { expect } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { holdAsleep } from "../sleep/asleep.js";

const { test } = needs("jupyter-server");

/** By default it binds localhost, in both families; a wildcard is one bind for each. */
test.each(["127.0.0.1", "localhost", "0.0.0.0", ""])(
  "Jupyter with --ip=%s is started by its first client, serves, and sleeps",
  async (ip) => {
    const folder = openTempDir();
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const settings = [`--ip=${ip}`, `--port=${port}`, "--ServerApp.token=", "--no-browser"];
    const jupyter = [
      "jupyter-server",
      ...settings,
      "--allow-root",
      `--ServerApp.root_dir=${folder}`,
    ];
    const argv = ["env", `HOME=${folder}`, ...jupyter];
    const { report } = await holdAsleep({ kind: "tcp", address, argv }, 500);
    const { status, body } = await get(address, { path: "/api" });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toHaveProperty("version");
    const { unmatched } = await reportWhere(
      report,
      ({ state, wakes }) => state === "waiting" && wakes === 1,
    );
    expect(unmatched).toEqual([]);
  },
);
