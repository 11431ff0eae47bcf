import { beforeEach, describe, expect, test } from 'vitest';
import { bindings, installFakeOrigin, verifiedMember } from '../../../testing/edge-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { requireConfig } from '../../env.ts';
import { createServices } from '../../services.ts';
import { listErasedSubjects } from './erased-subjects.ts';
import { accountOf, answerErasures, askFor, endWindow, replayAll, runToEnd } from './testing/erasure-world.ts';
import { putOnce } from './tombstones.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});

const dayMs = 86_400_000;

describe('the list of subjects', () => {
  test('holds a subject apart from its account and from the moment, and is what a replay goes by', async () => {
    const { steps, subjects } = answerErasures(origin);
    const people = [await verifiedMember(), await verifiedMember()];
    const known: string[] = [];
    for (const { member, tokens } of people) {
      known.push((await accountOf(member.accountId).state(''))?.subject ?? '');
      expect((await askFor(tokens.accessToken, member.username)).status).toBe(202);
      await endWindow(member.accountId);
      await runToEnd(member.accountId);
    }
    const objects = async () => {
      const { objects: found } = await bindings.EXPORTS.list();
      return Promise.all(found.map(async ({ key }) => `${key} ${await (await bindings.EXPORTS.get(key))?.text()}`));
    };
    const services = createServices(bindings, requireConfig(bindings));
    const expectAlone = async () => {
      const all = await objects();
      for (const subject of known) expect(all.filter((one) => one.includes(subject))).toHaveLength(1);
      for (const { member } of people) {
        const about = all.filter((one) => one.includes(member.accountId)).join();
        for (const subject of known) expect(about).not.toContain(subject);
      }
      subjects.length = 0;
      await replayAll(services);
      expect(known.filter((subject) => subjects.includes(subject))).toEqual(known);
    };
    await expectAlone();
    // Those of today wait for the others of today.
    const day = Date.parse(new Date().toISOString().slice(0, 10));
    expect(await listErasedSubjects(bindings, day + dayMs - 1)).toBe(0);
    expect(await listErasedSubjects(bindings, day + dayMs)).toBeGreaterThanOrEqual(known.length);
    expect(await listErasedSubjects(bindings, day + dayMs)).toBe(0);
    const lists = (await objects()).filter((one) => one.startsWith('erased-subjects/'));
    expect(lists.every((one) => one.startsWith('erased-subjects/lists/'))).toBe(true);
    expect(lists.filter((one) => known.every((subject) => one.includes(subject)))).toHaveLength(1);
    await expectAlone();
    expect(steps).not.toEqual([]);
  });

  test('and tombstones and certificates are written once: a locked bucket takes nothing again', async () => {
    const locked = {
      head: (key: string) => bindings.EXPORTS.head(key),
      put: async (key: string, value: string) => {
        if ((await bindings.EXPORTS.head(key)) !== null) throw new Error('the object is locked by the bucket policy');
        return bindings.EXPORTS.put(key, value);
      },
    };
    const bucket = { EXPORTS: { ...bindings.EXPORTS, ...locked } as unknown as R2Bucket }; // Nothing else of it is used.
    for (const value of [{ at: 1 }, { at: 2 }]) await putOnce(bucket, 'tombstones/locked-test', value);
    expect(await (await bindings.EXPORTS.get('tombstones/locked-test'))?.json()).toEqual({ at: 1 });
    await bindings.EXPORTS.delete('tombstones/locked-test');
  });
});
