import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createLifecycle } from './lifecycle.ts';

const silent = pino({ level: 'silent' });

describe('createLifecycle', () => {
  it('releases last in first out, one after the other', async () => {
    const lifecycle = createLifecycle(silent);
    const steps: string[] = [];
    lifecycle.own('first', () => void steps.push('first'));
    lifecycle.own('second', async () => {
      steps.push('second begins');
      await new Promise((resolve) => setImmediate(resolve));
      steps.push('second ends');
    });
    expect(await lifecycle.release(1_000)).toEqual([]);
    expect(steps).toEqual(['second begins', 'second ends', 'first']);
  });

  it('goes on past failures and past what never ends, and names them', async () => {
    const lifecycle = createLifecycle(silent);
    let released = false;
    lifecycle.own('good', () => {
      released = true;
    });
    lifecycle.own('stuck', () => new Promise<void>(() => {}));
    lifecycle.own('broken', () => {
      throw new Error('no');
    });
    expect(await lifecycle.release(20)).toEqual(expect.arrayContaining(['broken', 'stuck']));
    expect(released).toBe(true);
  });

  it('releases once however often it is asked, and at once what comes after', async () => {
    const lifecycle = createLifecycle(silent);
    let count = 0;
    lifecycle.own('counted', () => {
      count += 1;
    });
    await Promise.all([lifecycle.release(100), lifecycle.release(100)]);
    expect(count).toBe(1);
    const late = new Promise<string>((resolve) => lifecycle.own('late', () => resolve('released')));
    expect(await late).toBe('released');
  });
});
