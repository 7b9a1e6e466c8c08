// What went wrong, each with its reason in a sentence and what to do.
function sentences(name) {
  const found = new Map();
  for (let i = 0; i < table(name).rows; i++) {
    found.set(cell(name, i, 'word', ''), {why: cell(name, i, 'why', ''), advice: cell(name, i, 'advice', '')});
  }
  return found;
}

const DROPPED = {DROP: 'dropped', FAIL: 'refused', GRAB: 'not grabbed', INJECT: 'not injected', PIDFD: 'not planted'};

function failures() {
  const reasons = sentences('reasons');
  const refusals = sentences('refusals');
  const groups = new Map();
  const act = table('rows').columns.get('act');
  for (let row = 0; row < table('rows').rows; row++) {
    if (!model.isNear(row)) {
      continue;
    }
    const group = groups.get(act.values[row]);
    if (group) {
      group.count++;
      continue;
    }
    const action = text(row, 'action');
    const reason = text(row, 'reason');
    const errno = text(row, 'errno');
    const isBad = action === 'DROP' || action === 'FAIL' || errno;
    groups.set(act.values[row], isBad ? failure(action, reason, errno, reasons, refusals) : {count: 0, isGood: true});
  }
  return [...groups.values()].filter(group => !group.isGood).sort((a, b) => b.count - a.count);
}

function failure(action, reason, errno, reasons, refusals) {
  const known = reason ? reasons.get(reason) : refusals.get(errno);
  const unknown = action === 'DROP' ? reasons.get('') : {why: 'the kernel answered ' + (errno || 'with an error'), advice: 'see errno(3)'};
  const said = known || unknown;
  return {
    count: 1,
    title: DROPPED[action],
    word: reason || errno,
    why: said.why,
    advice: said.advice,
    filter: 'action == ' + action + (reason ? ' and reason == ' + reason : ' and not reason') + (errno ? ' and errno == ' + errno : ' and not errno'),
  };
}

const PLACES = ['open', 'copies', 'elsewhere', 'queued', 'mapped'];

function kept(leak) {
  return PLACES.reduce((sum, place) => sum + cell('leaks', leak, place, 0), 0);
}

function showProblems() {
  const bad = failures();
  const cards = bad.map(each => card(counted(each.count, 'descriptor') + ' ' + each.title, each.word, each.why, each.advice,
    make('button', {type: 'button', onclick: () => showTheRows({filter: each.filter})}, 'Show the rows')));
  let open = 0;
  for (let leak = 0; leak < table('leaks').rows; leak++) {
    open += kept(leak);
  }
  if (open) {
    const why = cell('about', 0, 'subject', '')
      ? 'processes received them, and still had them when they ended'
      : 'processes received them, and had not closed them when the trace ended; they may still need them';
    cards.push(remark(counted(open, 'descriptor') + ' still open', 'leaks', why,
      'if the number grows with time, look for the receiver that does not close them', make('a', {href: '#h-leaks', onclick: jump}, 'Show them')));
  }
  for (let i = 0; i < table('lost').rows; i++) {
    cards.push(card(counted(cell('lost', i, 'total', 0), 'event') + ' lost', cell('lost', i, 'reason', ''),
      'this report does not have them: what it shows is true, but not all', cell('lost', i, 'advice', '')));
  }
  const unknown = cell('about', 0, 'receives_without_sender', 0) + cell('about', 0, 'drops_without_sender', 0);
  if (unknown) {
    cards.push(remark(counted(unknown, 'descriptor') + ' from an unknown sender', '', 'most were sent before the trace began',
      'start the trace before the sender, or give the sender after --',
      make('button', {type: 'button', onclick: () => showTheRows({filter: 'action in [RECV, PEEK, GRAB, INJECT, DROP] and not has sender', pair: '', time: ''})}, 'Show the rows')));
  }
  const isGood = !bad.length && !table('lost').rows;
  byId('problems').replaceChildren(isGood ? make('p', {class: 'good'}, 'No descriptor was dropped, no send was refused, and fdtrail missed nothing.') : '',
    cards.length ? make('ul', {class: 'cards'}, ...cards) : '');
}

// Whatever is no loss may be as it should be.
function remark(...parts) {
  const item = card(...parts);
  item.classList.add('remark');
  return item;
}

function card(title, word, why, advice, ...links) {
  return make('li', {class: 'card'}, make('h3', {}, title, word ? ' ' : '', word ? make('code', {}, word) : ''),
    make('p', {}, 'Why: ' + why + '.'), make('p', {}, 'What to do: ' + advice + '.'), ...links);
}

// The fragment is the state of the page, so links within it do not change it.
function jump(event) {
  event.preventDefault();
  const to = document.getElementById(event.currentTarget.getAttribute('href').slice(1));
  to.scrollIntoView();
  to.tabIndex = -1;
  to.focus();
}
