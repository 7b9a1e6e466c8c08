// The tables of columns that ReportData wrote.
const report = {tables: new Map(), texts: null};

async function inflate(base64) {
  const packed = atob(base64);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    bytes[i] = packed.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const octet = this.bytes[this.at++];
      value += (octet & 127) * scale;
      if (octet < 128) {
        return value;
      }
    }
  }

  big() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const octet = this.bytes[this.at++];
      value |= BigInt(octet & 127) << shift;
      if (octet < 128) {
        return BigInt.asUintN(64, value);
      }
    }
  }
}

// Names are bytes. They are shown as UTF-8 if they are that, and compared as bytes.
class Texts {
  constructor(reader) {
    const count = reader.varint();
    this.ends = new Uint32Array(count);
    let end = 0;
    for (let i = 0; i < count; i++) {
      end += reader.varint();
      this.ends[i] = end;
    }
    this.bytes = reader.bytes.subarray(reader.at, reader.at + end);
    reader.at += end;
    this.asShown = new Array(count);
    this.asBytes = new Array(count);
  }

  octets(number) {
    return this.bytes.subarray(number ? this.ends[number - 1] : 0, this.ends[number]);
  }

  // One character for each byte.
  raw(number) {
    if (this.asBytes[number] === undefined) {
      let text = '';
      for (const octet of this.octets(number)) {
        text += String.fromCharCode(octet);
      }
      this.asBytes[number] = text;
    }
    return this.asBytes[number];
  }

  shown(number) {
    if (this.asShown[number] === undefined) {
      this.asShown[number] = visible(this.octets(number));
    }
    return this.asShown[number];
  }
}

const STRICT = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

// What shows nothing, or changes how its neighbours are shown, is written as its number.
function visible(octets) {
  let text;
  try {
    text = STRICT.decode(octets);
  } catch (e) {
    text = Array.from(octets, o => o < 128 ? String.fromCharCode(o) : '\\x' + o.toString(16)).join('');
  }
  return text.replace(HIDDEN, c => {
    const code = c.codePointAt(0);
    return code === 10 ? '\\n' : code < 256 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u{' + code.toString(16) + '}';
  });
}

function readColumn(reader, rows, isText) {
  const begin = reader.at;
  if (isText) {
    const values = new Int32Array(rows); // number of the text, from 1; 0: absent
    for (let row = 0, last = 0; row < rows; row++) {
      const z = reader.varint();
      if (z) {
        last += (z - 1) % 2 ? -z / 2 : (z - 1) / 2;
        values[row] = last + 1;
      }
    }
    return values;
  }
  const values = new Float64Array(rows).fill(NaN);
  for (let row = 0, last = 0; row < rows; row++) {
    const z = reader.varint();
    if (z) {
      last += (z - 1) % 2 ? -z / 2 : (z - 1) / 2;
      if (z > Number.MAX_SAFE_INTEGER || last > Number.MAX_SAFE_INTEGER || last < 0) {
        reader.at = begin;
        return readBigColumn(reader, rows);
      }
      values[row] = last;
    }
  }
  return values;
}

// Of numbers that doubles do not hold.
function readBigColumn(reader, rows) {
  const values = new Array(rows).fill(NaN);
  for (let row = 0, last = 0n; row < rows; row++) {
    const z = reader.big();
    if (z) {
      const n = z - 1n;
      last = BigInt.asUintN(64, last + (n & 1n ? -(n + 1n) / 2n : n / 2n));
      values[row] = last <= Number.MAX_SAFE_INTEGER ? Number(last) : last;
    }
  }
  return values;
}

