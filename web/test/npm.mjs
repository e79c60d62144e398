// The package for npm, in node. Usage: node npm.mjs FOLDER-OF-THE-PACKAGE
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { diff, explain } = await import(pathToFileURL(process.argv[2] + "/index.js"));
const keys = { consumerSecret: "kd94hf93k423kf44", tokenSecret: "pfkkdhi9sl3r4s00" };
for (const { id, paste } of JSON.parse(readFileSync(new URL("../page/examples.json", import.meta.url)))) {
  const verdict = await diff(paste, keys);
  assert.deepEqual([verdict.outcome, verdict.causes], ["explained", [id]]);
}
// The resource request of RFC 5849 section 1.2, with the signature that it prints.
const photos = `GET http://photos.example.net/photos?file=vacation.jpg&size=original HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"

`;
assert.equal((await diff(photos, keys)).right, true);
assert.equal((await explain(photos, keys)).signature, "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
await assert.rejects(diff("", keys), /empty/);
console.log("the package answers in node");
