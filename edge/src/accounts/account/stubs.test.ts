import { expect, test } from 'vitest';
import { relayOf } from '../outbox/relay-of.ts';
import { type Namespace, objectOfAccount } from './stubs.ts';

/** workerd answers "not implemented" to jurisdictions; this namespace tells where an object would be made. */
function fakeNamespace(jurisdiction = 'anywhere'): Namespace<string, string> {
  return {
    idFromName: (name) => `${jurisdiction}:${name}`,
    get: (id) => id,
    jurisdiction: (to) => fakeNamespace(to),
  };
}

test.each([
  ['eabc', true, 'eu:eabc'],
  ['aabc', true, 'anywhere:aabc'],
  ['uabc', true, 'anywhere:uabc'],
  ['eabc', false, 'anywhere:eabc'],
])('account %s, enforced %s, lives at %s', (accountId, enforce, expected) => {
  expect(objectOfAccount(fakeNamespace(), accountId, enforce)).toBe(expected);
});

test.each([
  ['eabc', true, 'eu:relay-a'],
  ['ebcd', true, 'eu:relay-b'],
  ['aabc', true, 'anywhere:relay-a'],
  ['eabc', false, 'anywhere:relay-a'],
])('what waits of account %s, enforced %s, waits at %s', (accountId, enforce, expected) => {
  expect(relayOf(fakeNamespace(), accountId, enforce)).toBe(expected);
});
