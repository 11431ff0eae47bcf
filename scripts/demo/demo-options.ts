import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';

export type DemoOptions = {
  readonly help: boolean;
  readonly rooms: number;
  readonly viewers: number;
  readonly minutes: number;
};

const roomsMax = 50;
const viewersMax = 500;
const minutesMax = 24 * 60;

export const demoHelp = [
  'npm run demo [-- options]   fills the running system with hosts, viewers, chat and gifts; Ctrl-C ends it',
  '',
  `  --rooms <n>     broadcasts at once (4, at most ${roomsMax})`,
  `  --viewers <n>   viewers over all rooms (40, at most ${viewersMax})`,
  '  --minutes <n>   how long (5)',
].join('\n');

/** Reads the command line of `npm run demo`. Throws a Problem that names the option at fault. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const values = parse(args);
  return {
    help: values.help === true,
    rooms: whole('--rooms', values.rooms ?? '4', 1, roomsMax),
    viewers: whole('--viewers', values.viewers ?? '40', 0, viewersMax),
    minutes: positive('--minutes', values.minutes ?? '5', minutesMax),
  };
}

function parse(args: readonly string[]) {
  return parseWords(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        rooms: { type: 'string' },
        viewers: { type: 'string' },
        minutes: { type: 'string' },
      },
    },
    'npm run demo -- --help',
  ).values;
}

function whole(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= min && value <= max) return value;
  throw new Problem(`${option} wants a whole number from ${min} to ${max}; got "${text}"`);
}

function positive(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && value > 0 && value <= max) return value;
  throw new Problem(`${option} wants a number above 0, at most ${max}; got "${text}"`);
}
