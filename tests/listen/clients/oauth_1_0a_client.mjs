// oauth-1.0a with fetch: right requests, a whole flow, and a space that is written as `+`.
import { createHmac } from "node:crypto";
import assert from "node:assert";
import OAuth from "oauth-1.0a";

const base = process.argv[2];
const consumer = { key: "live-key", secret: "live secret & more" };
const token = { key: "live-token", secret: "live/token=secret" };
const hash = (text, key) => createHmac("sha1", key).update(text).digest("base64");
const oauth = new OAuth({ consumer, signature_method: "HMAC-SHA1", hash_function: hash });

async function send(method, path, data, by = token, signer = oauth, encode = (d) => new URLSearchParams(d)) {
  const url = base + path;
  const headers = signer.toHeader(signer.authorize({ url, method, data }, by));
  const body = data && encode(data).toString();
  if (body) headers["Content-Type"] = "application/x-www-form-urlencoded";
  return fetch(url, { method, headers, body, redirect: "manual" });
}
const form = async (response) => {
  assert.equal(response.status, 200);
  return Object.fromEntries(new URLSearchParams(await response.text()));
};

assert.equal((await send("GET", "/node/get?q=a%20b&x=%C3%A9")).status, 200);
assert.equal((await send("POST", "/node/form", { status: "hello world (1)*!", page: "2" })).status, 200);

const asked = { oauth_callback: "oob" };
const first = oauth.authorize({ url: base + "/oauth/request_token", method: "POST", data: asked });
const temporary = await form(await fetch(base + "/oauth/request_token", { method: "POST", headers: oauth.toHeader(first) }));
const page = await fetch(base + "/oauth/authorize?oauth_token=" + temporary.oauth_token);
const by = { key: temporary.oauth_token, secret: temporary.oauth_token_secret };
const second = { oauth_verifier: (await page.text()).trim() };
const header = oauth.toHeader(oauth.authorize({ url: base + "/oauth/access_token", method: "POST", data: second }, by));
const access = await form(await fetch(base + "/oauth/access_token", { method: "POST", headers: header }));
const mine = { key: access.oauth_token, secret: access.oauth_token_secret };
assert.equal((await send("GET", "/node/after-the-flow", undefined, mine)).status, 200);

const plus = new OAuth({ consumer, signature_method: "HMAC-SHA1", hash_function: hash });
plus.percentEncode = (text) => OAuth.prototype.percentEncode.call(plus, text).replace(/%20/g, "+");
assert.equal((await send("POST", "/wrong/space", { status: "hello world" }, token, plus)).status, 401);
const swapped = { key: "live-token", secret: "" };
assert.equal((await send("GET", "/wrong/key", undefined, swapped)).status, 401);
