import { expect, it } from 'vitest';
import { demoHelp, parseDemoOptions } from './demo-options.ts';

it('has defaults', () => {
  expect(parseDemoOptions([])).toEqual({ help: false, rooms: 4, viewers: 40, minutes: 5 });
  expect(parseDemoOptions(['--rooms', '1', '--viewers=0', '--minutes', '0.5'])).toEqual({
    help: false,
    rooms: 1,
    viewers: 0,
    minutes: 0.5,
  });
  expect(parseDemoOptions(['-h']).help).toBe(true);
});

it.each([
  [['--rooms', '0'], '--rooms'],
  [['--rooms', '51'], '--rooms'],
  [['--rooms', '1.5'], '--rooms'],
  [['--viewers', '-1'], '--viewers'],
  [['--viewers', 'many'], '--viewers'],
  [['--minutes', '0'], '--minutes'],
  [['--minutes', '1e3'], '--minutes'],
  [['--speed'], '--speed'],
  [['now'], 'now'],
])('refuses %j by name', (args, name) => {
  expect(() => parseDemoOptions(args)).toThrow(name);
  expect(demoHelp).toContain('--rooms');
});
