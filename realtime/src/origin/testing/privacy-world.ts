import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import type { Actor, TicketClaims } from '@halobuzz/core/tokens';
import { z } from 'zod';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../../testing/gateway-client.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from './real-origin.ts';

export const oneStream = successOf(z.object({ stream: streamSchema }));
export const go = { title: 'Evening songs', category: 'music', country: 'NP', region: 'ap-southeast-1' } as const;

const codeSchema = z.object({ code: z.string() });
/** `ok`, or the code of the refusal. */
export function codeOf({ status, body }: { readonly status: number; readonly body: unknown }): string {
  return status < 300 ? 'ok' : codeSchema.parse(body).code;
}

/** Somebody who has said a birth date. */
export function grownUp(): Actor {
  return { ...someActor(), adult: true };
}

/** A host with a real origin and a real gateway over the same stores, and what the edge does between them. */
export class PrivacyWorld {
  readonly stores: TestStores;
  readonly bench: GatewayBench;
  readonly gateway: RunningGateway;
  origin: RealOrigin;
  host: Actor = someActor();

  private constructor(stores: TestStores, bench: GatewayBench, gateway: RunningGateway, origin: RealOrigin) {
    this.stores = stores;
    this.bench = bench;
    this.gateway = gateway;
    this.origin = origin;
  }

  /** `redisDatabase`: as for `openStores`. */
  static async open(redisDatabase: number): Promise<PrivacyWorld> {
    const stores = await openStores(redisDatabase);
    const bench = await GatewayBench.open(stores.roomsUrl, stores.roomsUrl);
    return new PrivacyWorld(stores, bench, await bench.gateway(), await createRealOrigin(stores));
  }

  async close(): Promise<void> {
    await this.bench.close();
    await this.stores.close();
  }

  /** A new host, and an origin that remembers nothing. */
  async begin(): Promise<void> {
    this.origin = await createRealOrigin(this.stores);
    this.host = someActor();
  }

  async goLive(facts: object = {}): Promise<string> {
    const body = { ...go, ...facts };
    const answer = await this.origin.call(internalPaths.streams, { method: 'POST', actor: this.host, body });
    if (answer.status !== 201) throw new Error(`not live: ${codeOf(answer)}`);
    return oneStream.parse(answer.body).data.stream.id;
  }

  change(id: string, body: object, by: Actor = this.host) {
    return this.origin.call(internalPaths.stream(id), { method: 'PATCH', actor: by, body });
  }

  invite(id: string, { account, name }: Actor) {
    const body = { account, handle: name };
    return this.origin.call(internalPaths.invitations(id), { method: 'POST', actor: this.host, body });
  }

  uninvite(id: string, { account, name }: Actor) {
    const body = { account, handle: name };
    return this.origin.call(internalPaths.withdrawInvitation(id), { method: 'POST', actor: this.host, body });
  }

  follow({ account }: Actor): Promise<void> {
    return this.origin.deps.relations.follow(account, this.host.account);
  }

  /** Makes somebody a moderator of the host's rooms. */
  async name(id: string, who: Actor): Promise<void> {
    const act = { act: 'mod', who: who.account, seconds: undefined, reason: '', purge: false } as const;
    await this.stores.rooms(id).chat.moderate(id, { account: this.host.account, admin: false }, act);
  }

  /** What the edge does for a joiner: asks the origin, and writes what it says into the ticket; or the refusal's code. */
  async admission(id: string, who: Actor, password?: string): Promise<Partial<TicketClaims> | string> {
    const body = password === undefined ? {} : { password };
    const answer = await this.origin.call(internalPaths.joinFacts(id), { method: 'POST', actor: who, body });
    if (answer.status !== 200) return codeOf(answer);
    const facts = successOf(joinFactsSchema).parse(answer.body).data;
    const known = { cty: who.country, ...(who.adult === undefined ? {} : { adu: who.adult }) };
    return { fol: facts.follows, dor: facts.door, pwv: facts.passwordVersion, ...known };
  }

  async joinCode(id: string, who: Actor, password?: string): Promise<string> {
    const admitted = await this.admission(id, who, password);
    return typeof admitted === 'string' ? admitted : 'ok';
  }

  /** At both doors: the room's, and the media's. */
  async doors(id: string, who: Actor): Promise<readonly string[]> {
    const media = { method: 'POST', actor: who, body: {} };
    return [await this.joinCode(id, who), codeOf(await this.origin.call(internalPaths.media(id), media))];
  }

  async enter(id: string, who: Actor, password?: string): Promise<GatewayClient> {
    const claims = await this.admission(id, who, password);
    if (typeof claims === 'string') throw new Error(`not let in: ${claims}`);
    return await this.bench.join(this.gateway, { id, host: this.host }, who, {}, claims);
  }
}
