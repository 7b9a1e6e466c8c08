// Expressions of -F, as docs/filters.md has them: a reader for each rule, like Parser and Literals.
const fields = new Map();
const KEYWORDS = ['and', 'or', 'not', 'in', 'has'];
const SIGNS = ['==', '!=', '<=', '>=', '!~', '=*', '<', '>', '~', '(', ')', '[', ']', ','];
const OPERATORS = ['==', '!=', '<', '<=', '>', '>=', '~', '!~', '=*'];
const WORDS = {number: 'a number', span: 'a time span', time: 'a time', text: 'a text', flag: 'true or false'};
const SPANS = {ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12};
const SIZES = {K: 1024, M: 1048576, G: 1073741824};

function indexFields() {
  const all = table('fields');
  for (let i = 0; i < all.rows; i++) {
    const words = all.columns.get('words').values[i];
    fields.set(cell('fields', i, 'key'), {
      key: cell('fields', i, 'key'),
      type: cell('fields', i, 'type'),
      words: words ? report.texts.raw(words - 1).split('\n') : [],
      meaning: cell('fields', i, 'meaning', ''),
      isOfProcess: cell('fields', i, 'of_process') === 1,
    });
  }
}

function isOfWord(c) {
  return c >= '\x80' ? !/[\x80-\x9f]/.test(c) : /[A-Za-z0-9_.:\/@%+*?-]/.test(c);
}

function tokens(source) {
  const found = [];
  let at = 0;
  const add = (kind, text, begin) => found.push({kind, text, begin, end: at});
  while (true) {
    while (at < source.length && ' \t\n\r'.includes(source[at])) {
      at++;
    }
    const begin = at;
    if (at === source.length) {
      add('end', '', at);
      return found;
    }
    const first = source[at];
    if (first === '"' || first === "'") {
      at++;
      while (at < source.length && source[at] !== first) {
        at += source[at] === '\\' ? 2 : 1;
      }
      if (at >= source.length) {
        throw new Fault('nothing closes this quote', begin);
      }
      at++;
      add('quoted', source.slice(begin + 1, at - 1), begin);
      found[found.length - 1].quote = first;
    } else if (isOfWord(first)) {
      while (at < source.length && isOfWord(source[at])) {
        at++;
      }
      add('word', source.slice(begin, at), begin);
    } else {
      const sign = SIGNS.find(each => source.startsWith(each, begin));
      if (!sign) {
        throw new Fault(adviceOn(first), begin);
      }
      at += sign.length;
      add('sign', sign, begin);
    }
  }
}

function adviceOn(character) {
  return {
    '=': "'=' is not an operator: '==' compares, '=*' takes a glob",
    '&': "'&' is not an operator: write 'and'",
    '|': "'|' is not an operator: write 'or'",
    '!': "'!' is not an operator: write 'not', '!=' or '!~'",
  }[character] || 'quote a text that contains this character';
}

function isOfProcess(key) {
  return fields.get(key).isOfProcess;
}

const NOWHERE = {key: '', type: 'number', words: [], meaning: ''};

class ExpressionReader {
  // whose: '', or 'sender.' if what is asked of the process is asked of the sender.
  constructor(source, whose) {
    this.tokens = tokens(source);
    this.whose = whose;
    this.asked = [];
    this.at = 0;
    this.depth = 0;
  }

  get next() {
    return this.tokens[this.at];
  }

  is(sign, token = this.next) {
    return token && (token.kind === 'word' || token.kind === 'sign') && token.text === sign;
  }

  accept(sign) {
    const found = this.is(sign);
    this.at += found ? 1 : 0;
    return found;
  }

  fault(message) {
    return new Fault(message, this.next.begin);
  }

  // The terms that all must be true.
  terms() {
    const alternatives = [];
    let terms;
    do {
      terms = [];
      do {
        this.asked = [];
        const test = this.not();
        terms.push({test, asked: this.asked});
      } while (this.accept('and'));
      alternatives.push(terms);
    } while (this.accept('or'));
    if (this.next.kind !== 'end') {
      throw this.fault("'and' or 'or' is missing here");
    }
    return alternatives.length === 1 ? terms : [{
      test: row => alternatives.some(all => all.every(term => term.test(row))),
      asked: alternatives.flat().flatMap(term => term.asked),
    }];
  }

