// The page in headless Chromium: from the disk with its own engine, then as `countersign listen` serves
// it. Usage: node page.mjs PAGE.html COUNTERSIGN SHOTS; playwright-core and axe-core beside it.
import assert from "node:assert";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , file, countersign, shots] = process.argv;
const require = createRequire(join(process.cwd(), "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const examples = JSON.parse(readFileSync(new URL("../page/examples.json", import.meta.url)));
const photos = `GET http://photos.example.net/photos?file=vacation.jpg&size=original HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"

`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function opened(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.requests = [];
  page.complaints = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(url);
  return page;
}
const verdict = (page, text) => page.locator("#verdict").filter({ hasText: text }).waitFor({ timeout: 120000 });

async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  const told = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" ")}`);
  assert.deepEqual(told, []);
}

async function fromTheDisk() {
  const page = await opened(pathToFileURL(file).href);
  await page.locator("#examples summary").click();
  for (const { id, title } of examples) {
    await page.getByRole("button", { name: title, exact: true }).click();
    await verdict(page, `countersign mistakes ${id}`);
  }
  // The fix is copied as it is to be sent, once tokens may be shown.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByLabel("show secrets").check();
  await verdict(page, "nnch734d00sl2jdk");
  const fix = page.locator("#verdict section").filter({ hasText: "Send it right" });
  await fix.getByRole("button", { name: "Copy" }).click();
  await fix.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^curl .*oauth_token="nnch734d00sl2jdk"/s);
  await page.getByLabel("show secrets").uncheck();
  await page.locator("#paste").fill(photos);
  await page.locator("#verdict header.is-right").waitFor();

  // One secret is wrong: the search runs, and can be stopped.
  await page.locator("#consumer_secret").fill("another");
  await page.locator("#cancel").waitFor({ timeout: 60000 });
  await page.locator("#cancel").click();
  assert.equal(await page.locator("#status").textContent(), "the search was stopped");
  await page.locator("#token_secret").fill("");
  await verdict(page, "secret");

  // A paste that means harm stays text, and fetches nothing.
  const hostile = photos.replace("size=original", "size=<img/src=x/onerror=document.title='gone'><script>document.title='gone'</script>");
  await page.locator("#paste").fill(hostile);
  await page.locator("#token_secret").fill("pfkkdhi9sl3r4s00");
  await verdict(page, "SIGNATURE");
  assert.equal(await page.locator("#verdict img, #verdict script, #stages img").count(), 0);
  assert.notEqual(await page.title(), "gone");

  // A link holds the request and no secret.
  await page.locator("#paste").fill(photos);
  await page.locator("#consumer_secret").fill("kd94hf93k423kf44");
  await page.locator("#verdict header.is-right").waitFor();
  assert(await page.locator("#link").isVisible());
  const link = pathToFileURL(file).href + "#1=" + Buffer.from(photos).toString("base64url");
  const other = await opened(link);
  assert.equal(await other.locator("#paste").inputValue(), photos);
  await other.locator("#consumer_secret").fill("kd94hf93k423kf44");
  await other.locator("#token_secret").fill("pfkkdhi9sl3r4s00");
  await other.locator("#verdict header.is-right").waitFor();

  for (const one of [page, other]) {
    const away = one.requests.filter((url) => !/^(file|blob|data):/.test(url));
    assert.deepEqual([away, one.complaints], [[], []]);
  }
}

async function byKeyboard() {
  const page = await opened(pathToFileURL(file).href);
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "paste");
  await page.keyboard.insertText(examples[0].paste);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "consumer_secret");
  await page.keyboard.insertText("kd94hf93k423kf44");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText("pfkkdhi9sl3r4s00");
  await verdict(page, "CAUSE PROVEN");
  await accessible(page);
}

async function pictures() {
  mkdirSync(shots, { recursive: true });
  for (const width of [1280, 400]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await opened(pathToFileURL(file).href, { viewport: { width, height: 900 }, colorScheme });
      await page.locator("#examples summary").click();
      await page.getByRole("button", { name: examples[0].title, exact: true }).click();
      await verdict(page, "CAUSE PROVEN");
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${wide} columns of ${width}`);
      await page.screenshot({ path: join(shots, `${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

async function served() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-page-"));
  writeFileSync(join(folder, "keys.toml"), `consumer_key = "dpf43f3p2l4k3l03"
consumer_secret = "kd94hf93k423kf44"
token = "nnch734d00sl2jdk"
token_secret = "pfkkdhi9sl3r4s00"
`, { mode: 0o600 });
  const listener = spawn(countersign, ["listen", "--port", "0", "--keys", "keys.toml"], { cwd: folder });
  try {
    const said = await new Promise((done) => listener.stderr.once("data", (bytes) => done(String(bytes))));
    const [base] = said.match(/http:\/\/[\d.:]+/);
    const page = await opened(`${base}/_countersign/`);
    await page.locator("#live").waitFor();
    const header = 'OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_nonce="<b>x", oauth_signature="AAAA"';
    const answer = await fetch(`${base}/1/notes`, { headers: { Authorization: header } });
    assert.equal(answer.status, 400);
    const line = page.locator("#requests button").first();
    await line.waitFor();
    assert.match(await line.textContent(), /parameter_absent/);
    await line.click();
    await verdict(page, "parameter_absent");
    assert.equal(await page.locator("#verdict b").count(), 0);
    await page.locator("#examples summary").click();
    await page.getByRole("button", { name: examples[1].title, exact: true }).click();
    await verdict(page, `countersign mistakes ${examples[1].id}`);
    await accessible(page);
    assert.deepEqual(page.complaints, []);
    assert(page.requests.every((url) => url.startsWith(base)));
  } finally {
    listener.kill("SIGINT");
  }
}

try {
  await fromTheDisk();
  await byKeyboard();
  await pictures();
  await served();
  console.log("the page holds");
} finally {
  await browser.close();
}
