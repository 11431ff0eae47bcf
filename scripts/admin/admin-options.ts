import { parseArgs } from 'node:util';
import { assignableRoles } from '@halobuzz/core/api/admin';
import type { StaffRole } from '@halobuzz/core/roles';
import { Problem } from '../problem.ts';

/** Where the edge is and with which key to sign; absent: the start that runs here, and its development key. */
export interface AdminTarget {
  readonly edgeUrl: string | undefined;
  readonly keyFile: string | undefined;
}

export type AdminCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'role';
      readonly username: string;
      readonly role: StaffRole;
      readonly held: boolean;
      readonly reason: string;
      readonly target: AdminTarget;
    }
  | { readonly kind: 'reproject'; readonly target: AdminTarget }
  /** Handed on to realtime's people-cli, which reads MongoDB. */
  | { readonly kind: 'stores'; readonly args: readonly string[] };

export const adminHelp = [
  'npm run admin -- <command>   what an operator does without an account; every act is audited under the key used',
  '',
  `  grant <username> <role>     gives a staff role (${assignableRoles.join(', ')}); makes the first admin too`,
  '  revoke <username> <role>    takes it; the last admin stays',
  '  reproject                   has every account reported to the users collection anew, after it was lost or damaged',
  '  verify [--head <hash>]      checks the audit log’s chain and all follow counts; a head noted before must still stand',
  '  recount                     makes follow counts that verify found wrong anew',
  '',
  '  --reason <text>             why, for the audit log (grant, revoke)',
  '  --edge <url>                another edge than the start that runs here',
  '  --key-file <file>           the operator’s private JWK Set; needed with --edge',
  '',
  'Who holds an operator’s key can make admins: keep it offline, and set its public half (OPERATOR_PUBLIC_KEYS) only while needed.',
].join('\n');

/** Reads the command line. Throws a Problem that names what is wrong. */
export function parseAdminCommand(args: readonly string[]): AdminCommand {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return { kind: 'help' };
  const target = { edgeUrl: values.edge, keyFile: values['key-file'] };
  if (target.edgeUrl !== undefined && target.keyFile === undefined) throw new Problem('--edge wants --key-file too');
  switch (command) {
    case 'grant':
    case 'revoke': {
      const [username, given, ...more] = rest;
      const role = assignableRoles.find((one) => one === given);
      if (username === undefined || role === undefined || more.length > 0) {
        throw new Problem(
          `${command} wants a username and one of ${assignableRoles.join(', ')}. See npm run admin -- --help`,
        );
      }
      const held = command === 'grant';
      return { kind: 'role', username, role, held, reason: values.reason ?? `operator’s ${command}`, target };
    }
    case 'reproject':
      noMore(command, rest);
      return { kind: 'reproject', target };
    case 'verify':
    case 'recount':
      noMore(command, rest);
      return { kind: 'stores', args: [command, ...(values.head === undefined ? [] : ['--head', values.head])] };
    default:
      throw new Problem(`there is no command "${command}". See npm run admin -- --help`);
  }
}

function noMore(command: string, rest: readonly string[]): void {
  if (rest.length > 0) throw new Problem(`${command} takes nothing; got "${rest.join(' ')}"`);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, reason: text, edge: text, 'key-file': text, head: text },
    });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message.split('.')[0] : error}. See npm run admin -- --help`);
  }
}
