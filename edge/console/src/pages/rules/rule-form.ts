import { type FraudRuleBody, type FraudRuleKind, fraudRuleBodySchema } from '@halobuzz/core/fraud/fraud-rule';
import { parametersOf, ruleWords } from './rule-words.ts';

export type RuleValues = Readonly<Record<string, string>>;

/** What stands in the form for a rule; of a new one, nothing. */
export function valuesOf(kind: FraudRuleKind, body: FraudRuleBody | undefined): RuleValues {
  const given: Readonly<Record<string, unknown>> = body?.parameters ?? {};
  const parameters = parametersOf(kind).map(([name, { as }]) => [
    name,
    as === 'tiers' ? tiersText(body) : String(given[name] ?? ''),
  ]);
  return { action: body?.action ?? ruleWords[kind].actions[0] ?? '', ...Object.fromEntries(parameters) };
}

/** A tier a line: days, coins, coins with a second factor. */
function tiersText(body: FraudRuleBody | undefined): string {
  if (body?.kind !== 'daily_spend_cap') return '';
  return body.parameters.tiers.map((tier) => `${tier.fromAgeDays} ${tier.coins} ${tier.secondFactorCoins}`).join('\n');
}

function tiersOf(text: string): readonly object[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [days = '', coins = '', secondFactorCoins = ''] = line.trim().split(/\s+/);
      return { fromAgeDays: wholeOf(days), coins, secondFactorCoins };
    });
}

/** Not a number stays what was typed, so that the schema says what is wrong with it. */
function wholeOf(text: string): number | string {
  return /^-?[0-9]+$/.test(text.trim()) ? Number(text) : text;
}

/** The rule that was filled in, or what is wrong by field. */
export function bodyOf(
  kind: FraudRuleKind,
  values: RuleValues,
): { readonly body: FraudRuleBody } | { readonly errors: Readonly<Record<string, string>> } {
  const parameters = Object.fromEntries(
    parametersOf(kind).map(([name, { as }]) => {
      const text = values[name] ?? '';
      return [name, as === 'tiers' ? tiersOf(text) : as === 'whole' ? wholeOf(text) : text.trim()];
    }),
  );
  const read = fraudRuleBodySchema.safeParse({ kind, action: values.action, parameters });
  if (read.success) return { body: read.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of read.error.issues) {
    const name = String(path[0] === 'parameters' ? path[1] : path[0]);
    errors[name] ??= path[1] === 'tiers' && path.length > 2 ? `line ${Number(path[2]) + 1}: ${message}` : message;
  }
  return { errors };
}
