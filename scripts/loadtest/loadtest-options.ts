import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { Problem } from '../problem.ts';

export type LoadtestOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly scenario: string;
      readonly profile: string;
      /** Base address without a path; undefined: the running start's edge. */
      readonly target: string | undefined;
    };

export type Choices = {
  readonly scenarios: readonly string[];
  readonly profiles: readonly string[];
  readonly defaultProfile: string;
};

/**
 * Reads the command line of `npm run loadtest`. Throws a Problem for an unknown name, and for a target beyond this
 * machine without `--allow-remote`: a load test is an attack on whoever did not ask for it.
 */
export function parseLoadtestOptions(args: readonly string[], choices: Choices): LoadtestOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  const scenario = positionals[0];
  if (scenario === undefined || positionals.length > 1) {
    throw new Problem(`name one scenario: ${choices.scenarios.join(', ')}`);
  }
  if (!choices.scenarios.includes(scenario)) {
    throw new Problem(`there is no scenario "${scenario}"; there are: ${choices.scenarios.join(', ')}`);
  }
  const profile = values.profile ?? choices.defaultProfile;
  if (!choices.profiles.includes(profile)) {
    throw new Problem(`there is no profile "${profile}"; there are: ${choices.profiles.join(', ')}`);
  }
  const target = values.target === undefined ? undefined : originOf(values.target);
  if (target !== undefined && values['allow-remote'] !== true && !isLoopback(target)) {
    throw new Problem(`${target} is not on this machine: add --allow-remote if its operators expect this load`);
  }
  return { kind: 'run', scenario, profile, target };
}

export function loadtestHelp(choices: Choices): string {
  return [
    'npm run loadtest -- <scenario> [options]   runs a k6 scenario; its thresholds decide the exit status',
    '',
    `  scenarios          ${choices.scenarios.join(', ')}`,
    `  --profile <name>   how much: ${choices.profiles.join(', ')} (${choices.defaultProfile})`,
    '  --target <url>     base address of the edge (the running npm start)',
    '  --allow-remote     take a target that is not on this machine',
  ].join('\n');
}

/** Whether the address names this machine and cannot name another: a literal loopback address or `localhost`. */
export function isLoopback(target: string): boolean {
  const host = new URL(target).hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Problem(`--target wants an http(s) address without a path, as http://127.0.0.1:8787; got "${text}"`);
  }
  if (url.username !== '' || url.password !== '') throw new Problem('--target wants an address without a user name');
  return url.origin;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        profile: { type: 'string' },
        target: { type: 'string' },
        'allow-remote': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Problem(error instanceof Error ? (error.message.split('.')[0] ?? '') : String(error));
  }
}
