// Processes that send on the left, those that receive on the right, in boxes of their units.
const MOST_EDGES = 40;
const GAP = 10;

// Of the picture and of a box, and how many characters have room there: on a phone both sides are in sight, too.
const WIDE = {width: 1200, box: 270, name: 28, group: 42};
const NARROW = {width: 380, box: 122, name: 9, group: 18};
let size = null;

function fittingSize() {
  return byId('graph').clientWidth < 600 ? NARROW : WIDE;
}

function showGraph() {
  size = fittingSize();
  const strongest = model.edges.map((edge, index) => ({...edge, index, sum: edge.passed + edge.dropped}))
    .sort((a, b) => b.sum - a.sum);
  const edges = strongest.slice(0, MOST_EDGES);
  if (!edges.length) {
    byId('graph').replaceChildren(make('p', {}, 'No descriptor arrived anywhere.'));
    return;
  }
  const most = Math.max(...edges.map(edge => edge.sum));
  for (const edge of edges) {
    edge.width = Math.max(2, 30 * Math.sqrt(edge.sum / most));
  }
  // In each box first those with most, and then as those that they are tied to, so that fewer lines cross.
  let left = column(edges, 'from', null);
  const right = column(edges, 'to', left);
  left = column(edges, 'from', right);
  const height = Math.max(left.height, right.height) + 20;
  for (const [side, other] of [['from', 'to'], ['to', 'from']]) {
    const places = side === 'from' ? left.places : right.places;
    const others = side === 'from' ? right.places : left.places;
    for (const place of places.values()) {
      let y = place.y + (place.height - place.sum) / 2;
      for (const edge of edges.filter(each => each[side] === place.node).sort((a, b) => others.get(a[other]).y - others.get(b[other]).y)) {
        edge[side + 'Y'] = y + edge.width / 2;
        y += edge.width;
      }
    }
  }
  const title = counted(model.edges.length, 'pair') + ' of processes';
  const svg = draw('svg', {viewBox: `0 0 ${size.width} ${height}`, class: size === NARROW ? 'narrow' : '', role: 'group', 'aria-label': title});
  svg.append(...boxes(left, 2), ...boxes(right, size.width - size.box - 2));
  edges.forEach(edge => svg.append(arrow(edge)));
  svg.append(...labels(left, size.box - 4, 'end'), ...labels(right, size.width - size.box + 4, 'start'));
  const more = strongest.length - edges.length;
  byId('graph').replaceChildren(make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Picture of the pairs'}, svg),
    make('p', {class: 'hint'}, more ? `${counted(more, 'pair')} with fewer descriptors are not in the picture.` : ''));
}

function column(edges, side, across) {
  const other = side === 'from' ? 'to' : 'from';
  const sums = new Map();
  const heights = new Map();
  for (const edge of edges) {
    sums.set(edge[side], (sums.get(edge[side]) || 0) + edge.width);
    const height = across ? across.places.get(edge[other]).y * edge.width : 0;
    heights.set(edge[side], (heights.get(edge[side]) || 0) + height);
  }
  const middle = node => heights.get(node) / sums.get(node);
  const nodes = [...sums.keys()].sort((a, b) => {
    const one = model.nodes[a].box;
    const two = model.nodes[b].box;
    return one < two ? -1 : one > two ? 1 : middle(a) - middle(b) || sums.get(b) - sums.get(a);
  });
  const places = new Map();
  const groups = [];
  let y = 10;
  for (const node of nodes) {
    const group = model.nodes[node].box;
    const last = groups[groups.length - 1];
    if (!last || last.group !== group) {
      y += group ? 24 : 6;
      groups.push({group, y: y - 20, end: y});
    }
    const height = Math.max(20, sums.get(node));
    places.set(node, {node, y, height, sum: sums.get(node)});
    y += height + GAP;
    groups[groups.length - 1].end = y - 2;
  }
  return {places, groups, height: y + 10};
}

function boxes(side, x) {
  return side.groups.filter(each => each.group).flatMap(each => [
    draw('rect', {class: 'box', x, y: each.y, width: size.box, height: each.end - each.y, rx: 6}),
    draw('text', {class: 'group', x: x + 8, y: each.y + 14}, clip(each.group, size.group))]);
}

function nodeLabel(node, most = WIDE.name) {
  const pids = [...node.pids];
  return clip(node.name, most) + (pids.length === 1 ? ' ' + pids[0] : ' ×' + pids.length);
}

function labels(side, x, anchor) {
  return [...side.places.values()].map(place => draw('text',
    {class: 'node', x, y: place.y + place.height / 2 + 4, 'text-anchor': anchor}, nodeLabel(model.nodes[place.node], size.name)));
}

function arrow(edge) {
  const x1 = size.box + 6;
  const x2 = size.width - size.box - 6;
  const path = (y1, y2) => `M${x1} ${y1} C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
  const label = `${nodeLabel(model.nodes[edge.from])} to ${nodeLabel(model.nodes[edge.to])}: ${edge.passed} passed`
    + (edge.dropped ? `, ${edge.dropped} dropped` : '');
  const red = edge.width * edge.dropped / edge.sum;
  const toggle = () => go({pair: state.pair === edge.key ? '' : edge.key});
  const link = draw('g', {class: 'edge', tabindex: '0', role: 'button', 'aria-label': label,
    'data-edge': edge.key, 'aria-pressed': 'false', onclick: toggle,
    onkeydown: event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        toggle();
      }
    }});
  link.append(draw('title', {}, label));
  if (edge.passed) {
    link.append(draw('path', {class: 'passed', d: path(edge.fromY - red / 2, edge.toY - red / 2), 'stroke-width': edge.width - red}));
  }
  if (edge.dropped) {
    const y = (edge.width - red) / 2;
    link.append(draw('path', {class: 'dropped', d: path(edge.fromY + y, edge.toY + y), 'stroke-width': Math.max(2, red)}));
  }
  link.append(draw('path', {class: 'target', d: path(edge.fromY, edge.toY), 'stroke-width': Math.max(12, edge.width)}));
  return link;
}

function markPair() {
  for (const edge of document.querySelectorAll('.edge')) {
    edge.setAttribute('aria-pressed', String(state.pair === edge.dataset.edge));
  }
}
