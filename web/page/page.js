// The page: what is typed goes to the engine, what it answers is shown. Nothing else is done here;
// the HTML comes from the engine, which has escaped whatever a request holds.
"use strict";
const at = (id) => document.getElementById(id);
const fields = ["paste", "consumer_secret", "token_secret", "private_key", "url", "method"];
const native = document.documentElement.dataset.engine === "native";

// The engine in a worker. A new question ends a search that still runs.
const inPage = () => {
  const text = (id) => at(id).textContent;
  const bytes = Uint8Array.from(atob(text("engine")), (c) => c.charCodeAt(0));
  const module = new WebAssembly.Module(bytes);
  const code = URL.createObjectURL(new Blob([text("worker")], { type: "text/javascript" }));
  let worker, waiting, number = 0;
  const start = () => {
    worker = new Worker(code);
    worker.postMessage({ module });
    worker.onmessage = ({ data }) => {
      if (!waiting || data.number !== number) return;
      const done = waiting;
      waiting = undefined;
      done(data.answer);
    };
    worker.onerror = () => waiting?.({ error: "the engine stopped; load the page again" });
  };
  start();
  const stop = () => {
    if (!waiting) return;
    waiting = undefined;
    worker.terminate();
    start();
  };
  const ask = (ask) => new Promise((done) => {
    stop();
    waiting = done;
    number += 1;
    worker.postMessage({ ask, number });
  });
  return { ask, stop };
};

// The engine of `countersign listen`.
const overFetch = () => {
  let controller;
  const ask = async (ask) => {
    controller?.abort();
    controller = new AbortController();
    const body = JSON.stringify(ask);
    const headers = { "Content-Type": "application/json" };
    const asked = fetch("/_countersign/ask", { method: "POST", body, headers, signal: controller.signal });
    return asked.then((answer) => answer.json()).catch((why) =>
      why.name === "AbortError" ? new Promise(() => {}) : { error: "countersign listen has ended" });
  };
  return { ask, stop: () => controller?.abort() };
};
const engine = native ? overFetch() : inPage();

// How often something was typed: answers to what was typed before are not shown.
let turn = 0;
const steps = ["", "one mistake", "two mistakes together", "three mistakes together"];

async function judge() {
  const mine = ++turn;
  const ask = Object.fromEntries(fields.map((name) => [name, at(name).value]));
  ask.entry = at("entry").value;
  ask.show = at("show").checked;
  ask.now = Math.floor(Date.now() / 1000);
  ask.nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  at("cancel").hidden = true;
  if (!ask.paste.trim()) return show({ error: "" });
  for (let search = 0; ; search += 1) {
    if (search > 0) {
      say(`searching: ${steps[search]} …`);
      at("cancel").hidden = false;
    }
    const answer = await engine.ask({ ...ask, search });
    if (mine !== turn) return;
    show(answer);
    if (!answer.more || answer.missing.length || search === 3) break;
  }
  at("cancel").hidden = true;
}

const say = (text) => { at("status").textContent = text; };

function show(answer) {
  at("link").hidden = !answer.linkable || native;
  at("stages-row").hidden = !answer.stages;
  at("verdict").innerHTML = answer.verdict ?? "";
  at("stages").innerHTML = answer.stages ?? "";
  if (answer.error !== undefined) {
    say(answer.help ? `${answer.error}: ${answer.help}` : answer.error);
    at("entry-row").hidden = true;
    at("entry").replaceChildren();
    return;
  }
  say(`Read as ${answer.read_as}. ${answer.title}`);
  for (const name of fields) at(name).toggleAttribute("aria-invalid", answer.missing.includes(name));
  entries(answer.entries);
  at("verdict").querySelectorAll("pre.box:has(> code), div.box:has(.command)").forEach(copyable);
}

function entries(all) {
  const select = at("entry");
  at("entry-row").hidden = all.length === 0;
  const known = [...select.options].slice(1).map((option) => option.textContent);
  if (known.join("\n") === all.join("\n")) return;
  const option = (text, value) => Object.assign(document.createElement("option"), { textContent: text, value });
  select.replaceChildren(...(all.length ? [option("the one that was refused", "")] : []),
    ...all.map((text) => option(text, text.split(" ")[0])));
}

function copyable(box) {
  const around = Object.assign(document.createElement("div"), { className: "copied" });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  box.replaceWith(around);
  around.append(box, button);
  button.addEventListener("click", () => copy(box.textContent, button));
}

async function copy(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed here";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
}

// A link holds the request alone, behind `#`, which no browser sends.
const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const unpacked = (text) => new TextDecoder().decode(Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)));

function open() {
  const [, link] = location.hash.match(/^#1=([\w-]*)$/) ?? [];
  if (!link) return;
  try {
    at("paste").value = unpacked(link);
  } catch {
    say("the link is not whole");
  }
}

for (const name of fields) {
  at(name).addEventListener("input", () => {
    if (name === "paste") at("entry").replaceChildren();
    judge();
  });
}
at("entry").addEventListener("change", judge);
at("form").addEventListener("submit", (event) => event.preventDefault());
at("show").addEventListener("change", () => {
  for (const name of ["consumer_secret", "token_secret"]) at(name).type = at("show").checked ? "text" : "password";
  judge();
});
at("cancel").addEventListener("click", () => {
  turn += 1;
  engine.stop();
  at("cancel").hidden = true;
  say("the search was stopped");
});
at("link").addEventListener("click", () =>
  copy(location.href.split("#")[0] + "#1=" + packed(at("paste").value), at("link")));

for (const example of JSON.parse(at("examples-data").textContent)) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: example.title });
  button.addEventListener("click", () => {
    // The secrets of RFC 5849's own examples.
    Object.assign(at("consumer_secret"), { value: "kd94hf93k423kf44" });
    Object.assign(at("token_secret"), { value: "pfkkdhi9sl3r4s00" });
    at("paste").value = example.paste;
    at("entry").replaceChildren();
    judge();
    at("status").scrollIntoView({ block: "nearest" });
  });
  const item = document.createElement("li");
  item.append(button);
  at("example-list").append(item);
}

// Requests as they arrive, where `countersign listen` serves the page.
if (native) {
  at("promise").textContent = "What you type goes to countersign on this machine, and nowhere else.";
  at("live").hidden = false;
  new EventSource("/_countersign/events").addEventListener("message", ({ data }) => {
    const told = JSON.parse(data);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: told.line });
    button.className = told.accepted ? "yes" : "no";
    button.addEventListener("click", () => {
      turn += 1;
      at("stages-row").hidden = true;
      at("verdict").innerHTML = told.verdict;
      say(told.line);
    });
    const item = document.createElement("li");
    item.append(button);
    at("requests").prepend(item);
    while (at("requests").children.length > 200) at("requests").lastChild.remove();
  });
}
open();
judge();
