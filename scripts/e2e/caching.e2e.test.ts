import { expect, it } from 'vitest';
import { z } from 'zod';
import { newPerson } from './person.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
const ask = (path: string, headers: Record<string, string> = {}) => fetch(cluster.edgeUrl + path, { headers });
const listed = z.object({ data: z.object({ items: z.array(z.object({ id: z.string() })) }) });

it('files of the web app have tags and 304, and those named by their hash are kept for good', async () => {
  const shell = await (await ask('/', { accept: 'text/html' })).text();
  const [script = ''] = /\/_expo\/static\/[^"]+\.js/.exec(shell) ?? [];
  const asksAgain = 'public, max-age=0, must-revalidate';
  for (const [path, control] of [
    ['/', asksAgain],
    ['/room/somewhere', asksAgain],
    ['/pages/page.css', asksAgain],
    [script, 'public, max-age=31536000, immutable'],
  ] as const) {
    const first = await ask(path, { accept: 'text/html,*/*' });
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    expect([path, first.status, first.headers.get('cache-control')]).toEqual([path, 200, control]);
    expect(etag, path).toMatch(/^"?(W\/)?"?.{8,}"$/);
    const again = await ask(path, { accept: 'text/html,*/*', 'if-none-match': etag });
    expect([path, again.status, (await again.arrayBuffer()).byteLength]).toEqual([path, 304, 0]);
    expect(again.headers.get('cache-control')).toBe(control);
    expect(again.headers.get('vary')).toContain('Accept-Encoding');
  }
});

it('a list comes from the cache, and whoever goes live stands in it at once', async () => {
  const list = async () => {
    const answer = await ask('/api/v1/streams?category=education');
    const { data } = listed.parse(await answer.json());
    return { ids: data.items.map(({ id }) => id), from: answer.headers.get('cache-status') };
  };
  const host = await newPerson(cluster.api, 'cached');
  await list();
  expect((await list()).from).toMatch(/^HaloBuzzEdge; hit; ttl=-?\d+$/);
  const { stream } = await cluster.api.startStream(host.accessToken, { title: 'Painting', category: 'education' });
  expect((await list()).ids).toContain(stream.id);
  await cluster.api.endStream(host.accessToken, stream.id);
  expect((await list()).ids).not.toContain(stream.id);
});
