// Clients by the package ws: node talk.js SECONDS NAME=URL...
//
// For so long, clients at each URL send messages of many sizes, without and with compression, and
// expect each back; one only pauses, one is silent, and some have the server close. "open" tells
// that all have begun, "10 s" and so on that they go on, and lines of JSON in the end what was seen.

const { randomBytes } = require("node:crypto");
const { connect, targets } = require("./connecting.js");

const SECONDS = Number(process.argv[2]);

// Around the ends of the three kinds of length that a frame has, and beyond every buffer.
const SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000, 4_000_000];

// Between messages; longer than the proxy lets clients and servers of requests be silent.
const BREATH = 250;
const PAUSE = 4000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** In pieces, with a ping between them, as often as not. */
function send(socket, data, binary, pieces) {
  if (!pieces) {
    socket.send(data, { binary });
    return;
  }
  const middle = data.length >> 1;
  socket.send(data.subarray(0, middle), { binary, fin: false });
  socket.ping("between pieces");
  socket.send(data.subarray(middle), { binary, fin: true });
}

/** Messages both ways until the time is over; then it closes with a code and a reason. */
async function talk(target, deflate, opened, over) {
  const { socket, ended, next } = connect(target.url, deflate ? "deflate" : "plain", deflate);
  const seen = { ...target, kind: deflate ? "deflate" : "plain", back: 0, ticks: 0, pings: 0, pongs: 0 };
  socket.on("ping", () => seen.pings++);
  socket.on("pong", () => seen.pongs++);
  socket.on("message", (data, binary) => {
    const text = binary ? "" : data.subarray(0, 30).toString();
    if (text.startsWith("welcome ")) {
      seen.welcome = text;
    } else if (text === `tick ${seen.ticks}`) {
      seen.ticks++;
    } else {
      socket.emit("answer", { data, binary });
    }
  });
  await next("open");
  opened();
  seen.extensions = socket.extensions;
  for (let number = 0; !over(); number++) {
    const size = SIZES[number % SIZES.length];
    // What can be compressed, and what cannot.
    const binary = number % 2 === 1;
    const data = binary ? randomBytes(size) : Buffer.alloc(size, `message ${number}, `);
    const answered = next("answer");
    send(socket, data, binary, number % 4 > 1);
    const answer = await answered;
    if (answer.binary !== binary || !answer.data.equals(data)) {
      throw new Error(`message ${number} of ${size} bytes came back as another`);
    }
    seen.back++;
    await sleep(BREATH);
  }
  socket.close(4321, "goodbye");
  return { ...seen, close: await ended };
}

/** Pauses, each of which is shorter than what a tunnel may have. */
async function pause(target, opened, over) {
  const { socket, ended, next } = connect(target.url, "quiet");
  await next("open");
  opened();
  let back = 0;
  do {
    await sleep(PAUSE);
    const answered = next("message");
    socket.send("still here");
    await answered;
    back++;
  } while (!over());
  socket.close(1000);
  return { ...target, kind: "pause", back, close: await ended };
}

/** Neither side says anything: how many milliseconds it lasts. */
async function silence(target, opened) {
  const begin = process.hrtime.bigint();
  const { ended, next } = connect(target.url, "quiet");
  await next("open");
  opened();
  const close = await ended;
  return { ...target, kind: "silence", close, lasted: Number((process.hrtime.bigint() - begin) / 1_000_000n) };
}

/** The server ends connections as it is told to. */
async function codes(target) {
  const closes = [];
  for (const wish of ["close 1000", "close 1001", "close 1011", "close 3000", "close 4999", "terminate"]) {
    const { socket, ended, next } = connect(target.url, "codes");
    await next("open");
    socket.send(wish);
    closes.push(await ended);
  }
  return { ...target, kind: "codes", closes };
}

async function main() {
  const all = targets(3);
  let waiting = 4 * all.length;
  let until = Infinity;
  let tens = 0;
  const over = () => Date.now() >= until;
  const opened = () => {
    waiting--;
    if (waiting === 0) {
      until = Date.now() + SECONDS * 1000;
      console.log("open");
      setInterval(() => console.log(`${(tens += 10)} s`), 10_000).unref();
    }
  };
  const clients = all.flatMap((target) => [
    talk(target, false, opened, over),
    talk(target, true, opened, over),
    pause(target, opened, over),
    silence(target, opened),
    codes(target),
  ]);
  for (const seen of await Promise.all(clients)) {
    console.log(JSON.stringify(seen));
  }
}

main().catch((error) => {
  // Where the test looks.
  console.log(error.stack);
  process.exit(1);
});
