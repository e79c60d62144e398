// Records what clients really send: one JSON line a request on stdout.
// Answers 401 as X does, so that transcripts hold a provider's answer; /moved answers 307.
import http from 'node:http';
import http2 from 'node:http2';
import fs from 'node:fs';

const [key, cert] = process.argv.slice(2).map((name) => fs.readFileSync(name));
const answer = '{"errors":[{"code":32,"message":"Could not authenticate you."}]}';

function record(secure) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const pairs = [];
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        pairs.push([request.rawHeaders[at], request.rawHeaders[at + 1]]);
      }
      console.log(JSON.stringify({
        secure,
        version: request.httpVersion,
        method: request.method,
        target: request.url,
        headers: pairs,
        body: Buffer.concat(chunks).toString('base64'),
      }));
      if (request.url.startsWith('/moved')) {
        response.writeHead(307, { location: '/1.1/statuses/update.json' });
        response.end();
        return;
      }
      response.writeHead(401, {
        'content-type': 'application/json; charset=utf-8',
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'authorization, content-type',
      });
      response.end(request.url.startsWith('/page') ? '<!doctype html>' : answer);
    });
  };
}

const plain = http.createServer(record(false)).listen(0, '127.0.0.1');
const secure = http2
  .createSecureServer({ key, cert, allowHTTP1: true }, record(true))
  .listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ plain: plain.address().port, secure: secure.address().port }));
  });
