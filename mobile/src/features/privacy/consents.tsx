import type { ConsentState, Consents, DecideConsentsRequest } from '@halobuzz/core/api/consents';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import type { ApiFailure } from '../../api/failure.ts';
import { failed } from '../../api/failure.ts';
import { type Load, useLoad } from '../../ui/use-load.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';

export type Notice = Consents['notices'][number];

/** How the signed-in account stands to every purpose; one truth for the question, the screen and what is reported. */
export interface ConsentChoices {
  readonly load: Load<Consents>;
  readonly reload: () => Promise<void>;
  /** Records the decision about the text that was shown. Undefined when it is recorded. */
  readonly decide: (notice: Notice, granted: boolean) => Promise<ApiFailure | undefined>;
}

const ConsentContext = createContext<ConsentChoices | undefined>(undefined);

/** Undefined while nobody is signed in. */
export function useConsents(): ConsentChoices | undefined {
  return useContext(ConsentContext);
}

export function ConsentProvider({ children }: { readonly children: ReactNode }) {
  const accountId = useAccount()?.accountId;
  const { api, appKind } = useServices();
  const fetchConsents = useCallback(
    async () => (accountId === undefined ? failed({ kind: 'network' }) : api.consents()),
    [api, accountId],
  );
  const { load, reload, update } = useLoad<Consents>(fetchConsents, accountId);
  const decide = useCallback<ConsentChoices['decide']>(
    async ({ consentType, version, textHash, locale }, granted) => {
      const request: DecideConsentsRequest = {
        decisions: [{ consentType, granted, version, textHash }],
        locale,
        ...appKind,
      };
      const answer = await api.decideConsents(request);
      if (!answer.ok) return answer.failure;
      const { notices, items } = answer.data;
      update(() => ({ notices, items }));
      return undefined;
    },
    [api, appKind, update],
  );
  const choices = useMemo(() => ({ load, reload, decide }), [load, reload, decide]);
  return (
    <ConsentContext.Provider value={accountId === undefined ? undefined : choices}>{children}</ConsentContext.Provider>
  );
}

/** The text to be shown for a purpose. */
export function noticeOf({ notices }: Consents, consentType: ConsentState['consentType']): Notice | undefined {
  return notices.find((notice) => notice.consentType === consentType);
}

/** What is to be asked now, each with its text. */
export function openQuestions(consents: Consents): readonly Notice[] {
  return consents.items.flatMap((item) => {
    const notice = item.askAgain ? noticeOf(consents, item.consentType) : undefined;
    return notice === undefined ? [] : [notice];
  });
}
