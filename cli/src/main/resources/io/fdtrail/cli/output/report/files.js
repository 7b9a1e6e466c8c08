// Where each open file went, and what is still open.
const MOST_TRAILS = 100;

function hops() {
  const files = new Map();
  const act = model.shown.length ? table('rows').columns.get('act').values : [];
  for (const row of model.shown) {
    const id = fileOf(row);
    if (id >= 0 && acts.isArrival[act[row]]) {
      const known = files.get(id);
      if (known) {
        known.push(row);
      } else {
        files.set(id, [row]);
      }
    }
  }
  return files;
}

function stop(name, pid, fd) {
  return `${name}/${pid} fd ${fd === fd ? fd : '-'}`;
}

function trail(rows) {
  const parts = [];
  let last = '';
  rows.forEach((row, i) => {
    const from = number(row, 'sender.pid');
    const origin = from === from ? stop(processName(row, 'sender.'), from, number(row, 'sender.fd')) : '?';
    if (origin !== last) {
      parts.push(i ? '; ' : '', origin);
    }
    last = stop(processName(row, ''), number(row, 'pid'), number(row, 'fd'));
    parts.push(' → ', rowLink(row, last));
  });
  return make('span', {class: 'trail'}, ...parts);
}

function trailList(file) {
  const rows = [];
  const act = table('rows').columns.get('act').values;
  for (let row = 0; file >= 0 && row < table('rows').rows; row++) {
    if (fileOf(row) === file && acts.isArrival[act[row]]) {
      rows.push(row);
    }
  }
  return rows.length ? make('p', {}, trail(rows.slice(0, 64))) : make('p', {}, 'It arrived nowhere.');
}

function showFiles() {
  const longest = [...hops().values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
  const items = longest.slice(0, MOST_TRAILS).map(rows => make('tr', {},
    make('td', {class: 'name'}, text(rows[0], 'name') || '-'), make('td', {}, text(rows[0], 'kind')), make('td', {}, String(rows.length)),
    make('td', {}, trail(rows.slice(0, 16)), rows.length > 16 ? ' …' : '')));
  const more = longest.length - items.length;
  byId('files').replaceChildren(
    items.length ? scrolled('Trails', ['File', 'Kind', 'Hops', 'Trail'], items) : make('p', {}, 'No descriptor arrived.'),
    make('p', {class: 'hint'}, more > 0 ? `${counted(more, 'file')} with shorter trails are not in this list.` : ''),
    make('h3', {id: 'h-leaks'}, 'Still open'), leaksTable());
}

function leaksTable() {
  const items = [];
  for (let leak = 0; leak < Math.min(200, table('leaks').rows); leak++) {
    const where = PLACES.concat('held', 'held_copies').filter(place => cell('leaks', leak, place, 0) > 0)
      .map(place => `${place.replace('_', ' ')} ${cell('leaks', leak, place, 0)}`).join(', ');
    items.push(make('tr', {}, make('td', {class: 'name'}, cell('leaks', leak, 'name', '-')), make('td', {}, cell('leaks', leak, 'kind', '')),
      make('td', {}, cell('leaks', leak, 'sender', '-')), make('td', {}, cell('leaks', leak, 'receiver', '-')),
      make('td', {}, String(cell('leaks', leak, 'received', 0))), make('td', {}, where)));
  }
  return items.length ? make('div', {}, make('p', {class: 'hint'}, 'Open: at the number received. Copies: at other numbers of the receiver. '
    + 'Held: in the sender. Elsewhere: in other processes, such as children. Queued: sent, and not received. Mapped: as memory.'), scrolled('Still open', ['File', 'Kind', 'Sender', 'Receiver', 'Received', 'Where it is'], items))
    : make('p', {}, 'No received descriptor was still open.');
}

function scrolled(label, titles, items) {
  return make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label},
    make('table', {}, make('thead', {}, make('tr', {}, ...titles.map(title => make('th', {scope: 'col'}, title)))), make('tbody', {}, ...items)));
}
