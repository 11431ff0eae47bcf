import type { z } from 'zod';
import { processConfigs } from '../../realtime/src/config.ts';
import type { ConfigOption } from '../../realtime/src/config-option.ts';
import { typeText } from './json-schema-fields.ts';
import { code, generatedNotice, page, table } from './markdown.ts';
import { commentedMembers } from './source-comments.ts';

/** Settings of the edge: the zod object that parses them, and the text of the file that holds it. */
export interface EdgeSettings {
  readonly schema: z.ZodObject;
  readonly source: string;
}

/** docs/generated/config.md: every environment variable of every process. */
export function configPage(edge: EdgeSettings): string {
  return page([
    generatedNotice,
    '# Configuration',
    'Sources: `realtime/src/config.ts` and `edge/src/env.ts`. Each process reads its environment once, at its start, and names all ' +
      'problems together. Production (`HALOBUZZ_ENV` or `ENVIRONMENT` is `production`) refuses values that are for development.',
    ...Object.entries(processConfigs).flatMap(([name, spec]) => [`## ${name}`, processTable(Object.values(spec))]),
    '## edge',
    'Variables and secrets of the Worker, beside the bindings in `wrangler.toml`. `″`: the line above speaks of this one too.',
    edgeTable(edge),
  ]);
}

const heads = ['variable', 'type', 'default', 'secret', 'what it is'] as const;

function processTable(options: readonly ConfigOption<unknown>[]): string {
  return table(
    heads,
    options.map((option) => [
      code(option.env),
      typeOf(option.schema),
      defaultOf(option),
      option.secret ? 'yes' : '',
      option.help +
        (option.refusedInProduction.length === 0
          ? ''
          : ` (refused in production: ${option.refusedInProduction.join(', ')})`) +
        (option.inTheClear === undefined ? '' : ' (by TLS in production)'),
    ]),
  );
}

function defaultOf(option: ConfigOption<unknown>): string {
  if (option.default !== undefined) return code(option.default);
  if (option.developmentDefault !== undefined)
    return `${code(option.developmentDefault)} in development, else required`;
  if (option.optional === 'not_in_production') return 'may be absent, but not in production';
  return option.optional ? 'may be absent' : 'required';
}

function edgeTable({ schema, source }: EdgeSettings): string {
  const members = commentedMembers(source, 'const settingsSchema', '.superRefine(');
  return table(
    heads,
    Object.entries(schema.shape).map(([name, field]) => {
      const member = members.find((candidate) => candidate.name === name);
      if (member === undefined) throw new Error(`edge/src/env.ts has no line for ${name}`);
      const fallback = defaultValueOf(field);
      const whenAbsent = fallback === undefined ? 'may be absent' : code(fallback);
      return [
        code(name),
        typeOf(field),
        accepts(field, undefined) ? whenAbsent : 'required',
        /KEY|PEPPER|KEK|CERTIFICATE|TOKEN|SECRET/.test(name) ? 'yes' : '',
        member.own ? member.comment : '″',
      ];
    }),
  );
}

/** The type of a setting: from its JSON Schema where that says it, else from what it answers to a wrong value. */
function typeOf(schema: z.core.$ZodType): string {
  const said = statedType(schema);
  if (said?.startsWith('list')) return 'list, comma-separated';
  if (said !== undefined && said !== 'text' && said !== 'any') return said;
  const complaint = complaintOf(schema);
  return complaint === undefined ? 'text' : complaint.replace(/^must be (an? )?/, '');
}

function statedType(schema: z.core.$ZodType): string | undefined {
  for (const io of ['output', 'input'] as const) {
    try {
      // Every schema here is a classic zod one, which carries its own conversion.
      return typeText((schema as z.ZodType).toJSONSchema({ io }));
    } catch {
      // A transformed value has no JSON Schema on that side: the other one may.
    }
  }
  return undefined;
}

function complaintOf(schema: z.core.$ZodType): string | undefined {
  // As above: a classic schema.
  const parsed = (schema as z.ZodType).safeParse('\u0000');
  return parsed.success ? undefined : parsed.error.issues[0]?.message;
}

function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  // As above: a classic schema.
  return (schema as z.ZodType).safeParse(value).success;
}

function defaultValueOf(schema: z.core.$ZodType): string | undefined {
  // As above: a classic schema.
  const parsed = (schema as z.ZodType).safeParse(undefined);
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : undefined;
}
