import { createPrivateKey, hash, type JsonWebKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { NodeRecord } from '@halobuzz/core/api/internal';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { signTicket, type TicketKey, viewerOf } from '../../loadtests/bench/sign-ticket.ts';
import type { MintedTicket, WorldMint } from '../../loadtests/world.ts';
import { redisNodeRegistry } from '../../realtime/src/origin/streams/node-registry.ts';

export interface TicketMint {
  readonly address: WorldMint;
  close(): Promise<void>;
}

/** Gateways come and go; their records are read anew after this. */
const nodesLifeMs = 2_000;
const ticketsMax = 500;

const requestSchema = z.object({
  room: z.uuid(),
  from: z.coerce.number().int().min(0),
  count: z.coerce.number().int().min(1).max(ticketsMax),
});
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });

/**
 * Signs tickets for viewers who have no account, with the key that a development start made for its edge: what joins then load is the
 * gateways and not the local Worker runtime. It listens on loopback, for whoever knows the key of the run, and lives as long.
 */
export async function openTicketMint(options: {
  readonly ticketKeys: string;
  readonly controlUrl: string;
  readonly seed: string;
}): Promise<TicketMint> {
  const ticketKey = newestKey(options.ticketKeys);
  const control = new Redis(options.controlUrl);
  const key = randomBytes(24).toString('base64url');
  const nodes = nodeList(control);
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      })
      .catch((error: unknown) => {
        response.writeHead(500).end(JSON.stringify({ error: error instanceof Error ? error.message : 'failed' }));
      });
  });
  const port = await listening(server);

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${key}`)) return { status: 401, body: {} };
    const url = new URL(request.url ?? '/', 'http://mint');
    const asked = requestSchema.safeParse(Object.fromEntries(url.searchParams));
    if (url.pathname !== '/tickets' || !asked.success) return { status: 400, body: {} };
    return { status: 200, body: { tickets: ticketsOf(asked.data, await nodes()) } };
  }

  function ticketsOf({ room, from, count }: z.infer<typeof requestSchema>, all: readonly NodeRecord[]): MintedTicket[] {
    return Array.from({ length: count }, (_, at) => {
      const viewer = from + at;
      const node = all[viewer % all.length];
      if (node === undefined) throw new Error('no gateway is running');
      const ticket = signTicket(ticketKey, node, room, viewerOf(options.seed, viewer));
      return { url: node.url, ticket, viewer };
    });
  }

  return {
    address: { url: `http://127.0.0.1:${port}`, key },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      control.disconnect();
    },
  };
}

const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));

/** Gateways that take viewers, by their own records. */
function nodeList(control: Redis): () => Promise<readonly NodeRecord[]> {
  let known: Promise<readonly NodeRecord[]> | undefined;
  let readAtMs = 0;
  const registry = redisNodeRegistry(control, Date.now);
  const read = async (): Promise<readonly NodeRecord[]> => (await registry.alive()).filter(({ draining }) => !draining);
  return () => {
    if (known === undefined || performance.now() - readAtMs > nodesLifeMs) {
      readAtMs = performance.now();
      known = read();
    }
    return known;
  };
}

/** The edge signs with the first key of its set. */
function newestKey(ticketKeys: string): TicketKey {
  const [jwk] = keySetSchema.parse(JSON.parse(ticketKeys)).keys;
  if (jwk === undefined) throw new Error('no ticket key');
  // A private JWK, as the start wrote it; createPrivateKey refuses anything else.
  return { key: createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }), kid: jwk.kid };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
