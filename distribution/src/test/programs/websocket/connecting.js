// What the clients have in common.

const { WebSocket } = require("ws");

/** A connection as one of the kinds that the server tells apart. */
function connect(url, kind, deflate = false) {
  const socket = new WebSocket(`${url}/${kind}`, {
    rejectUnauthorized: false,
    maxPayload: 16 << 20,
    perMessageDeflate: deflate && { threshold: 0 },
  });
  // The end follows, and is what counts.
  socket.on("error", () => {});
  const ended = new Promise((resolve) => {
    socket.once("close", (code, reason) => resolve(`${code} ${reason}`));
  });
  const broken = ended.then((close) => {
    throw new Error(`${url}/${kind}: ended with ${close}`);
  });
  broken.catch(() => {});
  return {
    socket,
    /** Code and reason, once it has ended. */
    ended,
    /** The first value of the next such event; fails if the connection ends before. */
    next: (event) =>
      Promise.race([broken, new Promise((resolve) => socket.once(event, resolve))]),
  };
}

/** The arguments NAME=URL. */
function targets(from) {
  return process.argv.slice(from).map((argument) => {
    const [name, url] = argument.split("=");
    return { name, url };
  });
}

module.exports = { connect, targets };
