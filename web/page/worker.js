// The engine, in a thread of its own: JSON in, JSON out.
let engine;
onmessage = ({ data }) => {
  if (data.module) {
    engine = new WebAssembly.Instance(data.module, {}).exports;
    return;
  }
  for (const byte of new TextEncoder().encode(JSON.stringify(data.ask))) engine.put(byte);
  const length = engine.answer();
  const bytes = new Uint8Array(length + 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < length; at += 4) view.setUint32(at, engine.take(at), true);
  const answer = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length)));
  postMessage({ number: data.number, answer });
};
