import { parseArgs } from 'node:util';
import { Problem } from '../problem.ts';
import { type Phase, phases, type RotatingSecret, rotations } from './rotate-secret.ts';

interface EdgeTarget {
  readonly edgeUrl: string | undefined;
  readonly keyFile: string | undefined;
}

export type KeysCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly target: EdgeTarget }
  | {
      readonly kind: 'rotate';
      readonly when: 'scheduled' | 'now';
      readonly reason: string;
      readonly target: EdgeTarget;
    }
  | { readonly kind: 'revoke'; readonly kid: string; readonly reason: string; readonly target: EdgeTarget }
  | {
      readonly kind: 'secret';
      readonly name: RotatingSecret;
      readonly phase: Phase;
      readonly file: string | undefined;
    };

export const keysHelp = [
  'npm run keys -- <command>   changes keys and secrets without signing anybody out (docs/security/secrets.md)',
  '',
  '  list                     the keys that sign access tokens, at the running edge',
  '  rotate [--now]           makes the next one: published first, signing 15 minutes later, or at once with --now',
  '  revoke <kid>             takes an old key out: tokens it signed stop working',
  `  secret <name> <phase>    one step (${phases.join(', ')}) for a secret of the secrets file; start again after each`,
  '',
  `  names: ${Object.keys(rotations).join(', ')}`,
  '',
  '  --reason <text>     why, for the audit log (rotate, revoke)',
  '  --edge <url>        another edge than the start that runs here; needs --key-file',
  '  --key-file <file>   the operator’s private JWK Set',
  '  --file <file>       another secrets file than that of this clone (secret)',
].join('\n');

/** Reads the command line. Throws a Problem that names what is wrong. */
export function parseKeysCommand(args: readonly string[]): KeysCommand {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return { kind: 'help' };
  const target = { edgeUrl: values.edge, keyFile: values['key-file'] };
  if (target.edgeUrl !== undefined && target.keyFile === undefined) throw new Problem('--edge wants --key-file too');
  switch (command) {
    case 'list':
      expectArguments(command, rest, 0);
      return { kind: 'list', target };
    case 'rotate':
      expectArguments(command, rest, 0);
      return {
        kind: 'rotate',
        when: values.now === true ? 'now' : 'scheduled',
        reason: values.reason ?? 'operator’s rotation',
        target,
      };
    case 'revoke': {
      expectArguments(command, rest, 1);
      const [kid = ''] = rest;
      return { kind: 'revoke', kid, reason: values.reason ?? 'operator’s revocation', target };
    }
    case 'secret': {
      expectArguments(command, rest, 2);
      const [name = '', phase = ''] = rest;
      return { kind: 'secret', name: secretName(name), phase: phaseName(phase), file: values.file };
    }
    default:
      throw new Problem(`there is no command "${command}". See npm run keys -- --help`);
  }
}

function secretName(text: string): RotatingSecret {
  if (isRotating(text)) return text;
  throw new Problem(`there is no secret "${text}"; there are ${Object.keys(rotations).join(', ')}`);
}

function isRotating(text: string): text is RotatingSecret {
  return Object.hasOwn(rotations, text);
}

function phaseName(text: string): Phase {
  const phase = phases.find((one) => one === text);
  if (phase === undefined) throw new Problem(`"${text}" is no phase; there are ${phases.join(', ')}`);
  return phase;
}

function expectArguments(command: string, given: readonly string[], count: number): void {
  if (given.length !== count)
    throw new Problem(`${command} wants ${count} words; got ${given.length}. See npm run keys -- --help`);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        now: { type: 'boolean' },
        reason: text,
        edge: text,
        'key-file': text,
        file: text,
      },
    });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message.split('.')[0] : error}. See npm run keys -- --help`);
  }
}
