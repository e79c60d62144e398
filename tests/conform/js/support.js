// What every JavaScript adapter shares: a line in, a line out, and an error instead of an end.
const readline = require('readline');
const crypto = require('crypto');

exports.serve = async (sign) => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = await sign(JSON.parse(line));
    } catch (error) {
      answer = { error: `${error.name}: ${error.message}` };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
};

exports.oauth = (request, name) => Object.fromEntries(request.oauth)[name];

// A map with an array for a repeated name, as the libraries that take maps document it.
exports.arrays = (pairs) => {
  const found = Object.create(null);
  for (const [name, value] of pairs) {
    if (!(name in found)) found[name] = value;
    else if (Array.isArray(found[name])) found[name].push(value);
    else found[name] = [found[name], value];
  }
  return { ...found };
};

const usual = ['oauth_consumer_key', 'oauth_token', 'oauth_signature_method', 'oauth_timestamp',
  'oauth_nonce', 'oauth_version'];
exports.extras = (request) => request.oauth.filter(([name]) => !usual.includes(name));
exports.queryPairs = (request) => request.parameters.slice(0, request.parameters.length - request.form.length);

exports.hmac = (algorithm) => (text, key) => crypto.createHmac(algorithm, key).update(text).digest('base64');
