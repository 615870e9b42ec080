import { describePodman } from "./podman-command.js";

describePodman("user");
