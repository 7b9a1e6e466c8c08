// A lane for each process that does most; an arrow from each send to its end.
const LANE = 24;
const MOST_LANES = 24;
const LEFT = 150;
const timeline = {canvas: null, view: null, lanes: null, said: null, growing: null, queues: null, dots: []};

function showTimeline() {
  if (!timeline.canvas) {
    timeline.canvas = make('canvas', {tabindex: '0', role: 'img', 'aria-label': 'Timeline', 'aria-describedby': 'said'});
    timeline.said = make('p', {id: 'said', role: 'status', class: 'hint'});
    const press = (label, act) => make('button', {type: 'button', onclick: act}, label);
    timeline.growing = make('div', {id: 'growing'});
    byId('timeline').replaceChildren(timeline.canvas, timeline.said, timeline.growing, make('p', {class: 'buttons'},
      press('Zoom in', () => zoom(0.5)), press('Zoom out', () => zoom(2)), press('Earlier', () => pan(-0.3)), press('Later', () => pan(0.3)),
      press('All', showAllTime), press('Narrow the rows to this time', narrowToView)));
    listen(timeline.canvas);
  }
  const time = chosenTime();
  timeline.view = time ? [...time] : wholeTime();
  const counts = new Map();
  for (const row of model.shown) {
    counts.set(model.laneOf[row], (counts.get(model.laneOf[row]) || 0) + 1);
  }
  const lanes = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, MOST_LANES)
    .sort((a, b) => model.nodes[a].box < model.nodes[b].box ? -1 : model.nodes[a].box > model.nodes[b].box ? 1 : a - b);
  timeline.lanes = new Map(lanes.map((node, lane) => [node, lane]));
  timeline.queues = measureQueues();
  listQueues(timeline.growing, timeline.queues.slice(1));
  drawTimeline();
}

function wholeTime() {
  const margin = Math.max(1e6, (model.last - model.first) * 0.02);
  return [model.first - margin, model.last + margin];
}

