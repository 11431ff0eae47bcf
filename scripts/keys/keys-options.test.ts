import { expect, test } from 'vitest';
import { parseKeysCommand } from './keys-options.ts';

const target = { edgeUrl: undefined, keyFile: undefined };

test.each([
  [['list'], { kind: 'list', target }],
  [['rotate'], { kind: 'rotate', when: 'scheduled', reason: 'operator’s rotation', target }],
  [['rotate', '--now', '--reason', 'leaked'], { kind: 'rotate', when: 'now', reason: 'leaked', target }],
  [['revoke', 'k1'], { kind: 'revoke', kid: 'k1', reason: 'operator’s revocation', target }],
  [['secret', 'TICKET_KEYS', 'add'], { kind: 'secret', name: 'TICKET_KEYS', phase: 'add', file: undefined }],
  [[], { kind: 'help' }],
  [['secret', '--help'], { kind: 'help' }],
])('%j', (args, command) => {
  expect(parseKeysCommand(args)).toEqual(command);
});

test.each([
  [['turn'], /no command "turn"/],
  [['revoke'], /revoke wants 1/],
  [['list', 'all'], /list wants 0/],
  [['secret', 'TICKET_KEYS', 'burn'], /"burn" is no phase/],
  [['secret', 'toString', 'add'], /no secret "toString"/],
  [['rotate', '--edge', 'https://x'], /--key-file/],
  [['rotate', '--soon'], /Unknown option '--soon'/],
])('%j is refused with a line that helps', (args, line) => {
  expect(() => parseKeysCommand(args)).toThrow(line);
});
