import http from 'k6/http';
import type { MintedTicket, WorldMint } from '../world.ts';
import type { RoomPlace } from './room-socket.ts';

/** What the runner signs at once. */
export const ticketsAtOnceMax = 500;

/** Tickets for viewers `from` to before `from + count` of the run. They live 30 seconds: ask for them right before joining. */
export async function mintTickets(
  mint: WorldMint,
  { roomId, from, count }: { readonly roomId: string; readonly from: number; readonly count: number },
): Promise<readonly MintedTicket[]> {
  const tickets: MintedTicket[] = [];
  while (tickets.length < count) {
    const some = Math.min(ticketsAtOnceMax, count - tickets.length);
    const response = await http.asyncRequest(
      'GET',
      `${mint.url}/tickets?room=${roomId}&from=${from + tickets.length}&count=${some}`,
      null,
      { headers: { authorization: `Bearer ${mint.key}` }, tags: { name: 'ticket mint' }, responseType: 'text' },
    );
    if (response.status !== 200)
      throw new Error(`the ticket mint answered ${response.status}: ${String(response.body)}`);
    // The runner of this repository wrote it, by this very type.
    const answer = JSON.parse(String(response.body)) as { readonly tickets: readonly MintedTicket[] };
    if (answer.tickets.length !== some)
      throw new Error(`the ticket mint gave ${answer.tickets.length} of ${some} tickets`);
    tickets.push(...answer.tickets);
  }
  return tickets;
}

export function placeBy({ url, ticket }: MintedTicket, roomId: string, askedAtMs: number): RoomPlace {
  return { roomId, url, entry: { kind: 'ticket', ticket }, askedAtMs };
}
