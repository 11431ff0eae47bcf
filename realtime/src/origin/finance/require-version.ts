import { changedSince } from './dispute-work.ts';
import type { Change } from './history.ts';

/** Refuses a decision on something that has changed since it was looked at; without a version nobody says what they saw. @throws AppError `conflict` */
export function requireVersion(document: { readonly history: readonly Change[] }, version: number | undefined): void {
  if (version !== undefined && version !== document.history.length) throw changedSince(document);
}
