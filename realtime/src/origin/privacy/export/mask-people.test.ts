import { newAccountId } from '@halobuzz/core/ids';
import { expect, it } from 'vitest';
import { maskPeople } from './mask-people.ts';

const id = (byte: number) => newAccountId('a', (length) => new Uint8Array(length).fill(byte));
const person = { account: id(1), subject: `s${id(2).slice(1)}` };
const [other, third] = [id(3), id(4)];
const mask = maskPeople('k'.repeat(43), person);

it('leaves the person themself and everything that is no id', () => {
  const row = { account: person.account, of: [person.subject], n: 1, text: 'a normal text', none: null };
  expect(mask(row)).toEqual(row);
});

it('masks others wherever they stand: in lists, in names of fields, in the middle of a text', () => {
  const masked = JSON.stringify(mask({ list: [other, { [third]: 1 }], text: `wallet:${other}|COIN` }));
  expect(masked).not.toContain(other);
  expect(masked).not.toContain(third);
  const [first, second] = [...masked.matchAll(/person-[a-z2-7]{13}/g)].map(([found]) => found);
  expect(masked).toContain(`wallet:${first}|COIN`);
  expect(second).not.toBe(first);
});

it('calls nobody the same in two archives', () => {
  expect(maskPeople('x'.repeat(43), person)(other)).not.toBe(mask(other));
  expect(mask(other)).toBe(mask(other));
});
