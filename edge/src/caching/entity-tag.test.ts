import { expect, it } from 'vitest';
import { isKnownTag, strongTag } from './entity-tag.ts';

it('is strong, and the same for the same bytes alone', async () => {
  const tags = await Promise.all(['{"a":1}', '{"a":1}', '{"a":2}', ''].map(strongTag));
  expect(tags[0]).toBe(tags[1]);
  expect(new Set(tags).size).toBe(3);
  // SHA-256 of nothing begins 47DEQpj8HBSa-_TImW5JCeuQ in base64url.
  expect(tags[3]).toBe('"47DEQpj8HBSa-_TImW-5JC"');
});

it.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['"b" ,W/"a" ', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
  ['"A"', false],
  ['"a', false],
  ['', false],
  [undefined, false],
])('If-None-Match: %s', (given, known) => {
  expect(isKnownTag(given, '"a"')).toBe(known);
});
