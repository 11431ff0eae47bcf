import { createServer, type IncomingMessage } from 'node:http';
import { type CollectedSpan, spansOf } from '@halobuzz/core/testing/otlp-traces';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';

/** A collector that takes OTLP/HTTP as JSON on this machine, refuses what is not well-formed, and remembers. */
export interface OtlpReceiver {
  /** What a process is given as its endpoint. */
  readonly endpoint: string;
  readonly spans: CollectedSpan[];
  /** Why exports were refused; a test that goes well has none. */
  readonly refusals: string[];
  /** Everything that was sent, as text. */
  readonly bodies: string[];
  /** Of each export, in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>[];
  /** Answers every export so, instead. */
  answer: number | 'hang' | undefined;
  /** The first span that `test` accepts, received or to come. */
  find(test: (span: CollectedSpan) => boolean): Promise<CollectedSpan>;
  close(): Promise<void>;
}

const bodyBytesMax = 4 * 1024 * 1024;
const waitMs = 15_000;

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: CollectedSpan[] = [];
  const [refusals, bodies]: [string[], string[]] = [[], []];
  const headers: Record<string, string | string[] | undefined>[] = [];
  const take = async (request: IncomingMessage): Promise<number> => {
    headers.push(request.headers);
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      return refuse(404, `${request.method} ${request.url}`);
    if (request.headers['content-type'] !== 'application/json') return refuse(415, 'not JSON');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request) {
      // A request's chunks are buffers unless an encoding was set.
      chunks.push(chunk as Buffer);
      length += chunks.at(-1)?.byteLength ?? 0;
      if (length > bodyBytesMax) return refuse(413, 'too long');
    }
    const text = Buffer.concat(chunks).toString('utf8');
    bodies.push(text);
    try {
      spans.push(...spansOf(JSON.parse(text)));
      return 200;
    } catch (error) {
      return refuse(400, error instanceof Error ? error.message : 'unreadable');
    }
  };
  const refuse = (status: number, why: string): number => {
    refusals.push(why);
    return status;
  };
  const server = createServer((request, response) => {
    if (receiver.answer === 'hang') return;
    if (receiver.answer !== undefined) {
      request.resume();
      response.writeHead(receiver.answer).end();
      return;
    }
    take(request).then(
      (status) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}'),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const receiver: OtlpReceiver = {
    ...{ endpoint: `http://127.0.0.1:${address.port}`, spans, refusals, bodies, headers, answer: undefined },
    async find(test) {
      await waitUntil(() => spans.some(test), { timeoutMs: waitMs });
      const found = spans.find(test);
      if (found === undefined) throw new Error(`no such span among ${spans.map(({ name }) => name).join(', ')}`);
      return found;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
