import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { expect, it } from 'vitest';
import { Circuit } from './circuit.ts';

const never = (): Promise<string> => new Promise(() => {});
const fail = (): Promise<string> => Promise.reject(new Error('down'));
const answer = (): Promise<string> => Promise.resolve('x');

function circuit() {
  const clock = fakeClock();
  const changes: boolean[] = [];
  const options = {
    clock: clock.now,
    failuresMax: 3,
    pauseMs: 1_000,
    answerMs: 5,
    onChange: (open: boolean) => changes.push(open),
  };
  return { clock, changes, circuit: new Circuit(options) };
}

it('opens after failures in a row, lets one try after a pause, and closes when it succeeds', async () => {
  const { clock, changes, circuit: guarded } = circuit();
  for (const ask of [fail, never, answer, fail, never]) await guarded.run(ask);
  expect(guarded.open).toBe(false);
  expect(await guarded.run(fail)).toEqual({ ok: false });
  expect(guarded.open).toBe(true);
  let asked = 0;
  const count = async (): Promise<string> => {
    asked += 1;
    return 'x';
  };
  expect(await guarded.run(count)).toEqual({ ok: false });
  clock.advance(1_000);
  let tell = (_text: string): void => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const trial = guarded.run(() => told);
  expect(await guarded.run(count)).toEqual({ ok: false });
  tell('back');
  expect(await trial).toEqual({ ok: true, value: 'back' });
  expect(await guarded.run(count)).toEqual({ ok: true, value: 'x' });
  expect([asked, changes]).toEqual([1, [true, false]]);
});

it('waits another pause when the try fails', async () => {
  const { clock, changes, circuit: guarded } = circuit();
  for (let n = 0; n < 3; n += 1) await guarded.run(fail);
  clock.advance(1_000);
  await guarded.run(fail);
  clock.advance(999);
  expect(await guarded.run(answer)).toEqual({ ok: false });
  clock.advance(1);
  expect(await guarded.run(answer)).toEqual({ ok: true, value: 'x' });
  expect(changes).toEqual([true, false]);
});

it('does not blame a store for a process that was busy itself', async () => {
  const { circuit: guarded } = circuit();
  // The answer is read in the turn that follows the timer's: by then the process was busy for longer than an answer takes.
  const told = new Promise<string>((resolve) => {
    setTimeout(() => setImmediate(() => resolve('in time')), 0);
  });
  const asked = guarded.run(() => told);
  const busyUntilMs = performance.now() + 20;
  let spins = 0;
  while (performance.now() < busyUntilMs) spins += 1;
  expect(spins).toBeGreaterThan(0);
  expect(await asked).toEqual({ ok: true, value: 'in time' });
});
