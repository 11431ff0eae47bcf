import { expect, test } from 'vitest';
import { findRequestOf } from './find-request.ts';

test.each([
  ['sita', { handle: 'sita' }],
  [' @sita ', { handle: 'sita' }],
  ['sita@example.com', { email: 'sita@example.com' }],
  ['aabcdefghijklmnopqrstuvwxy2', { id: 'aabcdefghijklmnopqrstuvwxy2' }],
  ['', undefined],
  [' @ ', undefined],
])('%j is asked for as %j', (typed, request) => {
  expect(findRequestOf(typed)).toEqual(request);
});
