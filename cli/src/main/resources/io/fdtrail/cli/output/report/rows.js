// The rows that are chosen. Only those that can be seen are part of the page.
const ROW = 28;
const MOST_PRINTED = 300;
const COLUMNS = [
  {key: 'boot_ns', title: 'Time', show: row => (model.at[row] / 1e9).toFixed(6) + ' s'},
  {key: 'action', title: 'Action'},
  {key: 'process', title: 'Process', show: row => processName(row, '') + '/' + number(row, 'pid')},
  {key: 'fd', title: 'FD'},
  {key: 'name', title: 'File', show: row => text(row, 'name') || '-'},
  {key: 'sender', title: 'From', show: row => number(row, 'sender.pid') === number(row, 'sender.pid')
    ? processName(row, 'sender.') + '/' + number(row, 'sender.pid') : ''},
  {key: 'in_flight_ns', title: 'In flight', show: row => {
    const ns = number(row, 'in_flight_ns');
    return ns === ns ? span(ns) : '';
  }},
  {key: 'reason', title: 'Reason', show: row => [text(row, 'reason'), text(row, 'errno')].filter(Boolean).join(' ')},
];
const list = {box: null, body: null, order: null, from: null, sorted: '', at: 0, head: null, titles: [], count: null, lines: []};

function cellText(column, row) {
  return column.show ? column.show(row) : shownMember(row, column.key);
}

function prepareRows() {
  list.count = make('p', {role: 'status'});
  list.head = make('div', {role: 'row', class: 'head', 'aria-rowindex': '1'});
  list.body = make('div', {role: 'rowgroup', class: 'body'});
  list.box = make('div', {role: 'grid', class: 'grid', tabindex: '0', 'aria-label': 'Rows', 'aria-colcount': COLUMNS.length},
    make('div', {role: 'rowgroup', class: 'top'}, list.head), list.body);
  list.box.addEventListener('scroll', () => later(drawRows));
  list.box.addEventListener('keydown', moveByKey);
  list.titles = COLUMNS.map(column => make('div', {role: 'columnheader'}, make('button', {type: 'button', onclick: () => sortBy(column.key)}, '')));
  list.head.replaceChildren(...list.titles);
  const detail = make('div', {id: 'detail', tabindex: '-1', role: 'region', 'aria-label': 'The chosen row', onkeydown: event => {
    if (event.key === 'Escape') {
      closeRow();
    }
  }});
  byId('rows').replaceChildren(list.count, list.box, detail);
}

// Up, down, not.
function sortBy(key) {
  go({sort: state.sort === key ? '-' + key : state.sort === '-' + key ? '' : key});
}

// Again only if other rows are chosen, or another order.
function sortRows() {
  const key = state.sort.replace(/^-/, '');
  const direction = state.sort.startsWith('-') ? -1 : 1;
  if (list.from === model.shown && list.sorted === state.sort) {
    return;
  }
  list.from = model.shown;
  list.sorted = state.sort;
  list.at = 0;
  list.order = Int32Array.from(model.shown);
  const column = COLUMNS.find(each => each.key === key);
  if (column) {
    const ranks = ranksOf(column);
    list.order.sort((a, b) => direction * (ranks[a] - ranks[b]) || a - b);
  }
}

// What to compare, for each row: numbers, or the places of texts in their order.
function ranksOf(column) {
  const ranks = new Float64Array(table('rows').rows);
  const member = members.get(column.key);
  if (member && !member.column.isText) {
    for (const row of list.order) {
      const found = number(row, column.key);
      ranks[row] = found === found ? Number(found) : -1;
    }
  } else {
    const shown = new Map();
    for (const row of list.order) {
      const each = cellText(column, row);
      if (shown.has(each)) {
        shown.get(each).push(row);
      } else {
        shown.set(each, [row]);
      }
    }
    [...shown.keys()].sort().forEach((each, rank) => shown.get(each).forEach(row => {
      ranks[row] = rank;
    }));
  }
  return ranks;
}

function countRows() {
  const all = counted(table('rows').rows, 'row');
  list.count.textContent = (list.order.length === table('rows').rows ? all : `${list.order.length.toLocaleString('en')} of ${all}`)
    + (isPrinted() && list.order.length > MOST_PRINTED ? `, of which the first ${MOST_PRINTED} are printed` : '');
}

function showRows() {
  sortRows();
  countRows();
  COLUMNS.forEach((column, i) => {
    const order = state.sort === column.key ? ['ascending', ' ↑'] : state.sort === '-' + column.key ? ['descending', ' ↓'] : ['none', ''];
    list.titles[i].setAttribute('aria-sort', order[0]);
    list.titles[i].firstChild.textContent = column.title + order[1];
  });
  list.box.setAttribute('aria-rowcount', list.order.length + 1);
  list.body.style.height = list.order.length * ROW + 'px';
  const at = list.order.indexOf(state.row);
  if (at >= 0) {
    list.at = at;
  }
  reveal();
  showDetail();
}

function isPrinted() {
  return document.documentElement.classList.contains('printed');
}

