import type { OriginDeps } from '../app.ts';

const notHere = (): never => {
  throw new Error('what people ask for the sake of privacy is tested over real stores alone');
};

/** Nothing of consent, and of what rests on it. */
export const noConsents = {
  consentRecords: { add: notHere },
  analyticsLog: { add: notHere, counts: notHere },
  dayKeys: { of: notHere },
  campaigns: { start: notHere, list: notHere, stop: notHere, page: notHere, progress: notHere },
} satisfies Pick<OriginDeps, 'consentRecords' | 'analyticsLog' | 'dayKeys' | 'campaigns'>;

/** The register of privacy requests is tested over real stores alone. */
export const noPrivacyRequests = {
  privacyRequests: {
    ...{ open: notHere, ofAccount: notHere, withdraw: notHere, queue: notHere, decide: notHere },
    ...{ carriedOut: notHere, waiting: notHere },
  },
  unprofiled: { set: notHere, among: notHere },
} satisfies Pick<OriginDeps, 'privacyRequests' | 'unprofiled'>;

/** Neither erasures nor archives. */
export const noErasures = {
  erasure: { outlook: notHere, step: notHere, failed: notHere, subjects: notHere },
  dataExports: { put: notHere, measure: notHere },
} satisfies Pick<OriginDeps, 'erasure' | 'dataExports'>;
