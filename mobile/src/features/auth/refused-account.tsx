import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';

/** What an account may be that nobody gets into, and what its owner can do. */
const states = ['account_banned', 'account_too_young', 'parent_consent_required', 'rate_limited'] as const;
export type RefusedState = (typeof states)[number];

export function refusedStateOf(code: ErrorCode | undefined): RefusedState | undefined {
  return states.find((state) => state === code);
}

/** @param props.waitMs how long a pause lasts, where the server says so */
export function RefusedAccount({
  state,
  waitMs,
}: {
  readonly state: RefusedState;
  readonly waitMs?: number | undefined;
}) {
  const { auth: words } = useWords();
  const { supportContact } = useServices();
  const minutes = waitMs === undefined ? undefined : Math.max(1, Math.ceil(waitMs / 60_000));
  const { title, lead } = words.refused[state];
  return (
    <Card>
      <AppText kind="heading" role="alert">
        {title}
      </AppText>
      <AppText>{lead}</AppText>
      {state === 'rate_limited' && minutes !== undefined ? (
        <AppText kind="strong">{words.waitFor(minutes)}</AppText>
      ) : null}
      {state === 'rate_limited' ? <LinkButton href="/forgot-password" label={words.forgot} /> : null}
      {state === 'account_banned' ? <AppText kind="small">{words.writeTo(supportContact)}</AppText> : null}
      {state === 'account_too_young' || state === 'parent_consent_required' ? (
        <LinkButton href="/privacy/minor" label={words.refusedMinor} />
      ) : null}
    </Card>
  );
}
