import { decisionReasonCodes, decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import { type DecidedFacts, statementOfReasons, termInWords } from '@halobuzz/core/moderation/statement-of-reasons';
import type { Option } from '../../kit/fields.tsx';

export const kindWords = { warn: 'Warning', mute: 'Mute', suspend: 'Suspension', ban: 'Ban' } as const;
export type SanctionKind = keyof typeof kindWords;

/** What a sanction is and for how long: `Mute for 3 days`. */
export function sanctionInWords(kind: SanctionKind, seconds: number | undefined): string {
  return kind === 'warn' ? kindWords.warn : `${kindWords[kind]} ${termInWords(seconds)}`;
}

const day = 86_400;
const terms = [3_600, day, 3 * day, 7 * day, 14 * day, 30 * day];

/** A kind and its length, as one choice: `suspend:259200`; `ban:` without an end. */
export const sanctionOptions = (mayBanForGood: boolean): readonly Option[] => [
  { value: 'warn:', label: 'Warning: to be acknowledged in the app' },
  ...(['mute', 'suspend', 'ban'] as const).flatMap((kind) =>
    terms.map((seconds) => ({ value: `${kind}:${seconds}`, label: sanctionInWords(kind, seconds) })),
  ),
  ...(mayBanForGood ? [{ value: 'ban:', label: sanctionInWords('ban', undefined) }] : []),
];

export function optionOf(kind: SanctionKind, seconds: number | undefined): string {
  return `${kind}:${seconds ?? ''}`;
}

/** The opposite of {@link optionOf}; undefined for what is none of them. */
export function chosenSanction(option: string): { readonly kind: SanctionKind; readonly seconds?: number } | undefined {
  const [kind, seconds = ''] = option.split(':');
  if (kind !== 'warn' && kind !== 'mute' && kind !== 'suspend' && kind !== 'ban') return undefined;
  return seconds === '' ? { kind } : { kind, seconds: Number(seconds) };
}

export const codeOptions: readonly Option[] = decisionReasonCodes.map((code) => ({
  value: code,
  label: decisionReasons[code].paragraph,
}));

/** The words that the person is told, to begin with. */
export function firstStatement(facts: Pick<DecidedFacts, 'outcome' | 'reason' | 'seconds' | 'day'>): string {
  return statementOfReasons({ ...facts, targetKind: 'user', reported: false });
}
