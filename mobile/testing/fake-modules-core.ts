import { randomUUID } from 'node:crypto';

export const uuid = { v4: (): string => randomUUID() };
