import { type OperatorTarget, operatorOptions, operatorTarget } from '../admin/operator-target.ts';
import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';
import { type Phase, phases, type RotatingSecret, rotations } from './rotate-secret.ts';

const HELP = 'npm run keys -- --help';

export type KeysCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly target: OperatorTarget }
  | {
      readonly kind: 'rotate';
      readonly when: 'scheduled' | 'now';
      readonly reason: string;
      readonly target: OperatorTarget;
    }
  | { readonly kind: 'revoke'; readonly kid: string; readonly reason: string; readonly target: OperatorTarget }
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
  const options = { ...operatorOptions, now: { type: 'boolean' }, file: { type: 'string' } } as const;
  const { values, positionals } = parseWords({ args: [...args], allowPositionals: true, options }, HELP);
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return { kind: 'help' };
  const target = operatorTarget(values);
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
      throw new Problem(`there is no command "${command}". See ${HELP}`);
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
  if (given.length !== count) throw new Problem(`${command} wants ${count} words; got ${given.length}. See ${HELP}`);
}
