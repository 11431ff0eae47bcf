import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KeywordPreview, KeywordPreviewExample, KeywordPreviewRequest } from '@halobuzz/core/api/keywords';
import { limits } from '@halobuzz/core/limits';
import { KeywordFilter } from '@halobuzz/core/rooms/keyword-filter';
import type { ChatLog, KeptMessage } from '../chat-log/chat-log.ts';
import type { Keywords } from './keywords.ts';

export interface PreviewDeps {
  readonly chatLog: Pick<ChatLog, 'between' | 'countBetween'>;
  readonly keywords: Pick<Keywords, 'list'>;
  readonly clock: () => number;
}

/** Messages that are looked at before others have their turn. */
const turnMessages = 500;

interface Tally {
  caught: number;
  already: number;
  readonly rooms: Set<string>;
  readonly authors: Set<string>;
  readonly examples: KeywordPreviewExample[];
}

/** What a change of the list would have done to the chat of the last hours, by the very code that gateways match with. */
export async function previewKeywords(deps: PreviewDeps, request: KeywordPreviewRequest): Promise<KeywordPreview> {
  const toMs = deps.clock();
  const fromMs = toMs - request.hours * 3_600_000;
  const { terms } = await deps.keywords.list();
  const today = new KeywordFilter(terms.map(({ term }) => term));
  const added = new KeywordFilter(request.add.map(({ term }) => term));
  const removing = new Set(request.remove);
  const removed = new KeywordFilter([...removing]);
  const left = new KeywordFilter(terms.map(({ term }) => term).filter((term) => !removing.has(term)));
  const caught = new Map(request.add.map(({ term }) => [term, newTally()]));
  const freed = new Map(request.remove.map((term) => [term, newTally()]));

  const { messages, sampled } = await someMessages(deps, fromMs, toMs);
  for (const [at, message] of messages.entries()) {
    if (at % turnMessages === turnMessages - 1) await nextTurn();
    const found = added.allIn(message.text);
    const known = found.size === 0 ? undefined : today.termIn(message.text);
    for (const term of found) count(caught.get(term), message, known);
    const lost = removed.allIn(message.text);
    if (lost.size > 0 && !left.matches(message.text)) {
      for (const term of lost) count(freed.get(term), message, undefined);
    }
  }

  const perMille = (part: number): number =>
    messages.length === 0 ? 0 : Math.round((part / messages.length) * 100_000) / 100;
  return {
    ...{ from: iso(fromMs), to: iso(toMs), messages: messages.length, sampled },
    added: [...caught].map(([term, tally]) => {
      const covered = left.termIn(term);
      return {
        ...{ term, caught: tally.caught, already: tally.already, perMille: perMille(tally.caught) },
        ...{ rooms: tally.rooms.size, authors: tally.authors.size, examples: tally.examples },
        ...(covered === undefined ? {} : { coveredBy: covered }),
      };
    }),
    removed: [...freed].map(([term, tally]) => ({ term, freed: tally.caught, examples: tally.examples })),
  };
}

/** All messages of the time where they are few; else the newest of slices that are spread evenly over it. */
async function someMessages(
  { chatLog }: PreviewDeps,
  fromMs: number,
  toMs: number,
): Promise<{ readonly messages: readonly KeptMessage[]; readonly sampled: boolean }> {
  const max = limits.keywordPreviewMessagesMax;
  const known = await chatLog.countBetween(fromMs, toMs, max + 1);
  if (known <= max) return { messages: withText(await chatLog.between(fromMs, toMs, max)), sampled: false };
  const slices = limits.keywordPreviewSlicesMax;
  const sliceMs = (toMs - fromMs) / slices;
  const messages: KeptMessage[] = [];
  for (let slice = 0; slice < slices; slice += 1) {
    const sliceFromMs = fromMs + slice * sliceMs;
    messages.push(...(await chatLog.between(sliceFromMs, sliceFromMs + sliceMs, Math.floor(max / slices))));
  }
  return { messages: withText(messages), sampled: true };
}

function withText(messages: readonly KeptMessage[]): readonly KeptMessage[] {
  return messages.filter(({ text }) => text !== '');
}

function newTally(): Tally {
  return { caught: 0, already: 0, rooms: new Set(), authors: new Set(), examples: [] };
}

function count(tally: Tally | undefined, message: KeptMessage, caughtBy: string | undefined): void {
  if (tally === undefined) return;
  const { id: messageId, roomId, fromId, text, atMs } = message;
  tally.caught += 1;
  if (caughtBy !== undefined) tally.already += 1;
  tally.rooms.add(roomId);
  tally.authors.add(fromId);
  if (tally.examples.length >= limits.keywordPreviewExamplesMax) return;
  tally.examples.push({ messageId, roomId, text, at: iso(atMs), ...(caughtBy === undefined ? {} : { caughtBy }) });
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
