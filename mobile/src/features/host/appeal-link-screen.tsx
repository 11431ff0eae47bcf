import type { AccountSanctionView } from '@halobuzz/core/api/account-sanctions';
import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { AccountDecision } from './account-decision.tsx';
import { AppealForm } from './appeal-form.tsx';
import { useAct } from './use-act.ts';

/** Where the mail about a ban leads: why, and the one appeal, without signing in. */
export function AppealLinkScreen() {
  const { moderation: words } = useWords();
  usePageTitle(words.linkTitle);
  const token = useLinkSecret();
  return (
    <Page width="form">
      <AppText kind="title">{words.linkTitle}</AppText>
      <AppText color="muted">{words.linkLead}</AppText>
      {token === undefined ? <Notice tone="info" text={words.linkNone} /> : <Linked token={token} />}
    </Page>
  );
}

/** Shown by a press and not by opening alone, for mail scanners open links too. */
function Linked({ token }: { readonly token: string }) {
  const { moderation: words } = useWords();
  const { api } = useServices();
  const act = useAct();
  const [decision, setDecision] = useState<AccountSanctionView>();
  const [sent, setSent] = useState(false);
  if (decision === undefined) {
    const read = async () => {
      const answer = await api.readAppealLink(token);
      if (answer.ok) setDecision(answer.data.sanction);
      return answer;
    };
    return (
      <>
        <OutcomeNotice outcome={act.outcome} />
        <Button label={words.linkRead} busy={act.busy === 'read'} onPress={() => void act.request('read', read)} />
      </>
    );
  }
  return (
    <Card>
      <AccountDecision decision={decision}>
        {sent ? <Notice tone="success" text={words.linkSent} /> : null}
        {!sent && decision.appeal === undefined && decision.inForce ? (
          <AppealForm send={(text) => api.appealByLink(token, text)} onSent={() => setSent(true)} />
        ) : null}
      </AccountDecision>
    </Card>
  );
}
