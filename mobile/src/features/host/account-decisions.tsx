import type { AccountSanctionView } from '@halobuzz/core/api/account-sanctions';
import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { AccountDecision } from './account-decision.tsx';
import { AppealForm } from './appeal-form.tsx';
import { useAct } from './use-act.ts';

/** What our staff decided about one's account: a warning is acknowledged here, everything else appealed against once. */
export function AccountDecisions() {
  const { moderation: words } = useWords();
  const { api } = useServices();
  const fetchAll = useCallback(() => api.accountSanctions(), [api]);
  const { load, reload } = useLoad(fetchAll);
  return (
    <Card>
      <AppText kind="heading">{words.accountTitle}</AppText>
      <AppText color="muted">{words.accountLead}</AppText>
      <Loaded load={load} reload={reload}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={words.noDecisions} />
          ) : (
            items.map((decision) => <Own key={decision.id} decision={decision} onChanged={reload} />)
          )
        }
      </Loaded>
    </Card>
  );
}

function Own({ decision, onChanged }: { readonly decision: AccountSanctionView; readonly onChanged: () => void }) {
  const { moderation: words } = useWords();
  const { api } = useServices();
  const act = useAct();
  const { id, kind, inForce, appeal, acknowledgedAt, liftedAt } = decision;
  const unread = kind === 'warn' && inForce;
  return (
    <AccountDecision decision={decision}>
      {unread ? (
        <>
          <Notice tone="info" text={words.toAcknowledge} />
          <OutcomeNotice outcome={act.outcome} />
          <Button
            compact
            label={words.acknowledge}
            busy={act.busy === 'acknowledge'}
            onPress={async () => {
              if (await act.request('acknowledge', () => api.acknowledge(id))) onChanged();
            }}
          />
        </>
      ) : null}
      {acknowledgedAt === undefined ? null : <AppText kind="small">{words.acknowledged}</AppText>}
      {appeal === undefined && liftedAt === undefined && (inForce || kind === 'warn') ? (
        <AppealForm send={(text) => api.appealDecision(id, text)} onSent={onChanged} />
      ) : null}
    </AccountDecision>
  );
}
