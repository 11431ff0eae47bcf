import { type AnalyticsReport, analyticsTakenSchema } from '@halobuzz/core/api/analytics';
import {
  consentHistorySchema,
  consentsSchema,
  type DecideConsentsRequest,
  decidedConsentsSchema,
} from '@halobuzz/core/api/consents';
import {
  certificateSchema,
  type ErasureRequest,
  erasureBegunSchema,
  erasureCancelledSchema,
  erasureOutlookSchema,
} from '@halobuzz/core/api/erasure';
import { dataExportSchema, dataExportsSchema, type ExportRequest, exportLinkSchema } from '@halobuzz/core/api/exports';
import { type LegalDocumentName, legalDocumentSchema, legalListSchema } from '@halobuzz/core/api/legal';
import {
  minorSchema,
  type PrivacyRequestRequest,
  type PrivacySettings,
  parentDecisionSchema,
  privacyRequestPageSchema,
  privacyRequestSchema,
  privacySettingsSchema,
} from '@halobuzz/core/api/privacy-requests';
import { anything } from '@halobuzz/core/api/read-answer';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** What people decide about their own data, and what they are told about it. */
export function privacyApi(client: ApiClient) {
  return {
    consents: () => client.authorised({ method: 'GET', path: '/privacy/consents', data: consentsSchema }),
    decideConsents: (body: DecideConsentsRequest) =>
      client.authorised({ method: 'PUT', path: '/privacy/consents', body, data: decidedConsentsSchema }),
    /** Newest first. */
    consentHistory: (cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/privacy/consents/history${queryOf({ cursor })}`,
        data: consentHistorySchema,
      }),
    /** Taken from those alone who agreed to be counted. */
    reportEvents: (events: AnalyticsReport['events']) =>
      client.authorised({ method: 'POST', path: '/analytics/events', body: { events }, data: analyticsTakenSchema }),
    /** Takes the consent to marketing back, by the token of a mail. */
    unsubscribe: (token: string) =>
      client.open({ method: 'POST', path: '/privacy/unsubscribe', body: { token }, data: anything }),

    exports: () => client.authorised({ method: 'GET', path: '/privacy/exports', data: dataExportsSchema }),
    /** Needs a fresh proof of identity. */
    requestExport: (dataTypes: ExportRequest['dataTypes']) =>
      client.authorised({ method: 'POST', path: '/privacy/exports', body: { dataTypes }, data: dataExportSchema }),
    /** Needs a fresh proof of identity. A link made before stops working. */
    exportLink: (id: string) =>
      client.authorised({ method: 'POST', path: `/privacy/exports/${id}/link`, body: {}, data: exportLinkSchema }),
    /** Works once for each link. */
    exportArchive: (id: string, secret: string) =>
      client.download({ method: 'POST', path: `/privacy/exports/${encodeURIComponent(id)}/archive`, body: { secret } }),

    erasureOutlook: () => client.authorised({ method: 'GET', path: '/privacy/erasure', data: erasureOutlookSchema }),
    /** Needs a fresh proof of identity; every session ends with it. */
    erase: (body: ErasureRequest) =>
      client.authorised({ method: 'POST', path: '/privacy/erasure', body, data: erasureBegunSchema }),
    cancelErasure: (token: string) =>
      client.open({ method: 'POST', path: '/privacy/erasure/cancel', body: { token }, data: erasureCancelledSchema }),
    certificate: (id: string) =>
      client.open({ method: 'GET', path: `/privacy/certificates/${encodeURIComponent(id)}`, data: certificateSchema }),

    privacySettings: () => client.authorised({ method: 'GET', path: '/privacy/settings', data: privacySettingsSchema }),
    changePrivacySettings: (body: PrivacySettings) =>
      client.authorised({ method: 'PUT', path: '/privacy/settings', body, data: privacySettingsSchema }),
    /** Newest first. */
    privacyRequests: (cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/privacy/requests${queryOf({ cursor })}`,
        data: privacyRequestPageSchema,
      }),
    askPrivacyRequest: (body: PrivacyRequestRequest) =>
      client.authorised({ method: 'POST', path: '/privacy/requests', body, data: privacyRequestSchema }),
    withdrawPrivacyRequest: (id: string) =>
      client.authorised({
        method: 'POST',
        path: `/privacy/requests/${id}/withdraw`,
        body: {},
        data: privacyRequestSchema,
      }),
    minor: () => client.authorised({ method: 'GET', path: '/privacy/minor', data: minorSchema }),
    askParent: (email: string) =>
      client.authorised({ method: 'POST', path: '/privacy/parent', body: { email }, data: minorSchema }),
    /** By the token of the mail to a parent, who needs no account. */
    decideAsParent: (token: string, granted: boolean) =>
      client.open({
        method: 'POST',
        path: '/privacy/parent/decision',
        body: { token, granted },
        data: parentDecisionSchema,
      }),

    /** The version that was on the screen. */
    acceptTerms: (version: string) =>
      client.authorised({ method: 'POST', path: '/legal/terms/acceptance', body: { version }, data: anything }),
    legalDocuments: () => client.open({ method: 'GET', path: '/legal', data: legalListSchema }),
    legalDocument: (name: LegalDocumentName) =>
      client.open({ method: 'GET', path: `/legal/${name}`, data: legalDocumentSchema }),
  };
}
