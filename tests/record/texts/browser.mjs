// Sends a signed request from a page in headless Chromium and keeps the HAR that comes of it.
// usage: node browser.mjs CHROMIUM PORT HAR METHOD URL [AUTHORIZATION CONTENT_TYPE BODY]
import { chromium } from 'playwright-core';

const [executablePath, port, har, method, url, authorization, type, body] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', `--host-resolver-rules=MAP api.example.com:443 127.0.0.1:${port}`],
});
const context = await browser.newContext({
  ignoreHTTPSErrors: true,
  recordHar: { path: har, content: 'embed' },
});
const page = await context.newPage();
await page.goto('https://api.example.com/page');
await page.evaluate(async ([method, url, authorization, type, body]) => {
  const headers = {};
  if (authorization) headers.Authorization = authorization;
  if (type) headers['Content-Type'] = type;
  const response = await fetch(url, { method, headers, body: body || undefined });
  await response.text();
}, [method, url, authorization, type, body]);
await context.close();
await browser.close();
