import { isIP } from 'node:net';
import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';

export type LoadtestOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      /** One after the other. */
      readonly scenarios: readonly string[];
      readonly profile: string;
      /** Base address without a path; undefined: the running start's edge. */
      readonly target: string | undefined;
      /** With the last run of the same scenario and profile, with the run in a file, or with none. */
      readonly compare: { readonly with: 'last' } | { readonly with: 'file'; readonly file: string } | undefined;
      /** The result also goes to loadtests/results, from where docs/performance.md is made. */
      readonly keep: boolean;
      /** A world that was prepared elsewhere; undefined: the runner prepares what the scenario needs. */
      readonly worldFile: string | undefined;
    };

export type Choices = {
  readonly scenarios: readonly string[];
  readonly profiles: readonly string[];
  readonly defaultProfile: string;
};

/** Stands for every scenario. */
export const allScenarios = 'all';

/**
 * Reads the command line of `npm run loadtest`. Throws a Problem for an unknown name, and for a target beyond this machine that
 * `--allow-target` does not name: a load test is an attack on whoever did not ask for it, so the host is written twice.
 */
export function parseLoadtestOptions(args: readonly string[], choices: Choices): LoadtestOptions {
  const { rest, compare } = takeCompare(args);
  const { values, positionals } = parse(rest);
  if (values.help === true) return { kind: 'help' };
  const scenario = positionals[0];
  if (scenario === undefined || positionals.length > 1) {
    throw new Problem(`name one scenario: ${[...choices.scenarios, allScenarios].join(', ')}`);
  }
  if (scenario !== allScenarios && !choices.scenarios.includes(scenario)) {
    throw new Problem(`there is no scenario "${scenario}"; there are: ${choices.scenarios.join(', ')}`);
  }
  const profile = values.profile ?? choices.defaultProfile;
  if (!choices.profiles.includes(profile)) {
    throw new Problem(`there is no profile "${profile}"; there are: ${choices.profiles.join(', ')}`);
  }
  const target = values.target === undefined ? undefined : originOf(values.target);
  if (target !== undefined) requireAllowed(target, values['allow-target']);
  return {
    kind: 'run',
    scenarios: scenario === allScenarios ? choices.scenarios : [scenario],
    ...{ profile, target, compare, keep: values.keep === true, worldFile: values.world },
  };
}

export function loadtestHelp(choices: Choices): string {
  return [
    'npm run loadtest -- <scenario> [options]   loads a running system; thresholds and exact counts decide the exit status',
    '',
    `  scenarios              ${choices.scenarios.join(', ')}`,
    `                         ${allScenarios}: each of them, one after the other`,
    `  --profile <name>       how much: ${choices.profiles.join(', ')} (${choices.defaultProfile})`,
    '  --target <url>         base address of the edge (the running npm start)',
    '  --allow-target <host>  take a target that is not on this machine: its host name once more',
    '  --compare [file]       show what changed since the last run of the scenario and profile, or since that file',
    '  --keep                 put the result into loadtests/results too, for docs/performance.md',
    '  --world <file>         take rooms and accounts from a file instead of preparing them',
    '',
    'Needs npm start -- --load-profile. Results: .halobuzz/loadtests/, as JSON and as a page. More: loadtests/README.md',
  ].join('\n');
}

/** Whether the address names this machine and cannot name another: a literal loopback address or `localhost`. */
export function isLoopback(target: string): boolean {
  const host = hostOf(target);
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

const hostOf = (target: string): string => new URL(target).hostname.replace(/^\[|\]$/g, '');

function requireAllowed(target: string, allowed: string | undefined): void {
  if (isLoopback(target)) return;
  const host = hostOf(target);
  if (allowed === undefined) {
    throw new Problem(`${target} is not on this machine: add --allow-target ${host} if its operators expect this load`);
  }
  if (allowed !== host) throw new Problem(`--allow-target names ${allowed}, and --target ${host}`);
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Problem(`--target wants an http(s) address without a path, as http://127.0.0.1:8787; got "${text}"`);
  }
  if (url.username !== '' || url.password !== '') throw new Problem('--target wants an address without a user name');
  return url.origin;
}

/** `--compare` takes a file or none, which Node's reading of command lines does not know. */
function takeCompare(args: readonly string[]) {
  const at = args.indexOf('--compare');
  if (at === -1) return { rest: args, compare: undefined };
  const file = args[at + 1];
  if (file === undefined || !file.endsWith('.json')) {
    return { rest: args.toSpliced(at, 1), compare: { with: 'last' } as const };
  }
  return { rest: args.toSpliced(at, 2), compare: { with: 'file', file } as const };
}

function parse(args: readonly string[]) {
  return parseWords(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        profile: { type: 'string' },
        target: { type: 'string' },
        'allow-target': { type: 'string' },
        keep: { type: 'boolean' },
        world: { type: 'string' },
      },
    },
    'npm run loadtest -- --help',
  );
}