  any() {
    const parts = [this.all()];
    while (this.accept('or')) {
      parts.push(this.all());
    }
    return parts.length === 1 ? parts[0] : row => parts.some(part => part(row));
  }

  all() {
    const parts = [this.not()];
    while (this.accept('and')) {
      parts.push(this.not());
    }
    return parts.length === 1 ? parts[0] : row => parts.every(part => part(row));
  }

  not() {
    if (!this.is('not')) {
      return this.primary();
    }
    this.enter();
    this.at++;
    const part = this.not();
    this.depth--;
    return row => !part(row);
  }

  enter() {
    if (++this.depth > 100) {
      throw this.fault('the expression is nested deeper than 100');
    }
  }

  primary() {
    if (this.is('(')) {
      const open = this.next;
      this.enter();
      this.at++;
      const inner = this.any();
      if (!this.accept(')')) {
        throw this.next.kind === 'end'
          ? new Fault("nothing closes this '('", open.begin)
          : this.fault("'and', 'or' or ')' is missing here");
      }
      this.depth--;
      return inner;
    }
    if (this.accept('has')) {
      return has(this.field());
    }
    const field = this.field();
    const begin = this.at;
    const operator = this.operator();
    return operator ? this.comparison(field, operator, begin) : has(field);
  }

  field() {
    const token = this.next;
    if (token.kind === 'end') {
      throw this.fault('a field is missing here');
    }
    if (token.kind !== 'word' || KEYWORDS.includes(token.text)) {
      throw this.fault('a field is missing before this');
    }
    if (token.text === 'elapsed_s') {
      throw this.fault('elapsed_s begins with the first row; use time or boot_ns');
    }
    const field = fields.get(token.text);
    if (!field) {
      throw this.fault("no field '" + token.text + "'");
    }
    this.at++;
    this.asked.push(field.key);
    return this.whose && isOfProcess(field.key) ? fields.get(this.whose + field.key) || NOWHERE : field;
  }

  operator() {
    if (this.is('not') && this.is('in', this.tokens[this.at + 1])) {
      this.at += 2;
      return 'not in';
    }
    const token = this.next;
    const found = token.kind !== 'quoted' && (OPERATORS.includes(token.text) || token.text === 'in');
    this.at += found ? 1 : 0;
    return found ? token.text : '';
  }

  comparison(field, operator, begin) {
    const misfit = this.misfit(field, operator);
    if (misfit) {
      throw new Fault(misfit, this.tokens[this.at - 1].begin);
    }
    const values = operator.endsWith('in') ? this.list() : [this.value()];
    const isPositive = !['!=', '!~', 'not in'].includes(operator);
    if ('<=>='.includes(operator) && operator !== '==') {
      return ordered(field, operator, literal(field, values[0]));
    }
    if (['~', '!~', '=*'].includes(operator)) {
      const pattern = readPattern(operator, values[0]);
      return texts(field, value => pattern.test(value), isPositive);
    }
    if (field.type === 'text') {
      const wanted = new Set(values.map(value => textLiteral(field, value)));
      return texts(field, value => wanted.has(value), isPositive);
    }
    const wanted = values.map(value => literal(field, value));
    return numbers(field, value => wanted.some(one => one == value) === isPositive);
  }

  misfit(field, operator) {
    const sign = "'" + operator + "'";
    if (field.type === 'group') {
      return field.key + ' has parts';
    }
    if (['~', '!~', '=*'].includes(operator) && field.type !== 'text') {
      return sign + ' is for texts; ' + field.key + ' is ' + WORDS[field.type];
    }
    if (['<', '<=', '>', '>='].includes(operator) && ['text', 'flag'].includes(field.type)) {
      return sign + ' is for numbers; ' + field.key + ' is ' + WORDS[field.type];
    }
    return '';
  }

