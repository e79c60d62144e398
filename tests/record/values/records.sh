#!/usr/bin/env bash
# Records one signed request as axios, nock, pino and vcrpy write it down. The signature is made by
# node's crypto, apart from countersign; a server of this machine answers 401. Run it in the folder
# of the case: tests/cases/printed-records.
set -euo pipefail
out=$PWD; work=$(mktemp -d); cd "$work"
npm install --silent --no-fund --no-audit axios@1 nock@13 pino@9 > /dev/null
python3 -m venv py && py/bin/pip -q install vcrpy requests
cat > record.js <<'JS'
const crypto = require("crypto"), fs = require("fs"), http = require("http");
const axios = require("axios"), nock = require("nock"), pino = require("pino");
const out = process.argv[2];
const enc = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const server = http.createServer((req, res) => { req.resume(); res.writeHead(401, { "Content-Type": "application/json" }); res.end('{"error":"no"}'); });
server.listen(18432, "127.0.0.1", async () => {
  const url = "http://127.0.0.1:18432/1/update?include=a%20b";
  const body = "status=it%27s%20fine%20%2B%20well";
  const params = { oauth_consumer_key: "dpf43f3p2l4k3l03", oauth_nonce: "chapoH", oauth_signature_method: "HMAC-SHA1", oauth_timestamp: "1371312020", oauth_token: "nnch734d00sl2jdk", oauth_version: "1.0" };
  const all = { ...params, include: "a b", status: "it's fine + well" };
  const joined = Object.keys(all).sort().map((k) => enc(k) + "=" + enc(all[k])).join("&");
  const base = ["POST", enc("http://127.0.0.1:18432/1/update"), enc(joined)].join("&");
  params.oauth_signature = crypto.createHmac("sha1", "kd94hf93k423kf44&pfkkdhi9sl3r4s00").update(base).digest("base64");
  const authorization = "OAuth " + Object.keys(params).map((k) => `${k}="${enc(params[k])}"`).join(", ");
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Authorization: authorization };
  const log = pino({ base: null }, fs.createWriteStream(out + "/pino.log"));
  nock.recorder.rec({ output_objects: true, dont_print: true, enable_reqheaders_recording: true });
  try {
    await axios({ method: "post", url, data: body, headers });
  } catch (error) {
    fs.writeFileSync(out + "/axios-error.json", JSON.stringify(error.toJSON(), null, 1) + "\n");
    fs.writeFileSync(out + "/axios-error.txt", require("util").inspect(error.config, { depth: 3 }) + "\n");
    const path = new URL(url);
    log.info({ msg: "start" });
    log.warn({ req: { method: "POST", url: path.pathname + path.search, headers: { host: path.host, ...headers }, body }, res: { statusCode: 401 } }, "failed");
  }
  fs.writeFileSync(out + "/nock.json", JSON.stringify(nock.recorder.play(), null, 1) + "\n");
  nock.restore();
  fs.writeFileSync("header", authorization);
  require("child_process").execFile("py/bin/python", ["record.py", out], () => server.close());
});
JS
cat > record.py <<'PY'
import sys, requests, vcr
with vcr.use_cassette(sys.argv[1] + "/vcrpy.yaml"):
    requests.post("http://127.0.0.1:18432/1/update?include=a%20b", data="status=it%27s%20fine%20%2B%20well",
                  headers={"Authorization": open("header").read(), "Content-Type": "application/x-www-form-urlencoded"})
PY
node record.js "$out"
