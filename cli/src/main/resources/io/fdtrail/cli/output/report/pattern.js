// Regular expressions and globs as in PatternParser: the same are possible, and others are faults.
class Fault extends Error {
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

const UTF8 = new TextEncoder();

function binary(string) {
  return Array.from(UTF8.encode(string), o => String.fromCharCode(o)).join('');
}

function hex2(value) {
  return '\\x' + value.toString(16).padStart(2, '0');
}

function readOctet(text, at) {
  const digits = text.slice(at, at + 2);
  return /^[0-9a-fA-F]{2}$/.test(digits) ? parseInt(digits, 16) : -1;
}

class PatternReader {
  constructor(text, base, isGlob) {
    this.text = text;
    this.base = base;
    this.isGlob = isGlob;
    this.at = 0;
    this.depth = 0;
  }

  fault(message, at = this.at) {
    return new Fault(message, this.base + at);
  }

  peek() {
    return this.text[this.at];
  }

  skip(sign) {
    const found = this.text.startsWith(sign, this.at);
    this.at += found ? sign.length : 0;
    return found;
  }

  regex() {
    const flags = this.skip('(?i)') ? 'si' : 's';
    const source = this.choice();
    if (this.at < this.text.length) {
      throw this.fault("nothing opens this ')'");
    }
    return new RegExp(source, flags);
  }

  glob() {
    let source = '';
    while (this.at < this.text.length) {
      if (this.skip('*')) {
        source += '[^]*';
      } else if (this.skip('?')) {
        source += '[^]';
      } else if (this.peek() === '[') {
        source += this.set();
      } else {
        if (this.skip('\\') && this.at === this.text.length) {
          throw this.fault('nothing follows the \\ at its end');
        }
        source += this.character();
      }
    }
    return new RegExp('^(?:' + source + ')$', 's');
  }

  choice() {
    const parts = [this.sequence()];
    while (this.skip('|')) {
      parts.push(this.sequence());
    }
    return parts.join('|');
  }

  sequence() {
    let source = '';
    while (this.at < this.text.length && this.peek() !== '|' && this.peek() !== ')') {
      source += this.repeated();
    }
    return source;
  }

  repeated() {
    const part = '(?:' + this.part() + ')';
    const begin = this.at;
    let count = '';
    if (this.skip('*') || this.skip('+') || this.skip('?')) {
      count = this.text[begin];
    } else if (this.peek() === '{') {
      count = this.count();
    }
    if (count) {
      this.skip('?');
      if ('*+?{'.includes(this.peek() || ' ')) {
        throw this.fault('a repetition cannot be repeated again: use (...)');
      }
    }
    return part + count;
  }

  count() {
    const begin = this.at;
    const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.text.slice(begin));
    if (!found || (found[3] && +found[3] < +found[1])) {
      throw this.fault('a count is {2} {2,} or {2,5}; for the character write \\{', begin);
    }
    if (+found[1] > 1000 || +(found[3] || 0) > 1000) {
      throw this.fault('at most 1000 times', begin + 1);
    }
    this.at += found[0].length;
    return found[0];
  }

  part() {
    switch (this.peek()) {
      case '(':
        return this.group();
      case '[':
        return this.set();
      case '.':
        this.at++;
        return '[^]';
      case '^':
      case '$':
        return this.text[this.at++];
      case '\\':
        return '[' + this.escaped().source + ']';
      case '*':
      case '+':
      case '?':
      case '{':
        throw this.fault('there is nothing before it to repeat');
      default:
        return this.character();
    }
  }

  group() {
    const begin = this.at++;
    if (!this.skip('?:') && this.peek() === '?') {
      throw this.fault('only (?:...) is possible here, and (?i) at the beginning');
    }
    if (++this.depth > 50) {
      throw this.fault('groups are nested deeper than 50');
    }
    const inner = this.choice();
    if (!this.skip(')')) {
      throw this.fault("nothing closes this '('", begin);
    }
    this.depth--;
    return '(?:' + inner + ')';
  }

  set() {
    const begin = this.at++;
    const isComplement = this.skip('^') || (this.isGlob && this.skip('!'));
    let source = '';
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.at >= this.text.length) {
        throw this.fault("nothing closes this '['", begin);
      }
      source += this.range();
    }
    this.at++;
    return (isComplement ? '[^' : '[') + source + ']';
  }

  range() {
    if (this.text.startsWith('[:', this.at) || this.text.startsWith('&&', this.at)) {
      throw this.fault('classes such as [:alpha:] or && are not possible; write [a-zA-Z] or \\[');
    }
    const begin = this.at;
    const first = this.member();
    const rest = this.text.slice(this.at);
    if (!rest.startsWith('-') || rest.startsWith('-]') || rest === '-') {
      return first.source;
    }
    this.at++;
    const last = this.member();
    if (first.code < 0 || last.code < 0 || last.code < first.code) {
      throw this.fault('this is not a range of characters', begin);
    }
    return first.source + '-' + last.source;
  }

  member() {
    if (this.peek() === '\\') {
      return this.escaped();
    }
    const code = this.at < this.text.length ? this.text.charCodeAt(this.at) : 0;
    if (code >= 128) {
      throw this.fault('only ASCII characters and \\xHH are possible in [...]; write (a|b)');
    }
    this.at++;
    return {code, source: hex2(code)};
  }

  // From the backslash on.
  escaped() {
    this.at++;
    if (this.at >= this.text.length) {
      throw this.fault('nothing follows the \\ at its end');
    }
    const letter = this.peek();
    const sets = {d: '0-9', D: '\\D', w: '0-9A-Za-z_', W: '\\W', s: ' \\t\\n\\r\\f\\v', S: '\\x00-\\x08\\x0e-\\x1f!-\\xff'};
    if (sets[letter]) {
      this.at++;
      return {code: -1, source: sets[letter]};
    }
    let code = {n: 10, t: 9, r: 13}[letter];
    if (letter === 'x') {
      code = readOctet(this.text, this.at + 1);
      if (code < 0) {
        throw this.fault('\\x is followed by two hexadecimal digits');
      }
      this.at += 2;
    } else if (code === undefined) {
      code = letter.charCodeAt(0);
      if (code >= 128 || /[0-9A-Za-z]/.test(letter)) {
        throw this.fault('\\' + letter + ' is not possible');
      }
    }
    this.at++;
    return {code, source: hex2(code)};
  }

  // Its bytes in UTF-8.
  character() {
    const whole = String.fromCodePoint(this.text.codePointAt(this.at));
    this.at += whole.length;
    return '(?:' + Array.from(UTF8.encode(whole), hex2).join('') + ')';
  }
}