  list() {
    if (!this.accept('[')) {
      throw this.fault('a list is missing here, such as [1, 2]');
    }
    const values = [];
    do {
      values.push(this.value());
    } while (this.accept(','));
    if (!this.accept(']')) {
      throw this.fault("',' or ']' is missing here");
    }
    return values;
  }

  value() {
    const token = this.next;
    if (token.kind === 'end' || token.kind === 'sign') {
      throw this.fault('a value is missing here');
    }
    this.at++;
    return token;
  }
}

function literal(field, value) {
  if (field.type === 'flag') {
    if (value.kind !== 'quoted' && (value.text === 'true' || value.text === 'false')) {
      return value.text === 'true' ? 1 : 0;
    }
    throw new Fault(field.key + ' is true or false', value.begin);
  }
  if (field.type === 'time') {
    return timeLiteral(value);
  }
  const parts = /^([0-9]{1,20})(?:[.]([0-9]{1,9}))?([A-Za-z]{0,2})$/.exec(value.text);
  if (value.kind === 'quoted' || !parts) {
    const example = field.type === 'span' ? ', such as 10ms' : '';
    throw new Fault(field.key + ' is ' + WORDS[field.type] + example, value.begin);
  }
  const units = field.type === 'span' ? SPANS : SIZES;
  const unit = parts[3];
  if (unit && !Object.hasOwn(units, unit)) {
    const all = field.type === 'span' ? 'ns us ms s m h' : 'K M G';
    throw new Fault("no unit '" + unit + "' for " + field.key + '; there are: ' + all,
      value.begin + value.text.length - unit.length);
  }
  const fraction = parts[2] || '';
  const scaled = BigInt(parts[1] + fraction) * BigInt(unit ? units[unit] : 1);
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled >= divisor << 64n) {
    throw new Fault('the number is too large', value.begin);
  }
  if (scaled % divisor) {
    throw new Fault(field.key + ' is a whole number', value.begin);
  }
  return scaled / divisor;
}

function timeLiteral(value) {
  const parts = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:[.](\d{0,9}))?(Z|z)$/.exec(value.text);
  const seconds = parts ? Date.parse(parts[1].toUpperCase() + 'Z') / 1000 : NaN;
  if (!(seconds >= 0)) {
    throw new Fault('a time is written like 2026-11-20T21:40:00Z', value.begin);
  }
  return BigInt(seconds) * 1000000000n + BigInt((parts[2] || '').padEnd(9, '0'));
}

function textLiteral(field, value) {
  const found = value.kind === 'quoted' ? unescaped(value) : binary(value.text);
  if (!field.words.length) {
    return found;
  }
  if (field.key === 'mode') {
    if (/^[0-7]{1,4}$/.test(found)) {
      return found.padStart(4, '0');
    }
  } else {
    const family = field.words.find(word => word.endsWith('*') && found.startsWith(word.slice(0, -1)));
    const same = field.words.find(word => field.key === 'kind' ? word === found : word.toLowerCase() === found.toLowerCase());
    if (family || same) {
      return family ? found : same;
    }
  }
  throw new Fault('no ' + field.key + " is called '" + value.text + "'", value.begin);
}

