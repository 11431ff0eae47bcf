import { assignableRoles } from '@halobuzz/core/api/admin';
import type { StaffRole } from '@halobuzz/core/roles';
import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';
import { type OperatorTarget, operatorOptions, operatorTarget } from './operator-target.ts';

const HELP = 'npm run admin -- --help';

export type AdminCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'role';
      readonly username: string;
      readonly role: StaffRole;
      readonly held: boolean;
      readonly reason: string;
      readonly target: OperatorTarget;
    }
  | { readonly kind: 'reproject' | 'replay-erasures'; readonly target: OperatorTarget }
  /** Handed on to realtime's switch-cli, which reads and writes MongoDB and control Redis. */
  | { readonly kind: 'switch'; readonly args: readonly string[] }
  /** Handed on to realtime's people-cli, which reads MongoDB. */
  | { readonly kind: 'stores'; readonly args: readonly string[] };

export const adminHelp = [
  'npm run admin -- <command>   what an operator does without an account; every act is audited under the key used',
  '',
  `  grant <username> <role>     gives a staff role (${assignableRoles.join(', ')}); makes the first admin too`,
  '  revoke <username> <role>    takes it; the last admin stays',
  '  reproject                   has every account reported to the users collection anew, after it was lost or damaged',
  '  replay-erasures             after a restore from a backup: erases anew who was erased; may be repeated',
  '  verify [--head <hash>]      checks the audit log’s chain and all follow counts; a head noted before must still stand',
  '  recount                     makes follow counts that verify found wrong anew',
  '  switch …                    pauses and resumes features, begins and ends maintenance, on the stores alone; switch list shows them',
  '',
  '  --reason <text>             why, for the audit log (grant, revoke)',
  '  --edge <url>                another edge than the start that runs here',
  '  --key-file <file>           the operator’s private JWK Set; needed with --edge',
  '',
  'Who holds an operator’s key can make admins: keep it offline, and set its public half (OPERATOR_PUBLIC_KEYS) only while needed.',
].join('\n');

/** Reads the command line. Throws a Problem that names what is wrong. */
export function parseAdminCommand(args: readonly string[]): AdminCommand {
  // Its words are its own.
  if (args[0] === 'switch') return { kind: 'switch', args: args.slice(1) };
  const options = { ...operatorOptions, head: { type: 'string' } } as const;
  const { values, positionals } = parseWords({ args: [...args], allowPositionals: true, options }, HELP);
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return { kind: 'help' };
  const target = operatorTarget(values);
  switch (command) {
    case 'grant':
    case 'revoke': {
      const [username, given, ...more] = rest;
      const role = assignableRoles.find((one) => one === given);
      if (username === undefined || role === undefined || more.length > 0) {
        throw new Problem(`${command} wants a username and one of ${assignableRoles.join(', ')}. See ${HELP}`);
      }
      const held = command === 'grant';
      return { kind: 'role', username, role, held, reason: values.reason ?? `operator’s ${command}`, target };
    }
    case 'reproject':
    case 'replay-erasures':
      noMore(command, rest);
      return { kind: command, target };
    case 'verify':
    case 'recount':
      noMore(command, rest);
      return { kind: 'stores', args: [command, ...(values.head === undefined ? [] : ['--head', values.head])] };
    default:
      throw new Problem(`there is no command "${command}". See ${HELP}`);
  }
}

function noMore(command: string, rest: readonly string[]): void {
  if (rest.length > 0) throw new Problem(`${command} takes nothing; got "${rest.join(' ')}"`);
}