function drawRows() {
  const first = isPrinted() ? 0 : Math.max(0, Math.floor(list.box.scrollTop / ROW) - 4);
  const visible = isPrinted() ? MOST_PRINTED : Math.ceil(list.box.clientHeight / ROW) + 8;
  const end = Math.min(list.order.length, first + visible);
  while (list.lines.length < end - first) {
    list.lines.push(newLine());
  }
  while (list.lines.length > end - first) {
    list.lines.pop().remove();
  }
  for (let at = first; at < end; at++) {
    fillLine(list.lines[at % list.lines.length], at);
  }
  const active = list.order.length ? 'row' + list.order[list.at] : '';
  if (active && byId(active)) {
    list.box.setAttribute('aria-activedescendant', active);
  } else {
    list.box.removeAttribute('aria-activedescendant');
  }
}

// A row of the page, which shows one row of the trace after the other.
function newLine() {
  const line = make('div', {role: 'row', onclick: event => openRow(Number(event.currentTarget.getAttribute('aria-rowindex')) - 2)},
    ...COLUMNS.map(column => make('div', {role: 'gridcell', class: 'c-' + column.key}, '')));
  list.body.append(line);
  return line;
}

function fillLine(line, at) {
  const row = list.order[at];
  const isBad = text(row, 'reason') || text(row, 'errno');
  line.id = 'row' + row;
  line.className = (isBad ? 'bad ' : '') + (row === state.row ? 'open' : '');
  line.setAttribute('aria-rowindex', at + 2);
  line.setAttribute('aria-selected', String(at === list.at));
  line.style.top = at * ROW + 'px';
  COLUMNS.forEach((column, i) => {
    const shown = cellText(column, row);
    const cell = line.children[i].firstChild;
    if (cell.data !== shown) {
      cell.data = shown;
    }
  });
}

function moveByKey(event) {
  if (event.target !== list.box) {
    return;
  }
  const page = Math.max(1, Math.floor(list.box.clientHeight / ROW) - 2);
  const by = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity}[event.key];
  if (by !== undefined) {
    event.preventDefault();
    list.at = Math.max(0, Math.min(list.order.length - 1, list.at + by));
    reveal();
  } else if (event.key === 'Enter' && list.order.length) {
    event.preventDefault();
    openRow(list.at);
  } else if (event.key === 'Escape') {
    closeRow();
  }
}

function reveal() {
  const top = list.at * ROW;
  const room = list.box.clientHeight - 2 * ROW;
  if (top < list.box.scrollTop) {
    list.box.scrollTop = top;
  } else if (top > list.box.scrollTop + room) {
    list.box.scrollTop = top - room;
  }
  drawRows();
}

function openRow(at) {
  if (list.order[at] === state.row) {
    closeRow();
  } else {
    go({row: list.order[at]}, byId('detail'));
  }
}

function showTheRows(changes) {
  go(changes, list.box);
  byId('h-rows').scrollIntoView();
}

function closeRow() {
  go({row: -1}, list.box);
}

function rowLink(row, label) {
  return make('button', {type: 'button', class: 'link', onclick: () => go({row}, byId('detail'))}, label);
}

function showDetail() {
  const detail = byId('detail');
  detail.hidden = state.row < 0;
  if (detail.hidden) {
    detail.replaceChildren();
    return;
  }
  const row = state.row;
  const facts = [...members.keys()].filter(key => key !== 'stack' && shownMember(row, key) !== '').flatMap(key => {
    const field = fields.get(key);
    return [make('dt', field && field.meaning ? {title: field.meaning} : {}, key), make('dd', {}, shownMember(row, key))];
  });
  const stack = textNumber(row, 'stack');
  detail.replaceChildren(make('section', {class: 'detail'},
    make('h3', {}, `${text(row, 'action')} by ${processName(row, '')}/${number(row, 'pid')}`),
    make('button', {type: 'button', onclick: closeRow}, 'Close'),
    make('h4', {}, 'Its message'), messageList(row),
    make('h4', {}, 'The trail of its file'), trailList(fileOf(row)),
    ...(stack ? [make('h4', {}, 'Where in the program'), make('pre', {}, report.texts.raw(stack - 1).split('\n').map(each => visible(UTF8.encode(each))).join('\n'))] : []),
    make('h4', {}, 'All that is known'), make('dl', {class: 'facts'}, ...facts)));
}

function describe(row) {
  return `${(model.at[row] / 1e9).toFixed(6)} s  ${text(row, 'action')}  ${processName(row, '')}/${number(row, 'pid')}`
    + `  fd ${shownMember(row, 'fd') || '-'}  ${clip(text(row, 'name') || '-', 80)}  ${text(row, 'reason') || text(row, 'errno')}`;
}

function messageList(row) {
  const message = number(row, 'message');
  if (message !== message) {
    return make('p', {}, 'It is part of no message.');
  }
  const all = [];
  for (let each = 0; each < table('rows').rows && all.length < 260; each++) {
    if (number(each, 'message') === message) {
      all.push(make('li', {}, each === row ? make('strong', {}, describe(each)) : rowLink(each, describe(each))));
    }
  }
  return make('ul', {class: 'plain'}, ...all);
}
