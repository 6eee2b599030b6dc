// Who serves new clients: node greet.js NAME=URL...

const { connect, targets } = require("./connecting.js");

async function main() {
  for (const { name, url } of targets(2)) {
    const { socket, ended, next } = connect(url, "greet");
    console.log(`${name}: ${await next("message")}`);
    socket.close(1000);
    await ended;
  }
}

main();
