import type { ExportSource } from './export-source.ts';

/** What somebody chose, asked and agreed to, as the origin knows it. */
export const choiceSources = {
  'privacy-requests': [
    {
      collection: 'privacy_requests',
      of: ({ account }) => ({ accountId: account }),
      hint: 'own',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'request', createdAt: 'at', kind: 'kind', about: 'about', text: 'text', birthDate: 'birthDate' },
        ...{ state: 'state', dueAt: 'dueAt', extendedFor: 'extendedFor', decidedAt: 'decidedAt', reason: 'reason' },
      },
    },
  ],
  'data-exports': [
    {
      collection: 'data_exports',
      of: ({ account }) => ({ userId: account }),
      hint: 'user_newest',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'request', createdAt: 'at', dataTypes: 'dataTypes', status: 'status', expiresAt: 'expiresAt' },
      },
    },
  ],
} as const satisfies Readonly<Record<string, readonly ExportSource[]>>;
