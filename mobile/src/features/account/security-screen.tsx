import type { FactorAddedData } from '@halobuzz/core/api/auth-factors';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { AccountPage } from './account-page.tsx';
import { AddFactor } from './add-factor.tsx';
import { AddPasskey } from './add-passkey.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { EmailCard } from './email-card.tsx';
import { FactorList } from './factor-list.tsx';
import { PasswordCard } from './password-card.tsx';
import { useAct } from './use-act.ts';

/** Password, address, second factors, passkeys and backup codes. */
export function SecurityScreen() {
  const { security, factors: words } = useWords().account;
  const { api } = useServices();
  const { busy, said, act } = useAct();
  const fetchFactors = useCallback(() => api.factors(), [api]);
  const { load, reload } = useLoad(fetchFactors);
  const [codes, setCodes] = useState<readonly string[]>();
  const [added, setAdded] = useState<string>();
  const takeAdded = ({ factor, backupCodes }: FactorAddedData): void => {
    setAdded(words.added(factor.label));
    setCodes(backupCodes);
    void reload();
  };
  const newCodes = async (): Promise<void> => {
    const answer = await act('codes', () => api.newBackupCodes());
    if (answer === undefined) return;
    setCodes(answer.backupCodes);
    await reload();
  };
  return (
    <AccountPage title={security.title} lead={security.lead}>
      <Card>
        <AppText kind="heading">{words.title}</AppText>
        <AppText color="muted">{words.lead}</AppText>
        {added === undefined ? null : <Notice tone="success" text={added} />}
        <Loaded load={load} reload={reload}>
          {(list) => (
            <>
              {list.required ? <Notice tone="info" text={words.required} /> : null}
              <FactorList list={list} onChanged={reload} />
            </>
          )}
        </Loaded>
        <AddPasskey onAdded={takeAdded} />
        <AddFactor onAdded={takeAdded} />
      </Card>
      {load.state === 'ready' && load.data.factors.length > 0 ? (
        <Card>
          <AppText kind="heading">{words.codesTitle}</AppText>
          <AppText color="muted">{words.codesLeft(load.data.backupCodes.left)}</AppText>
          <OutcomeNotice outcome={said} />
          <Button kind="secondary" label={words.codesNew} busy={busy === 'codes'} onPress={() => void newCodes()} />
        </Card>
      ) : null}
      <PasswordCard />
      <EmailCard />
      {codes === undefined ? null : <BackupCodes codes={codes} onKept={() => setCodes(undefined)} />}
    </AccountPage>
  );
}
