# packages: nodejs
# The primary accepts, and hands each connection to a worker.
node /tmp/programs/node-cluster.js
