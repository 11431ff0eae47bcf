import type { OwnDocument } from './own-document.ts';

export const ownDocument: OwnDocument | undefined = undefined;
