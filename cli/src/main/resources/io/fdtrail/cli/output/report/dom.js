// Texts only ever become text nodes.
function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

function counted(count, noun) {
  return count.toLocaleString('en') + ' ' + noun + (count === 1 ? '' : 's');
}

function span(ns) {
  const units = [[1e9, ' s'], [1e6, ' ms'], [1e3, ' µs']];
  const [size, unit] = units.find(([least]) => Math.abs(ns) >= least) || [1, ' ns'];
  const value = ns / size;
  return (value >= 100 || unit === ' ns' ? Math.round(value) : +value.toPrecision(3)) + unit;
}

function clip(string, most) {
  return string.length > most ? string.slice(0, most - 1) + '…' : string;
}
