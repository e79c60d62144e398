import { createInterface } from 'node:readline';
const { oauthHeader } = await import(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const fields = line.split('\t').map(field => Buffer.from(field.slice(1), 'hex').toString());
  const [method, url, consumerKey, consumerSecret, token, tokenSecret, count, ...rest] = fields;
  const pairs = [];
  while (rest.length) pairs.push(rest.splice(0, 2));
  const form = pairs.splice(0, Number(count));
  try {
    const keys = { consumerKey, consumerSecret, token, tokenSecret };
    const header = await oauthHeader(method, url, form, keys, Object.fromEntries(pairs));
    console.log('x' + Buffer.from(header).toString('hex'));
  } catch (error) {
    console.log('!' + error.message);
  }
}
