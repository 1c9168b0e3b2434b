// Takes the addresses of sponsors out of package-lock.json: a lock of ours names no host.
const fs = require("node:fs");

const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
}
fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n");
