// The rows that are chosen. Only those that can be seen are part of the page.
const ROW = 28;
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
const list = {box: null, body: null, order: null, at: 0, head: null, count: null, lines: []};

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
  byId('rows').replaceChildren(list.count, list.box, make('div', {id: 'detail'}));
}

function sortRows() {
  const [key, direction] = [state.sort.replace(/^-/, ''), state.sort.startsWith('-') ? -1 : 1];
  const order = Int32Array.from(model.shown);
  const column = COLUMNS.find(each => each.key === key);
  if (column) {
    const member = members.get(key);
    if (member && !member.column.isText) {
      const value = row => {
        const found = number(row, key);
        return found === found ? Number(found) : -Infinity;
      };
      const values = new Map(Array.from(order, row => [row, value(row)]));
      order.sort((a, b) => direction * (values.get(a) === values.get(b) ? 0 : values.get(a) - values.get(b)) || a - b);
    } else {
      const texts = new Map(Array.from(order, row => [row, cellText(column, row)]));
      const ranks = new Map([...new Set(texts.values())].sort().map((each, rank) => [each, rank]));
      order.sort((a, b) => direction * (ranks.get(texts.get(a)) - ranks.get(texts.get(b))) || a - b);
    }
  }
  list.order = order;
}

function showRows() {
  sortRows();
  list.count.textContent = list.order.length === table('rows').rows ? counted(list.order.length, 'row')
    : `${list.order.length.toLocaleString('en')} of ${counted(table('rows').rows, 'row')}`;
  list.head.replaceChildren(...COLUMNS.map(column => {
    const isSorted = state.sort.replace(/^-/, '') === column.key;
    const down = state.sort.startsWith('-');
    return make('div', {role: 'columnheader', 'aria-sort': isSorted ? (down ? 'descending' : 'ascending') : 'none'},
      make('button', {type: 'button', tabindex: '0', onclick: () => go({sort: isSorted && !down ? '-' + column.key : isSorted ? '' : column.key})},
        column.title + (isSorted ? (down ? ' ↓' : ' ↑') : '')));
  }));
  list.box.setAttribute('aria-rowcount', list.order.length + 1);
  list.body.style.height = list.order.length * ROW + 'px';
  list.at = Math.max(0, list.order.indexOf(state.row));
  drawRows();
  showDetail();
}

function drawRows() {
  const first = Math.max(0, Math.floor(list.box.scrollTop / ROW) - 4);
  const visible = document.documentElement.classList.contains('printed') ? 300 : Math.ceil(list.box.clientHeight / ROW) + 8;
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
    go({row: -1});
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
  go({row: list.order[at] === state.row ? -1 : list.order[at]});
}

function rowLink(row, label) {
  return make('button', {type: 'button', class: 'link', onclick: () => go({row})}, label);
}

function showDetail() {
  const detail = byId('detail');
  if (state.row < 0) {
    detail.replaceChildren();
    return;
  }
  const row = state.row;
  const facts = [...members.keys()].filter(key => key !== 'stack' && shownMember(row, key) !== '').flatMap(key => {
    const field = fields.get(key);
    return [make('dt', field && field.meaning ? {title: field.meaning} : {}, key), make('dd', {}, shownMember(row, key))];
  });
  const stack = textNumber(row, 'stack');
  detail.replaceChildren(make('section', {class: 'detail', 'aria-label': 'The chosen row'},
    make('h3', {}, `${text(row, 'action')} by ${processName(row, '')}/${number(row, 'pid')}`),
    make('button', {type: 'button', onclick: () => go({row: -1})}, 'Close'),
    make('h4', {}, 'Its message'), messageList(row),
    make('h4', {}, 'The trail of its file'), trailList(number(row, 'file_id'), text(row, 'file_id')),
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
