import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { hasLink, mentionsIn, plainText } from './chat-text.ts';

describe('hasLink', () => {
  it.each([
    'https://example.com',
    'go to http://x',
    'HTTPS://EXAMPLE.COM',
    'www.example',
    'example.com',
    'see example.com.',
    '(example.org)',
    'EXAMPLE．COM',
    'example。com',
    'ex\u200bample.c\u200bom',
    'm.example.co/abc',
    't.me/joinme',
    'bit.ly/2x',
    'see.in/abc',
    'пример.com',
    'something.xn--p1ai',
    'tg://resolve?domain=x',
    'example.com:8080',
    'see.in:8443/abc',
    'see.in:8443',
    't.me?start=x',
    'see.in#x',
  ])('finds one in %j', (text) => {
    expect(hasLink(text)).toBe(true);
  });

  it.each([
    '',
    'hello',
    'hello.world again',
    'see you.in five minutes',
    'wait... what',
    'e.g. this',
    '3.14 and 2.5',
    'v1.2.3',
    'ok.thanks',
    'Mr.Sharma',
    'wwwhat',
    'and/or',
    'नमस्ते. कस्तो छ',
    'mail me @sita',
    'are you.in? yes',
    'the song no.#1',
  ])('finds none in %j', (text) => {
    expect(hasLink(text)).toBe(false);
  });

  it('is found in a text of the worst kind while a search that is not linear would outlast the test', () => {
    // NFKC makes six letters of ㌖: sixteen times the longest message is enough for a quadratic search to take 25 s.
    for (const unit of ['a.', 'a-', 'www.', 'a://', '.', 'a', '㌖', '㌖.', '㍿-']) {
      const text = unit.repeat(limits.chatCharsMax).slice(0, limits.chatCharsMax).repeat(16);
      expect(hasLink(`${text} example.com`)).toBe(true);
    }
  });
});

describe('mentionsIn', () => {
  it.each([
    ['hi @sita', ['sita']],
    ['@Sita @sita @SITA', ['Sita']],
    ['@sita, @ram. (@maya_2)!', ['sita', 'ram', 'maya_2']],
    ['@a.b.c.', ['a.b.c']],
    ['mail sita@example.com', []],
    ['@ab is too short', []],
    [`@${'x'.repeat(limits.usernameCharsMax + 1)}`, []],
    ['@@sita', []],
    ['nobody', []],
    ['@one1 @two2 @three @four @five5 @six66', ['one1', 'two2', 'three', 'four', 'five5']],
  ])('of %j', (text, handles) => {
    expect(mentionsIn(text)).toEqual(handles);
  });
});

describe('plainText', () => {
  it('is what a reader sees', () => {
    expect(plainText('ｈｅ\u200bｌ\u00adlo ﬁ\ufe0f')).toBe('hello fi');
    expect(plainText('नमस्ते')).toBe('नमस्ते');
  });
});