function unescaped(value) {
  let out = '';
  for (let at = 0; at < value.text.length; at++) {
    if (value.text[at] !== '\\') {
      const whole = String.fromCodePoint(value.text.codePointAt(at));
      out += binary(whole);
      at += whole.length - 1;
      continue;
    }
    const octet = value.text[at + 1] === 'x' ? readOctet(value.text, at + 2) : -1;
    if (octet >= 0) {
      out += String.fromCharCode(octet);
      at += 3;
      continue;
    }
    const plain = {n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'"}[value.text[at + 1]];
    if (plain === undefined) {
      throw new Fault('there are \\\\ \\" \\\' \\n \\t \\r and \\xHH', value.begin + 1 + at);
    }
    out += plain;
    at++;
  }
  return out;
}

function readPattern(operator, value) {
  if (!value.text) {
    throw new Fault('an empty pattern is found everywhere', value.begin);
  }
  const isQuoted = value.kind === 'quoted';
  const source = isQuoted ? value.text.replaceAll('\\' + value.quote, value.quote) : value.text;
  const reader = new PatternReader(source, value.begin + (isQuoted ? 1 : 0), operator === '=*');
  return operator === '=*' ? reader.glob() : reader.regex();
}

// Asks once of each value that many rows have in common.
function once(member, test) {
  if (!member.of) {
    return row => test(member.column.values[row]);
  }
  const known = new Uint8Array(member.size);
  return row => {
    const at = member.of[row];
    if (!known[at]) {
      known[at] = test(member.column.values[at]) ? 2 : 1;
    }
    return known[at] === 2;
  };
}

const LISTS = {crosses: '|', ancestors: '\n', 'sender.ancestors': '\n'};

function texts(field, test, isPositive) {
  if (field.key.endsWith('exe.name')) {
    const exe = {...field, key: field.key.slice(0, -5)};
    return texts(exe, value => test(value.replace(/ \(deleted\)$/, '').replace(/^[^]*\//, '')), isPositive);
  }
  const member = members.get(field.key);
  if (!member) {
    return () => false;
  }
  const separator = LISTS[field.key];
  const any = separator
    ? value => value.split(separator).some(one => test(separator === '\n' ? one.replace(/^\d+ /, '') : one))
    : test;
  return once(member, value => value !== 0 && any(report.texts.raw(value - 1)) === isPositive);
}

function numbers(field, test) {
  if (field.type === 'time') {
    const clock = BigInt(cell('about', 0, 'clock_ns', 0));
    const key = field.key === 'time' ? 'boot_ns' : field.key;
    return row => {
      const value = number(row, key);
      return value === value && test(BigInt(value) + clock);
    };
  }
  const member = members.get(field.key);
  if (field.type === 'flag') {
    return row => isFileKnown(row) && test(member && number(row, field.key) === 1 ? 1 : 0);
  }
  return member ? once(member, value => value === value && test(value)) : () => false;
}

function isFileKnown(row) {
  return number(row, 'inode') === number(row, 'inode');
}

function ordered(field, operator, limit) {
  return numbers(field, value => operator === '<' ? value < limit
    : operator === '<=' ? value <= limit : operator === '>' ? value > limit : value >= limit);
}

function has(field) {
  switch (field.type) {
    case 'text':
      return texts(field, () => true, true);
    case 'flag':
      return numbers(field, value => value === 1);
    case 'group':
      return row => {
        const keys = field.key === 'socket' ? ['socket_fd', 'socket_inode']
          : field.key === 'sender' ? ['sender.pid'] : [field.key + '.runtime', field.key + '.id'];
        return keys.some(key => shownMember(row, key) !== '');
      };
    default:
      return numbers(field, () => true);
  }
}

// The rows for which an expression is true; without one, all.
function compile(source) {
  if (source.length >= 65536) {
    throw new Fault('an expression has fewer than 65536 characters', 65535);
  }
  if (!source.trim()) {
    return () => true;
  }
  const terms = new ExpressionReader(source, '').terms();
  const ofAct = terms.filter(term => !term.asked.every(isOfProcess));
  const ofProcess = terms.filter(term => term.asked.every(isOfProcess));
  const areSendersKnown = ofProcess.every(term => term.asked.every(key => fields.has('sender.' + key)));
  const ofSender = ofProcess.length && areSendersKnown
    ? new ExpressionReader(source, 'sender.').terms().filter(term => term.asked.every(isOfProcess)) : [];
  const areTrue = (all, row) => all.every(term => term.test(row));
  // The garbage collector acts for no process, so its drops count as the sender's events.
  return row => areTrue(ofAct, row)
    && (areTrue(ofProcess, row) || (ofSender.length > 0 && text(row, 'reason') === 'gc' && areTrue(ofSender, row)));
}
