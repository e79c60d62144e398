// countersign's engine for node and browsers. Nothing is sent anywhere.

let started;

async function start() {
  const place = new URL("engine.wasm", import.meta.url);
  const bytes = place.protocol === "file:"
    ? await (await import("node:fs/promises")).readFile(place)
    : await (await fetch(place)).arrayBuffer();
  return (await WebAssembly.instantiate(bytes, {})).instance.exports;
}

async function ask(question) {
  const engine = await (started ??= start());
  for (const byte of new TextEncoder().encode(JSON.stringify(question))) engine.put(byte);
  const length = engine.answer();
  const bytes = new Uint8Array(length + 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < length; at += 4) view.setUint32(at, engine.take(at), true);
  const answer = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length)));
  if (answer.error !== undefined) {
    throw Object.assign(new Error(answer.error), { help: answer.help, at: answer.at });
  }
  return answer;
}

const question = (paste, keys, further) => ({
  paste,
  consumer_secret: keys.consumerSecret ?? "",
  token_secret: keys.tokenSecret ?? "",
  private_key: keys.privateKey ?? "",
  ...further,
});

export async function diff(paste, keys = {}, { mistakes = 2 } = {}) {
  const { outcome, causes, title, missing, verdict } = await ask(question(paste, keys, { search: mistakes }));
  return { outcome, right: outcome === "agrees", causes, title, missing, html: verdict };
}

export async function explain(paste, keys = {}) {
  const { base_string, signature, stages } = await ask(question(paste, keys, { show: true }));
  return { baseString: base_string, signature, html: stages };
}
