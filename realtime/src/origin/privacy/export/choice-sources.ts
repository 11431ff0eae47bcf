import type { ExportSource } from './export-source.ts';

/** What somebody chose, asked and agreed to, as the origin knows it. */
export const choiceSources = {
  'privacy-requests': [],
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
