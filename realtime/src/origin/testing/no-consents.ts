import type { OriginDeps } from '../app.ts';

const notHere = (): never => {
  throw new Error('consents, analytics and campaigns are tested over real stores alone');
};

/** Nothing of consent, and of what rests on it. */
export const noConsents = {
  consentRecords: { add: notHere },
  analyticsLog: { add: notHere, counts: notHere },
  dayKeys: { of: notHere },
  campaigns: { start: notHere, list: notHere, stop: notHere, page: notHere, progress: notHere },
} satisfies Pick<OriginDeps, 'consentRecords' | 'analyticsLog' | 'dayKeys' | 'campaigns'>;
