// Looks at what has arrived, talks over a WebSocket, and tells the test all of it.

const ASSETS = [
  "look.css", "layout.css", "first.js", "second.js", "page.mjs",
  "dot.svg", "small.png", "large.png", "data.json", "data.bin",
];

async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What was loaded before comes from the browser's cache: the bytes the page was made from.
async function hashOf(asset) {
  const response = await fetch(asset, { cache: "force-cache" });
  return sha256(await response.arrayBuffer());
}

function used() {
  const style = getComputedStyle(document.body);
  const width = (id) => document.getElementById(id).naturalWidth;
  return {
    "look.css": style.color === "rgb(1, 2, 3)",
    "layout.css": style.paddingLeft === "17px",
    "first.js": window.first === true,
    "second.js": window.second === true,
    "dot.svg": width("dot") === 9,
    "small.png": width("small") === 16,
    "large.png": width("large") === 512,
  };
}

function socket() {
  return new Promise((resolve, reject) => {
    const url = new URL("socket", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const open = new WebSocket(url);
    open.binaryType = "arraybuffer";
    const report = { texts: [], binary: [] };
    const large = new Uint8Array(200_000).map((_, i) => i * 7);
    let sent = 0;
    open.onerror = () => reject(new Error("the WebSocket failed"));
    open.onclose = (event) => resolve({ ...report, code: event.code, clean: event.wasClean });
    open.onmessage = async ({ data }) => {
      if (typeof data !== "string") {
        report.binary.push(await sha256(data), await sha256(large));
        open.close(3001, "enough");
        return;
      }
      report.texts.push(data);
      if (data.startsWith("unasked") && data !== "unasked 4") {
        return;
      }
      if (sent < 20) {
        open.send(`page ${sent++}`);
      } else {
        open.send(large);
      }
    };
  });
}

async function report() {
  const hashes = {};
  for (const asset of ASSETS) {
    hashes[asset] = await hashOf(asset);
  }
  return { hashes, used: used(), socket: await socket() };
}

async function tell(result) {
  await fetch("api/result", { method: "POST", body: JSON.stringify(result) });
}

addEventListener("load", () => report().catch((error) => ({ error: String(error) })).then(tell));