function listen(canvas) {
  let dragged = null;
  let isClick = false;
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, (event.offsetX - LEFT) / (canvas.clientWidth - LEFT));
  }, {passive: false});
  canvas.addEventListener('pointerdown', event => {
    dragged = event.offsetX;
    isClick = true;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', event => {
    if (dragged !== null && (!isClick || Math.abs(dragged - event.offsetX) > 3)) {
      isClick = false;
      pan((dragged - event.offsetX) / (canvas.clientWidth - LEFT));
      dragged = event.offsetX;
    }
  });
  canvas.addEventListener('pointerup', event => {
    dragged = null;
    const row = isClick ? rowAt(event.offsetX, event.offsetY) : -1;
    if (row >= 0) {
      go({row}, byId('detail'));
    }
  });
  canvas.addEventListener('keydown', event => {
    const act = {'+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), ArrowLeft: () => pan(-0.2),
      ArrowRight: () => pan(0.2), 0: showAllTime}[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

// The row whose mark is nearest; -1: none is near.
function rowAt(x, y) {
  let found = -1;
  let least = 64;
  for (const dot of timeline.dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance < least) {
      [found, least] = [dot.row, distance];
    }
  }
  return found;
}

function zoom(factor, at = 0.5) {
  const [from, to] = timeline.view;
  const size = Math.max(1000, Math.min((to - from) * factor, 4 * (model.last - model.first) + 1e7));
  const middle = from + (to - from) * Math.max(0, at);
  timeline.view = [middle - size * Math.max(0, at), middle + size * (1 - Math.max(0, at))];
  later(drawTimeline);
}

function pan(share) {
  const by = (timeline.view[1] - timeline.view[0]) * share;
  timeline.view = [timeline.view[0] + by, timeline.view[1] + by];
  later(drawTimeline);
}

function showAllTime() {
  timeline.view = wholeTime();
  drawTimeline();
}

function narrowToView() {
  go({time: timeline.view.map(ns => (ns / 1e9).toFixed(9)).join('-')});
}

const pending = new Set();

// Once for each frame.
function later(work) {
  if (!pending.size) {
    requestAnimationFrame(() => {
      const all = [...pending];
      pending.clear();
      all.forEach(each => each());
    });
  }
  pending.add(work);
}

function drawTimeline() {
  const canvas = timeline.canvas;
  const width = Math.max(320, canvas.parentElement.clientWidth);
  const top = Math.max(1, timeline.lanes.size) * LANE;
  const height = top + timeline.queues.length * QUEUE + 34;
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.height = height + 'px';
  const ink = canvas.getContext('2d');
  ink.scale(scale, scale);
  ink.font = '12px system-ui, sans-serif';
  const [from, to] = timeline.view;
  const x = ns => LEFT + (ns - from) / (to - from) * (width - LEFT);
  drawLanes(ink, width);
  ink.save();
  ink.beginPath();
  ink.rect(LEFT, 0, width - LEFT, height);
  ink.clip();
  const seen = drawActs(ink, x);
  timeline.queues.forEach((queue, i) => drawQueue(ink, queue, top + i * QUEUE, width));
  ink.restore();
  timeline.queues.forEach((queue, i) => labelQueue(ink, queue, top + i * QUEUE));
  drawTicks(ink, x, width, height);
  timeline.said.textContent = `${span(Math.max(from, model.first))} to ${span(Math.min(to, model.last))} after the first row: ${counted(seen.rows, 'row')}`
    + (seen.flights.length ? `; time in flight: half below ${span(seen.flights[seen.flights.length >> 1])}, longest ${span(seen.flights[seen.flights.length - 1])}.` : '.');
}

function drawLanes(ink, width) {
  for (const [node, lane] of timeline.lanes) {
    ink.fillStyle = color(lane % 2 ? 'page' : 'panel');
    ink.fillRect(0, lane * LANE, width, LANE);
    ink.fillStyle = color('text');
    ink.fillText(clip(nodeLabel(model.nodes[node]), 22), 6, lane * LANE + 16);
  }
}

function drawActs(ink, x) {
  const [from, to] = timeline.view;
  const drawn = new Set();
  timeline.dots = [];
  const spans = [];
  let seen = 0;
  const paths = {passed: new Path2D(), bad: new Path2D(), dots: new Path2D()};
  const flights = table('rows').rows ? table('rows').columns.get('in_flight_ns').values : [];
  const act = table('rows').rows ? table('rows').columns.get('act').values : [];
  for (const row of model.shown) {
    const at = model.at[row];
    const flight = flights[row];
    const begin = flight === flight ? at - flight : at;
    if (at < from || begin > to) {
      continue;
    }
    seen++;
    if (flight === flight) {
      spans.push(flight);
    }
    const lane = timeline.lanes.get(model.laneOf[row]);
    if (lane === undefined) {
      continue;
    }
    const isBad = acts.isBad[act[row]];
    const y = lane * LANE + LANE / 2;
    const edge = acts.hasEnd[act[row]] ? model.edges[model.edgeOf[row]] : undefined;
    const source = edge ? timeline.lanes.get(edge.from) : undefined;
    // What would be drawn over another of the same is left out.
    const end = Math.round(x(at));
    const key = ((end * 32 + lane) * 32 + (source === undefined ? 31 : source)) * 2 + (isBad ? 1 : 0);
    if (drawn.has(key) && end - x(begin) < 2) {
      continue;
    }
    drawn.add(key);
    const path = isBad ? paths.bad : paths.passed;
    const px = x(at);
    timeline.dots.push({x: px, y, row});
    const marks = isBad ? paths.bad : paths.dots;
    if (source === undefined || source === lane) {
      marks.rect(px - 2, y - 2, 4, 4);
      continue;
    }
    // An arrow, which points to the lane of the receiver.
    const down = source < lane ? 1 : -1;
    path.moveTo(x(begin), source * LANE + LANE / 2);
    path.lineTo(px, y - down * 4);
    marks.moveTo(px, y + down * 2);
    marks.lineTo(px - 3.5, y - down * 5);
    marks.lineTo(px + 3.5, y - down * 5);
  }
  ink.lineWidth = 1.2;
  ink.strokeStyle = ink.fillStyle = color('accent');
  ink.stroke(paths.passed);
  ink.fill(paths.dots);
  ink.strokeStyle = ink.fillStyle = color('bad');
  ink.stroke(paths.bad);
  ink.fill(paths.bad);
  return {rows: seen, flights: Float64Array.from(spans).sort()};
}

function drawTicks(ink, x, width, height) {
  const [from, to] = timeline.view;
  const rough = (to - from) / Math.max(2, (width - LEFT) / 110);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(each => each * power >= rough);
  ink.fillStyle = color('muted');
  ink.strokeStyle = color('line');
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const px = Math.round(x(at)) + 0.5;
    ink.beginPath();
    ink.moveTo(px, 0);
    ink.lineTo(px, height - 20);
    ink.stroke();
    ink.fillText(span(at), Math.min(px + 3, width - 50), height - 8);
  }
}
