import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type OriginServer, serveOrigin } from './serve.ts';
import { createTestOrigin } from './testing/test-origin.ts';

let server: OriginServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Everything that the origin answers to these bytes until it hangs up. */
async function answerTo(text: string): Promise<string> {
  const { app } = await createTestOrigin();
  server = await serveOrigin(app, '127.0.0.1', 0);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

const post = 'POST /internal/v1/streams HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n';
const hidden = 'GET /hidden HTTP/1.1\r\nHost: origin.test\r\n\r\n';

describe('where a message ends', () => {
  it.each([
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
    ['a length and chunks', `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks by another spelling', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a negative length', `Content-Length: -1\r\n\r\n${hidden}`],
    ['a length with a sign', `Content-Length: +0\r\n\r\n${hidden}`],
    ['a chunk of no size', `Transfer-Encoding: chunked\r\n\r\nxyz\r\n${hidden}`],
    ['a header name with a blank', `Content-Length : 0\r\n\r\n${hidden}`],
    ['a bare line feed in a header', `X-Bad: a\nContent-Length: 0\r\n\r\n${hidden}`],
  ])('is never guessed: %s', async (_, rest) => {
    const answer = await answerTo(post + rest);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe('a request that is no use', () => {
  it.each(['TRACE', 'TRACK', 'CONNECT', 'PROPFIND'])('by %s brings nothing of it back', async (method) => {
    const answer = await answerTo(
      `${method} /internal/v1/gifts HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\nX-Secret: hunter2\r\n\r\n`,
    );
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect(answer).not.toContain('hunter2');
  });

  it('with headers above the bound is refused before it is read whole', async () => {
    const answer = await answerTo(`${post}X-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('with an address above the bound is refused too', async () => {
    const answer = await answerTo(`GET /${'x'.repeat(17 * 1024)} HTTP/1.1\r\nHost: origin.test\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});
