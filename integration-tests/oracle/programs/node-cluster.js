// Two workers get connections from the primary, one after the other.
const cluster = require('cluster');
const http = require('http');
const REQUESTS = 60;
const PORT = 20081;

if (cluster.isPrimary) {
  const workers = [cluster.fork(), cluster.fork()];
  let ready = 0;
  cluster.on('listening', () => {
    if (++ready === workers.length) {
      request(REQUESTS);
    }
  });
} else {
  http.createServer((_, response) => response.end()).listen(PORT, '127.0.0.1');
}

function request(left) {
  if (left === 0) {
    cluster.disconnect();
    return;
  }
  http.get({ port: PORT, host: '127.0.0.1', agent: false }, (response) => {
    response.resume();
    response.on('end', () => request(left - 1));
  });
}
