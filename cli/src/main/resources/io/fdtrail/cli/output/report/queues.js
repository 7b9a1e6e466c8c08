// How many descriptors wait to be received: in all queues, and in those of single sockets that grow.
const QUEUE = 48;
const MOST_QUEUES = 4;

// Of a whole machine, what has no end is still there at the end; of a part of it, another part may have received it.
function measureQueues() {
  const isWhole = !cell('about', 0, 'subject', '') && !cell('about', 0, 'filter', '');
  const all = newQueue(NaN);
  const sockets = new Map();
  const ended = new Set(report.sendOf);
  const flights = table('rows').rows ? table('rows').columns.get('in_flight_ns').values : [];
  const act = table('rows').rows ? table('rows').columns.get('act').values : [];
  for (const row of model.shown) {
    const word = acts.word[act[row]];
    const isLeft = isWhole && word === 'SEND' && !ended.has(row);
    if (!isLeft && (flights[row] !== flights[row] || word === 'PEEK')) {
      continue;
    }
    addWait(all, row, isLeft, flights[row]);
    const inode = number(row, isLeft ? 'peer_inode' : 'socket_inode');
    if (inode === inode) {
      const queue = sockets.get(inode) || newQueue(inode);
      sockets.set(inode, queue);
      addWait(queue, row, isLeft, flights[row]);
    }
  }
  const growing = [...sockets.values()].filter(grows).sort((a, b) => b.most - a.most || a.row - b.row);
  return [sortWaits(all), ...growing.slice(0, MOST_QUEUES)];
}

function newQueue(inode) {
  return {inode, begins: [], ends: [], messages: {begins: [], ends: []}, row: -1, name: 'in flight', pid: NaN, most: 0};
}

function addWait(queue, row, isLeft, flight) {
  if (!isLeft || !queue.ends.length) {
    queue.row = row; // who read it, better than for whom it was
  }
  for (const waits of number(row, 'index') > 0 ? [queue] : [queue, queue.messages]) {
    waits.begins.push(isLeft ? model.at[row] : model.at[row] - flight);
    if (!isLeft) {
      waits.ends.push(model.at[row]);
    }
  }
}

function sortWaits(waits) {
  waits.begins = Float64Array.from(waits.begins).sort();
  waits.ends = Float64Array.from(waits.ends).sort();
  return waits;
}

// Whether a message arrived while another one waited. One message alone may have many descriptors.
function grows(queue) {
  if (queue.messages.begins.length < 2 || mostWaiting(sortWaits(queue.messages)) < 2) {
    return false;
  }
  queue.most = mostWaiting(sortWaits(queue));
  const isEnd = acts.hasEnd[table('rows').columns.get('act').values[queue.row]];
  queue.name = isEnd ? processName(queue.row, '') : text(queue.row, 'peer_process') || '?';
  queue.pid = number(queue.row, isEnd ? 'pid' : 'peer_pid');
  return true;
}

function mostWaiting({begins, ends}) {
  let ended = 0;
  let most = 0;
  begins.forEach((begin, i) => {
    while (ended < ends.length && ends[ended] < begin) {
      ended++;
    }
    most = Math.max(most, i + 1 - ended);
  });
  return most;
}

// For each pixel the most that waited.
function depthsOf({begins, ends}, [from, to], pixels) {
  const depths = [];
  let begun = 0;
  let ended = 0;
  for (let i = 0; i <= pixels; i++) {
    const until = from + i / pixels * (to - from);
    let depth = begun - ended;
    while (begun < begins.length && begins[begun] <= until) {
      while (ended < ends.length && ends[ended] < begins[begun]) {
        ended++;
      }
      begun++;
      depth = Math.max(depth, begun - ended);
    }
    while (ended < ends.length && ends[ended] <= until) {
      ended++;
    }
    depths.push(depth);
  }
  return depths.slice(1); // the first is what was before
}

function drawQueue(ink, queue, top, width) {
  const depths = depthsOf(queue, timeline.view, width - LEFT);
  const most = depths.reduce((a, b) => Math.max(a, b), 1);
  const bottom = top + QUEUE;
  ink.beginPath();
  ink.moveTo(LEFT, bottom);
  depths.forEach((depth, i) => ink.lineTo(LEFT + i, bottom - depth / most * (QUEUE - 10)));
  ink.lineTo(width, bottom);
  ink.fillStyle = color('soft');
  ink.fill();
  ink.strokeStyle = color('accent');
  ink.stroke();
  queue.shownMost = most;
}

function labelQueue(ink, queue, top) {
  const socket = queue.inode === queue.inode ? ` [${queue.inode}]` : '';
  ink.fillStyle = color('text');
  ink.fillText(clip(queue.name, 22 - socket.length) + socket, 6, top + 22);
  ink.fillText('at most ' + queue.shownMost, 6, top + 38);
}

function listQueues(list, queues) {
  const items = queues.map(queue => {
    const left = queue.begins.length - queue.ends.length;
    return make('li', {}, make('button', {type: 'button', class: 'link', onclick: () => showTheRows({filter: filterOf(queue.inode)})},
      `${queue.name}${queue.pid === queue.pid ? '/' + queue.pid : ''} [${queue.inode}]`),
    `: at most ${counted(queue.most, 'descriptor')} waited at once` + (left ? `, ${left.toLocaleString('en')} at the end` : ''));
  });
  list.replaceChildren(...(items.length ? [make('p', {class: 'hint'}, 'Queues that grew: a message arrived while another one waited. The number in brackets is the inode of the receiving socket.'),
    make('ul', {class: 'plain'}, ...items)] : []));
}

function filterOf(inode) {
  return `action == SEND and peer_inode == ${inode} or action in [RECV, PEEK, DROP] and socket_inode == ${inode}`;
}
