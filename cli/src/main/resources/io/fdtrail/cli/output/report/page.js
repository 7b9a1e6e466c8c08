// Puts it together: the state is in the fragment of the address, so that each view can be linked.
function go(changes, to) {
  Object.assign(state, changes);
  history.pushState(null, '', fragment());
  refresh();
  if (to) {
    to.scrollIntoView({block: 'nearest'});
    to.focus({preventScroll: true});
  }
}

let chosen = null;

// What did not change stays as it is, with its focus, its zoom and its place.
function refresh() {
  const choice = JSON.stringify([state.filter, state.pair, state.time]);
  if (choice !== chosen) {
    chosen = choice;
    choose();
    showProblems();
    showTimeline();
    showFiles();
    markPair();
  }
  showRows();
}

function choose() {
  const input = byId('expression');
  input.value = state.filter;
  let fault = '';
  try {
    select();
  } catch (e) {
    if (!(e instanceof Fault)) {
      throw e;
    }
    fault = `At character ${e.position + 1}: ${e.message}`;
    model.shown = model.shown || Int32Array.from({length: table('rows').rows}, (unused, row) => row);
  }
  input.setAttribute('aria-invalid', String(fault !== ''));
  byId('fault').textContent = fault || [state.pair ? 'Only ' + state.pair + '. ' : '', state.time ? `Only from ${state.time.replace(/(\d)-/, '$1 to ')} s. ` : ''].join('');
}

function known(before, key) {
  const fact = cell('about', 0, key, '');
  return fact && before + clip(fact, 100);
}

function showAbout() {
  const clock = cell('about', 0, 'clock_ns', 0);
  const rows = table('rows').rows;
  const began = rows ? new Date(Number((BigInt(clock) + BigInt(number(0, 'boot_ns'))) / 1000000n)).toISOString().replace(/\.\d+Z/, ' UTC').replace('T', ' ') : '';
  const what = cell('about', 0, 'subject', '');
  const facts = [cell('about', 0, 'filter', '') ? 'only ' + clip(cell('about', 0, 'filter', ''), 200) : '', began ? 'from ' + began : '',
    known('Linux ', 'kernel'), known('fdtrail ', 'version') + known(' with ', 'backend')].filter(Boolean);
  byId('about').replaceChildren('Of ', what ? make('code', {}, clip(what, 120)) : 'a whole machine', ...facts.map(fact => ' · ' + fact));
  let passed = 0;
  let dropped = 0;
  model.edges.forEach(edge => {
    passed += edge.passed;
    dropped += edge.dropped;
  });
  const totals = [['Rows', rows], ['Arrived', passed], ['Dropped', dropped], ['Processes', new Set(model.nodes.flatMap(node => [...node.pids])).size], ['Pairs', model.edges.length]];
  byId('totals').replaceChildren(...totals.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value.toLocaleString('en')))));
  byId('fields').replaceChildren(...[...fields.values()].flatMap(field => [make('dt', {}, field.key), make('dd', {}, field.meaning || field.type)]));
}

async function start() {
  await readReport(byId('data').textContent);
  byId('data').remove();
  indexMembers();
  indexFields();
  buildModel();
  readState();
  showAbout();
  showGraph();
  prepareRows();
  refresh();
  byId('narrow').addEventListener('submit', event => {
    event.preventDefault();
    go({filter: byId('expression').value.trim()});
  });
  byId('clear').addEventListener('click', () => go({filter: '', pair: '', time: '', row: -1}));
  addEventListener('popstate', () => {
    readState();
    refresh();
  });
  addEventListener('resize', () => later(() => {
    if (size !== fittingSize()) {
      showGraph();
      markPair();
    }
    drawTimeline();
    drawRows();
  }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawTimeline);
  addEventListener('beforeprint', () => printing(true));
  addEventListener('afterprint', () => printing(false));
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

function printing(isOn) {
  document.documentElement.classList.toggle('printed', isOn);
  countRows();
  drawRows();
}

// For tests and for a console: the numbers of the rows that an expression chooses, or its fault.
window.fdtrail = Object.freeze({
  rows(source) {
    try {
      const test = compile(source);
      return Array.from({length: table('rows').rows}, (unused, row) => row).filter(test);
    } catch (e) {
      return {position: e instanceof Fault ? e.position : -1, fault: e.message};
    }
  },
});

start();
