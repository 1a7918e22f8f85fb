import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { allEndpoints } from './contracts.ts';
import { Email } from './email.ts';
import { LanguageTag } from './language-tag.ts';
import { stringsOf } from './schema-walk.ts';
import { attributeName, code, line, lines, personName, secret, token } from './text.ts';
import { Instant } from './times.ts';

const family = '👨‍👩‍👧‍👦';
const parsed = (schema: { safeParse(value: unknown): { data?: unknown } }, value: unknown) =>
  schema.safeParse(value).data;

describe('a line', () => {
  it.each([
    ['a line break', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['a line separator', 'a\u2028b'],
    ['a next-line character', 'a\u0085b'],
    ['a tab', 'a\tb'],
    ['NUL', 'a\0b'],
    ['an escape', 'a\u001B[31m'],
    ['a C1 control', 'a\u009Bb'],
    ['a bidi override', 'abc\u202Egnp.exe'],
    ['a bidi isolate', 'a\u2066b\u2069'],
    ['a bidi mark', 'a\u200Fb'],
    ['a zero-width space', 'a\u200Bb'],
    ['only a zero-width space', '\u200B'],
    ['a zero-width joiner between Latin letters', 'a\u200Db'],
    ['a joiner at the start', '\u200Dक'],
    ['a byte order mark', 'a\uFEFFb'],
    ['a soft hyphen', 'a\u00ADb'],
    ['tags that are no flag', 'a\u{E0041}\u{E0042}'],
    ['half a character', 'a\uD800'],
    ['the other half', '\uDC00a'],
    ['only fillers', '\u3164\u115F'],
    ['only a variation selector', '\uFE0F'],
    ['only Braille blanks', '\u2800'],
    ['only space', ' \u00A0\u3000 '],
    ['nothing', ''],
    ['marks upon marks', `x${'\u0301'.repeat(40)}`],
    ['too many characters', 'é'.repeat(101)],
    ['too many families', family.repeat(101)],
  ])('refuses %s', (_, value) => {
    expect(line(100).safeParse(value).success).toBe(false);
  });

  it.each([
    ['Łódź'],
    ['João Öz'],
    ['محمد'],
    ['می‌خواهم'],
    ['क्‍ष'],
    ['ශ්‍රී'],
    ['李小龍'],
    ['김치'],
    ['สวัสดี'],
    ["O'Brien – “d’Arc”"],
    [family.repeat(100)],
    ['❤️‍🔥 🏳️‍🌈 👩🏽‍🚀 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇶🇦 1️⃣'],
    ['é'.repeat(100)],
  ])('takes %s as it is', (value) => {
    expect(parsed(line(100), value)).toBe(value.normalize('NFC'));
  });

  it('is composed and trimmed', () => {
    expect(parsed(line(1), ' e\u0301\u00A0')).toBe('é');
  });

  it('says in plain words what is wrong', () => {
    const said = (value: string) => line(3).safeParse(value).error?.issues[0];
    expect(said('a\nb')).toMatchObject({ code: 'custom', message: 'This has to be one line' });
    expect(said('abcd')).toMatchObject({ code: 'too_big', maximum: 3, message: 'Write at most 3 characters' });
    expect(said('')).toMatchObject({ code: 'too_small', message: 'Write something here' });
    const short = (value: string) => line(9, { min: 3 }).safeParse(value).error?.issues[0];
    expect(short('ab')).toMatchObject({ code: 'too_small', message: 'Write at least 3 characters' });
    expect(short('ab ')).toMatchObject({ code: 'custom', message: 'Write at least 3 characters' });
  });

  it('never gives out what it would refuse, and never throws', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((each) => String.fromCharCode(each));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
        const first = line(20).safeParse(units.join(''));
        if (!first.success) return;
        expect(parsed(line(20), first.data)).toBe(first.data);
        expect(first.data).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['marks in the wrong order', '\u0301\u0316'.repeat(100_000)],
    ['joiners', '\u200D'.repeat(200_000)],
    ['families', family.repeat(20_000)],
    ['spaces', ' '.repeat(200_000)],
    ['flags', '\u{1F3F4}\u{E0067}'.repeat(50_000)],
  ])('costs little, however long it is: %s', (_, value) => {
    const started = performance.now();
    line(5000).safeParse(value);
    line(20_000).safeParse(value);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('other kinds of text', () => {
  it('have lines ended by \\n where there may be several', () => {
    expect(parsed(lines(100), 'a\r\nb\rc\u2028d\te\n')).toBe('a\nb\nc\nd\te');
    expect(parsed(lines(100), 'a\0')).toBeUndefined();
    expect(parsed(lines(100, { min: 0 }), '')).toBe('');
  });

  it.each(['http://evil.example', 'a@b', '<b>', 'a\\b', 'Robin\nhttps://evil.example'])(
    '%j is nobody’s name',
    (name) => {
      expect(personName(100).safeParse(name).success).toBe(false);
    },
  );

  it.each(['Größe', '材质', 'Ширина', 'Seat height (cm)', 'المقاس'])('%s may be a feature', (name) => {
    expect(parsed(attributeName(40), name)).toBe(name);
  });

  it('a code has capital letters and digits of ASCII', () => {
    expect(parsed(code(3, 40), ' spring-26 ')).toBe('SPRING-26');
    for (const value of ['É10', 'SS ß', 'a b', 'ab', 'A'.repeat(41), 'ﬃ10'])
      expect(code(3, 40).safeParse(value).success).toBe(false);
  });

  it('a token is printable, a password is what can be typed', () => {
    expect([parsed(token(3, 20), 'tok_visa'), parsed(token(3, 20), 'tök'), parsed(token(3, 20), 'a b')]).toEqual([
      'tok_visa',
      undefined,
      undefined,
    ]);
    expect([parsed(secret(1, 20), ' e\u0301 '), parsed(secret(1, 20), 'a\0'), parsed(secret(1, 20), '\uD800')]).toEqual(
      [' e\u0301 ', undefined, undefined],
    );
  });
});

describe('an e-mail address', () => {
  it.each([
    ['robin@example.com', 'robin@example.com'],
    ['  robin@Example.COM\n', 'robin@example.com'],
    ['Robin.O+x@example.com', 'Robin.O+x@example.com'],
    ['robin@example.xn--p1ai', 'robin@example.xn--p1ai'],
    ['robin@пример.РФ', 'robin@xn--e1afmkfd.xn--p1ai'],
    ['robin@bücher.example', 'robin@xn--bcher-kva.example'],
    ["o'brien_x=y/z@sub.example-shop.museum", "o'brien_x=y/z@sub.example-shop.museum"],
    ['robin@localhost', 'robin@localhost'],
  ])('%j is %s', (given, email) => {
    expect(parsed(Email, given)).toBe(email);
  });

  it.each([
    'robin',
    '@example.com',
    'robin@',
    'robin@-example.com',
    'robin@example-.com',
    'robin@exa mple.com',
    'ro bin@example.com',
    'robin@example.com, mallory@example.com',
    'robin@example.com\r\nBcc: mallory@example.com',
    'robin@exa\u200Bmple.com\u0000',
    'robin@пример.рф/evil',
    'robin@пример.рф:80',
    'röbin@example.com',
    `${'a'.repeat(65)}@example.com`,
    `robin@${'a'.repeat(64)}.com`,
    `robin@${'abc.'.repeat(70)}com`,
    'robin@example..com',
    '"robin"@example.com',
  ])('%j is none', (given) => {
    expect(Email.safeParse(given).success).toBe(false);
  });
});

describe('a language tag', () => {
  it.each([
    ['en', 'en'],
    ['zh-Hant', 'zh-Hant'],
    ['es-419', 'es-419'],
    ['fil', 'fil'],
    ['de-ch-1996', 'de-CH-1996'],
    ['PT-br', 'pt-BR'],
    ['sr-latn-rs', 'sr-Latn-RS'],
    ['de-u-co-phonebk', 'de-u-co-phonebk'],
  ])('%s is %s', (given, tag) => {
    expect(parsed(LanguageTag, given)).toBe(tag);
  });

  it.each(['', 'e', 'en_US', 'en-', 'english language', 'en-US-', 'x', '12', 'en-\u0000'])('%j is none', (given) => {
    expect(LanguageTag.safeParse(given).success).toBe(false);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00.123Z', '2026-01-31T12:00:00.123Z'],
    ['2026-01-31T12:00:00+05:30', '2026-01-31T06:30:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (given, instant) => {
    expect(parsed(Instant, given)).toBe(instant);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-31T12:00Z',
    '2026-01-31T12:00:00',
    '2026-01-31',
    '2026-01-31T12:00:00.123456Z',
    '2026-01-31T25:00:00Z',
  ])('%s is none', (given) => {
    expect(Instant.safeParse(given).success).toBe(false);
  });
});

describe('every text that callers may choose', () => {
  const chosen = allEndpoints.flatMap(({ operationId, params, query, body }) =>
    [params, query, body].flatMap((schema) =>
      schema === undefined ? [] : stringsOf(schema).map((found) => [`${operationId} ${found.path}`, found] as const),
    ),
  );

  it('is of a kind that says what it may hold', () => {
    expect(chosen.length).toBeGreaterThan(100);
    expect(chosen.filter(([, { kind }]) => kind === undefined).map(([place]) => place)).toEqual([]);
  });
});