async function readReport(base64) {
  const bytes = await inflate(base64.trim());
  const reader = new Reader(bytes);
  report.texts = new Texts(reader);
  for (let tables = reader.varint(); tables > 0; tables--) {
    const name = report.texts.raw(reader.varint());
    const table = {rows: reader.varint(), columns: new Map()};
    for (let columns = reader.varint(); columns > 0; columns--) {
      const key = report.texts.raw(reader.varint());
      const isText = reader.bytes[reader.at++] === 1;
      const size = reader.varint();
      const end = reader.at + size;
      table.columns.set(key, {key, isText, values: readColumn(reader, table.rows, isText)});
      reader.at = end;
    }
    report.tables.set(name, table);
  }
}

const EMPTY = {rows: 0, columns: new Map()};

function table(name) {
  return report.tables.get(name) || EMPTY;
}

// A value of a small table: a text as it is shown, a number, or the fallback.
function cell(name, row, key, fallback) {
  const column = table(name).columns.get(key);
  if (!column) {
    return fallback;
  }
  const value = column.values[row];
  if (column.isText) {
    return value ? report.texts.shown(value - 1) : fallback;
  }
  return value === value ? value : fallback;
}

// Where each member of a row is: with the row itself, or with what several rows have in common.
const members = new Map();
const PARTS = ['act', 'process', 'socket', 'place', 'file', 'sender'];

// What a receive has in common with its send is left out of the rows (ReportData.addEnd).
function restoreEnds() {
  const {rows, columns} = table('rows');
  const values = key => {
    if (!columns.has(key)) {
      columns.set(key, {key, isText: false, values: new Float64Array(rows).fill(NaN)});
    }
    return columns.get(key).values;
  };
  const [boot, message, act, process, place, file, sender, flight, none] =
    ['boot_ns', 'message', 'act', 'process', 'place', 'file', 'sender', 'in_flight_ns', 'no_flight'].map(values);
  columns.delete('no_flight');
  const actions = table('act').columns.get('action');
  const index = table('place').columns.get('index');
  const words = actions ? Array.from(actions.values, value => report.texts.raw(value - 1)) : [];
  const sends = new Map();
  const senders = new Map();
  report.sendOf = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const action = words[act[row]];
    const at = index ? index.values[place[row]] : 0;
    if (action === 'SEND') {
      const known = sends.get(message[row]);
      if (known) {
        known[at] = row;
      } else {
        const first = [];
        first[at] = row;
        sends.set(message[row], first);
      }
    } else if (action === 'RECV' || action === 'PEEK' || action === 'DROP') {
      const send = (sends.get(message[row]) || [])[at];
      if (send !== undefined) {
        report.sendOf[row] = send;
        if (file[row] !== file[row]) {
          file[row] = file[send];
        }
        const origin = process[send] * 1e7 + place[send];
        if (sender[row] !== sender[row]) {
          sender[row] = senders.get(origin);
        }
        senders.set(origin, sender[row]);
        if (flight[row] !== flight[row] && none[row] !== 1) {
          flight[row] = Number(BigInt(boot[row]) - BigInt(boot[send]));
        }
      }
    }
  }
}

function indexMembers() {
  restoreEnds();
  const rows = table('rows');
  for (const [key, column] of rows.columns) {
    if (!PARTS.includes(key)) {
      members.set(key, {column, of: null, size: rows.rows});
    }
  }
  for (const part of PARTS) {
    const of = rows.columns.get(part);
    for (const [key, column] of table(part).columns) {
      members.set(key, {column, of: of.values, size: table(part).rows});
    }
  }
}

function number(row, key) {
  const member = members.get(key);
  return member && !member.column.isText ? member.column.values[member.of ? member.of[row] : row] : NaN;
}

// The number of the text, from 1; 0 if it is not known.
function textNumber(row, key) {
  const member = members.get(key);
  return member && member.column.isText ? member.column.values[member.of ? member.of[row] : row] : 0;
}

function text(row, key) {
  const found = textNumber(row, key);
  return found ? report.texts.shown(found - 1) : '';
}

function shownMember(row, key) {
  const found = number(row, key);
  return found === found ? String(found) : text(row, key);
}
