import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { createApp } from '../src/app.ts';
import { randomBytes } from '../src/bytes.ts';
import { type AnswerStoreDeps, createAnswerStore } from '../src/caching/answer-store.ts';
import { requireConfig } from '../src/env.ts';
import { createServices } from '../src/services.ts';
import { bindings, freshAddress } from './edge-client.ts';

let edges = 0;

/**
 * The Worker with the platform's cache in front, which the other tests do without; each has its own part of it. Its clock
 * moves when a test says so. Several isolates of one location: give them the same `publicUrl`.
 */
export function cachedEdge(given: Partial<AnswerStoreDeps> = {}) {
  edges += 1;
  const clock = fakeClock(Date.now());
  const config = requireConfig(bindings);
  const parts = { cache: caches.default, publicUrl: `https://edge-${edges}-${crypto.randomUUID()}.test` };
  const answers = createAnswerStore({ ...parts, clock: clock.now, random: randomBytes, ...given });
  const app = createApp({ ...createServices(bindings, config), clock: clock.now, answers });
  return {
    clock,
    answers,
    /** Waits for what goes on behind the answer, unless it is told not to. */
    async send(path: string, init: RequestInit = {}, wait = true): Promise<Response> {
      const context = createExecutionContext();
      const headers = new Headers(init.headers);
      headers.set('cf-connecting-ip', freshAddress());
      const response = await app.fetch(
        new Request(`https://edge.test${path}`, { ...init, headers }),
        bindings,
        context,
      );
      if (wait) await waitOnExecutionContext(context);
      return response;
    },
  };
}
