import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StrictAgora, startStrictAgora } from '../../../testing/strict-agora.ts';
import { agoraRules } from './agora-rules.ts';

const project = { appId: 'a1'.repeat(16), customerKey: 'c3'.repeat(16), customerSecret: 'd4'.repeat(16) };
const channel = '01900000-0000-7000-8000-000000000000';
const NOW = 1_800_000_000_000;

let agora: StrictAgora;
beforeEach(async () => {
  agora = await startStrictAgora(() => NOW, project);
});
afterEach(() => agora.close());

describe('rules that are made', () => {
  it('name the channel and the number, are found by both, and end when they are taken away', async () => {
    const rules = agoraRules({ ...project, apiUrl: agora.url });
    expect(await rules.create({ channel, uid: 7 }, 'join', 600)).toEqual({ kind: 'done', value: 1_001 });
    expect(await rules.create({ channel, uid: 7 }, 'publish', 60)).toEqual({ kind: 'done', value: 1_002 });
    await rules.create({ channel, uid: 8 }, 'join', 600);
    expect(agora.barred(channel, 7)).toEqual(['join_channel', 'publish_audio', 'publish_video']);
    expect(await rules.find({ channel, uid: 7 })).toEqual({
      kind: 'done',
      value: [
        { id: 1_001, bar: 'join', untilMs: NOW + 600_000 },
        { id: 1_002, bar: 'publish', untilMs: NOW + 60_000 },
      ],
    });
    expect(await rules.remove(1_001)).toEqual({ kind: 'done', value: undefined });
    expect(agora.barred(channel, 7)).toEqual(['publish_audio', 'publish_video']);
  });
});

describe('the rules as such', () => {
  it('with another key are refused for now, and say why', async () => {
    const rules = agoraRules({ ...project, customerSecret: 'e5'.repeat(16), apiUrl: agora.url });
    const answer = await rules.create({ channel, uid: 7 }, 'join', 60);
    expect(answer).toEqual({ kind: 'later', reason: '401 Invalid authentication credentials', throttled: false });
  });

  it('of another project, of nobody, or for too long are refused for good', async () => {
    const rules = agoraRules({ ...project, apiUrl: agora.url });
    const other = agoraRules({ ...project, appId: 'f6'.repeat(16), apiUrl: agora.url });
    expect(await other.create({ channel, uid: 7 }, 'join', 60)).toMatchObject({ kind: 'refused' });
    expect(await rules.create({ channel, uid: 0 }, 'join', 60)).toMatchObject({ reason: '400 invalid uid' });
    expect(await rules.create({ channel, uid: 7 }, 'join', 9)).toMatchObject({
      reason: '400 invalid time_in_seconds',
    });
    expect(await rules.remove(4_711)).toEqual({ kind: 'done', value: undefined });
  });

  it('whose answer is another than theirs are not taken for done', async () => {
    const rules = agoraRules({ ...project, apiUrl: agora.url });
    for (const body of [
      '<html>',
      '',
      { status: 'success' },
      { status: 'failed', id: 7 },
      { status: 'success', id: '7' },
    ]) {
      agora.faults.push({ status: 200, body });
      expect(await rules.create({ channel, uid: 7 }, 'join', 60)).toMatchObject({ kind: 'unknown' });
    }
    agora.faults.push({ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } });
    expect(await rules.create({ channel, uid: 7 }, 'join', 60)).toMatchObject({ kind: 'unknown' });
  });
});
