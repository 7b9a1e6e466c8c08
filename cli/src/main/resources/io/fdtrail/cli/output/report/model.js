// Who passed what to whom, and which rows are shown.
const model = {nodes: [], edges: [], edgeOf: null, laneOf: null, fileOf: null, start: 0, at: null, isNear: null, shown: null};
const state = {filter: '', pair: '', row: -1, sort: '', time: ''};
const INSTALLED = ['RECV', 'PEEK', 'GRAB', 'INJECT', 'PIDFD'];

// What an act is, of which there are few: asked once of each.
const acts = {isBad: null, isArrival: null, hasEnd: null, word: null};

function indexActs() {
  const act = table('act');
  const words = key => Array.from({length: act.rows}, (unused, i) => cell('act', i, key, ''));
  acts.word = words('action');
  const errno = words('errno');
  acts.isBad = acts.word.map((word, i) => word === 'DROP' || word === 'FAIL' || errno[i] !== '');
  acts.isArrival = acts.word.map((word, i) => INSTALLED.includes(word) && errno[i] === '');
  acts.hasEnd = acts.word.map(word => word !== 'SEND' && word !== 'FAIL');
}

function processName(row, whose) {
  return text(row, whose + 'process') || text(row, whose + 'comm') || '?';
}

function groupName(row, whose) {
  const container = text(row, whose + 'container.id');
  return container ? text(row, whose + 'container.runtime') + ' ' + clip(container, 13)
    : text(row, whose + 'user_unit') || text(row, whose + 'unit');
}

// More cannot be told apart in a picture.
const MOST_NODES = 24;

// Those that act in the rows, as they are in the table of processes, or in that of senders.
function actors(whose) {
  const found = new Map();
  const parts = table('rows').rows ? table('rows').columns.get(whose ? 'sender' : 'process').values : [];
  for (let row = 0; row < parts.length; row++) {
    const pid = found.has(parts[row]) ? NaN : number(row, whose + 'pid');
    if (pid === pid) {
      found.set(parts[row], {name: processName(row, whose), group: groupName(row, whose), pid});
    }
  }
  return found;
}

// The names of which there are so many processes that they are shown as one.
function crowds(all) {
  const byName = new Map();
  for (const actor of all) {
    const key = actor.group + '/' + actor.name;
    byName.set(key, (byName.get(key) || new Set()).add(actor.pid));
  }
  let nodes = [...byName.values()].reduce((sum, pids) => sum + pids.size, 0);
  const found = new Set();
  for (const [key, pids] of [...byName].sort((a, b) => b[1].size - a[1].size)) {
    if (nodes > MOST_NODES && pids.size > 1) {
      found.add(key);
      nodes -= pids.size - 1;
    }
  }
  return found;
}

// A node for each process, or for all of a name.
function nodeFinder(nodes) {
  const known = {'': actors(''), 'sender.': actors('sender.')};
  const all = [...known[''].values(), ...known['sender.'].values()];
  const together = crowds(all);
  const byKey = new Map();
  for (const actor of all) {
    const name = actor.group + '/' + actor.name;
    const key = together.has(name) ? name : name + ' ' + actor.pid;
    if (!byKey.has(key)) {
      byKey.set(key, nodes.length);
      nodes.push({key, name: actor.name, group: actor.group, pids: new Set(), rows: 0});
    }
    actor.node = byKey.get(key);
    nodes[actor.node].pids.add(actor.pid);
  }
  // Processes of one name are in a box, too, if nothing else says that they belong together.
  for (const node of nodes) {
    node.box = node.group || (nodes.some(other => other !== node && other.name === node.name && !other.group) ? node.name : '');
  }
  return (part, whose) => known[whose].get(part).node;
}

// The number of the file for each row of its table. The kernel gives the file_id of a file that is closed to another one.
function indexFiles() {
  const known = new Map();
  model.fileOf = Int32Array.from({length: table('file').rows}, (unused, i) => {
    const id = cell('file', i, 'file_id', '');
    const key = [id, cell('file', i, 'dev', ''), cell('file', i, 'inode', ''), cell('file', i, 'kind', '')].join(' ');
    if (id && !known.has(key)) {
      known.set(key, known.size);
    }
    return id ? known.get(key) : -1;
  });
}

// -1: not known.
function fileOf(row) {
  const file = table('rows').columns.get('file').values[row];
  return file === file ? model.fileOf[file] : -1;
}

function buildModel() {
  indexActs();
  indexFiles();
  const rows = table('rows').rows;
  const act = rows ? table('rows').columns.get('act').values : [];
  const boot = rows ? table('rows').columns.get('boot_ns').values : [];
  const process = rows ? table('rows').columns.get('process').values : [];
  const sender = rows ? table('rows').columns.get('sender').values : [];
  const find = nodeFinder(model.nodes);
  const edges = new Map();
  model.edgeOf = new Int32Array(rows).fill(-1);
  model.laneOf = new Int32Array(rows);
  model.at = new Float64Array(rows);
  const first = boot[0];
  for (let row = 0; row < rows; row++) {
    model.at[row] = typeof first === 'bigint' ? Number(BigInt(boot[row]) - first) : boot[row] - first;
    const node = find(process[row], '');
    model.laneOf[row] = node;
    model.nodes[node].rows++;
    if (!acts.hasEnd[act[row]] || number(row, 'sender.pid') !== number(row, 'sender.pid')) {
      continue;
    }
    const from = find(sender[row], 'sender.');
    const key = from * 1e6 + node;
    let edge = edges.get(key);
    if (edge === undefined) {
      edge = model.edges.length;
      edges.set(key, edge);
      model.edges.push({from, to: node, passed: 0, dropped: 0, key: model.nodes[from].key + ' → ' + model.nodes[node].key});
    }
    model.edges[edge][acts.isBad[act[row]] ? 'dropped' : 'passed']++;
    model.edgeOf[row] = edge;
    if (report.sendOf[row] >= 0) {
      model.edgeOf[report.sendOf[row]] = edge;
    }
  }
  model.first = Math.min(0, ...firstAndLast(model.at));
  model.last = Math.max(0, ...firstAndLast(model.at));
}

function firstAndLast(times) {
  return [times.reduce((a, b) => Math.min(a, b), 0), times.reduce((a, b) => Math.max(a, b), 0)];
}

function chosenTime() {
  const parts = /^(-?[\d.]+)-([\d.]+)$/.exec(state.time);
  return parts ? [+parts[1] * 1e9, +parts[2] * 1e9] : null;
}

// Computes which rows are shown; a fault leaves those of before.
function select() {
  const edge = state.pair ? model.edges.findIndex(each => each.key === state.pair) : -1;
  const time = chosenTime();
  model.isNear = row => (!state.pair || model.edgeOf[row] === edge)
    && (!time || (model.at[row] >= time[0] && model.at[row] <= time[1]));
  const test = compile(state.filter);
  const found = [];
  for (let row = 0; row < table('rows').rows; row++) {
    if (model.isNear(row) && test(row)) {
      found.push(row);
    }
  }
  model.shown = Int32Array.from(found);
}

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  state.filter = given.get('filter') || '';
  state.pair = given.get('pair') || '';
  state.sort = given.get('sort') || '';
  state.time = given.get('time') || '';
  state.row = given.has('row') ? Number(given.get('row')) : -1;
  if (!(state.row >= 0 && state.row < table('rows').rows)) {
    state.row = -1;
  }
}

function fragment() {
  const kept = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (value !== '' && value !== -1) {
      kept.set(key, value);
    }
  }
  return '#' + kept;
}
