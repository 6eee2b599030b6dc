// A server by the package ws: node server.js PORT NAME [CERTIFICATE KEY]
//
// Each client is greeted with the server's name, gets a tick and a ping every second, and each of
// its messages back; a quiet one only the last. A line of JSON tells of each session that has ended.

const { readFileSync } = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { WebSocketServer } = require("ws");

const [port, name, cert, key] = process.argv.slice(2);
const server = cert
  ? https.createServer({ cert: readFileSync(cert), key: readFileSync(key) })
  : http.createServer();

function greet(socket, session) {
  let ticks = 0;
  socket.send(`welcome to ${name}`);
  const ticking = setInterval(() => {
    socket.send(`tick ${ticks++}`);
    socket.ping(`of ${name}`);
  }, 1000);
  socket.on("pong", (data) => {
    session.pongs += data.toString() === `of ${name}`;
  });
  socket.on("close", () => clearInterval(ticking));
}

function answer(socket, data, binary) {
  const [word, code] = binary ? [] : data.subarray(0, 20).toString().split(" ");
  if (word === "close") {
    socket.close(Number(code), "as you say");
  } else if (word === "terminate") {
    socket.terminate();
  } else {
    socket.send(data, { binary });
  }
}

new WebSocketServer({
  server,
  maxPayload: 16 << 20,
  perMessageDeflate: { threshold: 0 },
}).on("connection", (socket, request) => {
  const session = { server: name, as: request.url, messages: 0, pings: 0, pongs: 0 };
  if (request.url !== "/quiet") {
    greet(socket, session);
  }
  socket.on("ping", () => session.pings++);
  socket.on("message", (data, binary) => {
    session.messages++;
    answer(socket, data, binary);
  });
  socket.on("close", (code, reason) => {
    console.log(JSON.stringify({ ...session, close: `${code} ${reason}` }));
  });
});

server.listen(Number(port), "127.0.0.1");
