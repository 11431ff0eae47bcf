import type { DownEvent } from '@halobuzz/core/protocol/down';
import * as metrics from './metrics.ts';

/** A text that tells its own age. */
export function datedText(words: string): string {
  return `${words} @${Date.now()}`;
}

/** How old a dated text is, ms; undefined for any other. */
export function ageMsOf(text: string): number | undefined {
  const sentAtMs = Number(text.slice(text.lastIndexOf('@') + 1) || Number.NaN);
  return Number.isFinite(sentAtMs) ? Date.now() - sentAtMs : undefined;
}

/** Takes the age of an event that tells it: what a viewer says, and what a host sets as the room's goal. */
export function noteAge(event: DownEvent): void {
  const text = event.t === 'chat' ? event.text : event.t === 'goal' ? event.now?.title : undefined;
  const ageMs = text === undefined ? undefined : ageMsOf(text);
  if (ageMs === undefined) return;
  metrics.eventEndToEndMs.add(ageMs);
  if (event.t === 'chat') metrics.chatEndToEndMs.add(ageMs);
}
