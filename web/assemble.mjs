// Puts the page together: one HTML file with its styles, its script, the engine and the examples in
// it, and a policy that allows these and nothing else. Usage: node assemble.mjs ENGINE.wasm OUT.html
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [, , engine, out] = process.argv;
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const style = read("../src/render/html/style.css") + read("page/page.css");
const script = read("page/page.js");
// In an element for data only `</script` would end it.
const data = (id, text) => `<script type="text/plain" id="${id}">${text.replaceAll("</", "<\\/")}</script>\n`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const parts = {
  policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  style: `<style>${style}</style>`,
  data: data("worker", read("page/worker.js")) + data("examples-data", read("page/examples.json")) +
    data("engine", readFileSync(engine).toString("base64")),
  script: `<script>${script}</script>`,
};
const page = read("page/index.html").replace(/<!--(\w+)-->/g, (_, name) => parts[name]);
writeFileSync(out, page);
