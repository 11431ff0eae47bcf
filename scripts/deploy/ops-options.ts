import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';

const HELP = 'npm run ops -- --help';
const partialPercents = [10, 50, 100];

export type OpsCommand =
  | { readonly kind: 'help' | 'image' | 'workflows' | 'web' | 'compose-secrets' }
  | { readonly kind: 'manifests'; readonly out: string | undefined }
  | { readonly kind: 'sbom'; readonly out: string }
  | { readonly kind: 'changelog'; readonly to: string; readonly out: string | undefined }
  | {
      readonly kind: 'edge';
      readonly env: 'staging' | 'production';
      readonly percent: number;
      readonly tag: string;
    };

export const opsHelp = [
  'npm run ops -- <command>   checks and prepares what is deployed (docs/operations/production.md)',
  '',
  '  image                          builds the images’ files in a clean folder, and starts every process from them',
  '  manifests [--out <folder>]     builds ops/kubernetes and decodes it strictly; loads ops/compose (needs Go)',
  '  workflows                      holds .github/workflows against actionlint (needs Go)',
  '  sbom --out <file>              what the images hold, as CycloneDX',
  '  changelog --to <tag> [--out <file>]   the subjects of the commits since the tag before',
  '  web                            builds the web app and the console that the edge serves',
  '  edge --env <name> --tag <tag> [--percent 10]   a new version of the Worker, for a part of its requests',
  '  compose-secrets                certificates and secrets for ops/compose, made once',
].join('\n');

/** Reads the command line. Throws a Problem that names what is wrong. */
export function parseOpsCommand(args: readonly string[]): OpsCommand {
  const text = { type: 'string' } as const;
  const options = { help: { type: 'boolean', short: 'h' }, out: text, to: text, env: text, percent: text, tag: text } as const;
  const { values, positionals } = parseWords({ args: [...args], allowPositionals: true, options }, HELP);
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return { kind: 'help' };
  if (rest.length > 0) throw new Problem(`"${rest[0]}" is one word too many. See ${HELP}`);
  const needed = (name: 'out' | 'to' | 'tag'): string => {
    const value = values[name];
    if (value === undefined || value === '') throw new Problem(`${command} needs --${name}. See ${HELP}`);
    return value;
  };
  switch (command) {
    case 'image':
    case 'workflows':
    case 'web':
    case 'compose-secrets':
      return { kind: command };
    case 'manifests':
      return { kind: command, out: values.out };
    case 'sbom':
      return { kind: command, out: needed('out') };
    case 'changelog':
      return { kind: command, to: needed('to'), out: values.out };
    case 'edge': {
      const { env } = values;
      if (env !== 'staging' && env !== 'production') throw new Problem('--env is staging or production');
      const percent = Number(values.percent ?? '10');
      if (!partialPercents.includes(percent)) throw new Problem(`--percent is ${partialPercents.join(', ')}`);
      return { kind: command, env, percent, tag: needed('tag') };
    }
    default:
      throw new Problem(`there is no command "${command}". See ${HELP}`);
  }
}
