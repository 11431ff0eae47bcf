import type { PrivacySettings } from '@halobuzz/core/api/privacy-requests';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { PrivacyPage } from './privacy-page.tsx';

/** Objection and restriction: what may be done with somebody's data beyond what the contract and the law ask for. */
export function PrivacySettingsScreen() {
  const words = useWords().privacy.settings;
  const outcomeOf = useOutcomeOf();
  const rows = [
    ['recommendations', words.recommendations, words.recommendationsLead],
    ['profiling', words.profiling, words.profilingLead],
    ['restricted', words.restricted, words.restrictedLead],
  ] as const;
  const { api } = useServices();
  const fetchSettings = useCallback(() => api.privacySettings(), [api]);
  const { load, reload, update } = useLoad(fetchSettings);
  const [busy, setBusy] = useState<keyof PrivacySettings>();
  const [said, setSaid] = useState<Outcome>();
  const change = async (settings: PrivacySettings, key: keyof PrivacySettings, value: boolean): Promise<void> => {
    setBusy(key);
    const answer = await api.changePrivacySettings({ ...settings, [key]: value });
    setBusy(undefined);
    setSaid(outcomeOf(answer, () => words.saved));
    if (answer.ok) update(() => answer.data);
  };
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      <OutcomeNotice outcome={said} />
      <Loaded load={load} reload={reload}>
        {(settings) =>
          rows.map(([key, label, description]) => (
            <Card key={key}>
              <SwitchRow
                label={label}
                description={description}
                value={settings[key]}
                busy={busy === key}
                disabled={busy !== undefined && busy !== key}
                onChange={(value) => void change(settings, key, value)}
              />
            </Card>
          ))
        }
      </Loaded>
    </PrivacyPage>
  );
}
