import type { FactorListData } from '@halobuzz/core/api/auth-factors';
import type { ConsentReceipt, ConsentState, Consents } from '@halobuzz/core/api/consents';
import type { ErasureOutlook } from '@halobuzz/core/api/erasure';
import type { DataExport } from '@halobuzz/core/api/exports';
import type { PrivacyRequestView } from '@halobuzz/core/api/privacy-requests';
import { askedConsents, currentNotice } from '@halobuzz/core/privacy/consent-notices';
import { success } from './fake-server.ts';
import { accountIdOf, atIso, uuidOf } from './fixtures.ts';

export const laterIso = '2026-12-06T10:00:00.000Z';

/** Nobody has decided anything yet, unless `change` says so. */
export const consentsOf = (
  change: Partial<Record<'analytics' | 'marketing', Partial<ConsentState>>> = {},
): Consents => ({
  notices: askedConsents.map((consentType) => {
    const { version, texts } = currentNotice(consentType);
    return { consentType, version, locale: 'en', ...texts.en };
  }),
  items: [
    { consentType: 'essential', granted: true, required: true, askAgain: false },
    ...askedConsents.map((consentType) => ({
      ...{ consentType, granted: false, required: false, askAgain: true },
      ...change[consentType],
    })),
  ],
});

/** As the server answers to a decision. */
export const decidedOf = (consentType: 'analytics' | 'marketing', granted: boolean, n = 1): Partial<ConsentState> => ({
  consentType,
  granted,
  askAgain: false,
  version: currentNotice(consentType).version,
  decidedAt: atIso,
  receiptId: uuidOf(n),
});

export const receiptOf = (change: Partial<ConsentReceipt> = {}): ConsentReceipt => ({
  receiptId: uuidOf(1),
  consentType: 'analytics',
  granted: true,
  version: currentNotice('analytics').version,
  ...currentNotice('analytics').texts.en,
  locale: 'en',
  method: 'web',
  decidedAt: atIso,
  ...change,
});

export const exportIdOf = (letter: string): string => `ex_${letter.repeat(26)}`;
export const exportOf = (change: Partial<DataExport> = {}): DataExport => ({
  requestId: exportIdOf('a'),
  userId: accountIdOf('s'),
  dataTypes: ['account', 'money'],
  status: 'completed',
  progress: { done: 12, total: 12 },
  createdAt: atIso,
  completedAt: atIso,
  expiresAt: laterIso,
  bytes: 48_213,
  ...change,
});
/** As links carry them: 32 bytes in base64url. */
export const linkSecret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I';

export const outlookOf = (change: Partial<ErasureOutlook> = {}): ErasureOutlook => ({
  handle: 'sita',
  obstacles: [],
  money: { coins: '0', diamonds: '0', heldDiamonds: '0', owedCoins: '0', payoutMinimumDiamonds: '10000' },
  live: false,
  cancelUntil: laterIso,
  ...change,
});

export const requestOf = (change: Partial<PrivacyRequestView> = {}): PrivacyRequestView => ({
  id: `pr_${'a'.repeat(26)}`,
  kind: 'objection',
  about: 'advertising',
  text: 'No more letters.',
  state: 'open',
  createdAt: atIso,
  dueAt: laterIso,
  ...change,
});

export const noFactors: FactorListData = { factors: [], backupCodes: { left: 0, lastUsedAt: null }, required: false };
/** What a proof of identity asks for, and is answered with. */
export const stepUpRoutes = {
  'GET /auth/mfa': () => success(noFactors),
  'POST /auth/step-up': () => success({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 }),
};
