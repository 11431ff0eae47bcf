import {
  ownAccountSanctionsSchema,
  type StaffSanction,
  staffSanctionsSchema,
} from '@halobuzz/core/api/account-sanctions';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Answer,
  call,
  installFakeOrigin,
  type Member,
  mailedTexts,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { inAccount, staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import {
  accountObject,
  openPerson,
  type StaffMember,
  staffMember,
  tokenWithoutFactor,
} from '../../testing/staff-client.ts';
import { newAppealLink } from '../accounts/staff/appeal-links.ts';
import { randomBytes } from '../bytes.ts';

let origin: FakeOrigin;
let admin: StaffMember;
let moderator: StaffMember;
let colleague: StaffMember;
let support: StaffMember;
beforeAll(async () => {
  installFakeOrigin();
  admin = await staffMember('admin');
  moderator = await staffMember('moderator');
  colleague = await staffMember('moderator');
  support = await staffMember('support');
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const at = ({ accountId }: Pick<Member, 'accountId'>) => `/admin/accounts/${accountId}/sanctions`;
const newOrder = () => newOpaqueId('so', randomBytes);
const mute = (over: object = {}) => ({
  ...{ order: newOrder(), kind: 'mute', code: 'harassment', statement: 'You insulted others.', seconds: 3_600 },
  ...{ reason: 'third time this week', ...over },
});
const suspend = (over: object = {}) => mute({ kind: 'suspend', ...over });
const warn = (over: object = {}) => mute({ kind: 'warn', seconds: undefined, ...over });
const ban = (over: object = {}) => mute({ kind: 'ban', ...over });
const post = (path: string, { token }: Pick<StaffMember, 'token'>, body: object): Promise<Answer> =>
  call('POST', path, { token, body });
const newest = (answer: Answer): StaffSanction => {
  const [first] = staffSanctionsSchema.parse(answer.body.data).items;
  if (first === undefined) throw new Error('there is none');
  return first;
};
const own = async (token: string) =>
  ownAccountSanctionsSchema.parse((await call('GET', '/users/me/account-sanctions', { token })).body.data).items;

describe('who reported somebody', () => {
  it('neither sanctions them nor decides their appeal', async () => {
    const { member, tokens } = await verifiedMember();
    const sanction = newest(await post(at(member), moderator, mute()));
    const appeal = { text: 'It was a joke.' };
    await call('POST', `/users/me/account-sanctions/${sanction.id}/appeal`, { token: tokens.accessToken, body: appeal });
    origin.reported.add(member.accountId);
    expect((await post(at(member), colleague, warn())).body.code).toBe('own_report');
    const decision = { version: 2, outcome: 'lifted', note: 'it was', reason: 'looked into it' };
    const decided = await post(`${at(member)}/${sanction.id}/appeal`, colleague, decision);
    expect(decided.body.code).toBe('own_report');
    origin.reported.clear();
    expect((await post(at(member), colleague, warn())).status).toBe(200);
  });
});

describe('a mute', () => {
  it('stands in tickets, is told to the origin with its version, and is one however often it is ordered', async () => {
    const { member, tokens } = await verifiedMember();
    const body = mute();
    const both = await Promise.all([post(at(member), moderator, body), post(at(member), moderator, body)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const { items } = staffSanctionsSchema.parse(both[1]?.body.data);
    expect(items).toMatchObject([{ kind: 'mute', by: moderator.member.accountId, inForce: true, version: 1 }]);
    const audits = () => origin.audits.filter(({ subject }) => subject === member.accountId);
    await vi.waitFor(() => expect(audits()).toMatchObject([{ action: 'sanction.set', reason: body.reason }]), 5_000);
    await vi.waitFor(() => {
      expect(origin.sanctions.at(-1)).toMatchObject({
        sanction: { id: `sa_${body.order.slice(3)}`, accountId: member.accountId, statement: body.statement },
        restrictions: { version: 1, suspendedUntilMs: 0 },
      });
    }, 5_000);
    const host = (await verifiedMember()).tokens.accessToken;
    await call('POST', '/streams', { token: host, body: { title: 't', category: 'talk' } });
    const [roomId] = [...origin.streams.keys()];
    const joined = await call('POST', `/rooms/${roomId}/join`, { token: tokens.accessToken });
    const claims = ticketClaimsSchema.parse(decodeJwt(String(joined.body.data?.ticket)));
    expect(claims.rst?.mutedUntilMs).toBeGreaterThan(Date.now());
    expect(await own(tokens.accessToken)).toMatchObject([{ kind: 'mute', statement: body.statement, inForce: true }]);
    expect(JSON.stringify(await own(tokens.accessToken))).not.toContain(moderator.member.accountId);
  });

  it('is lifted at the version that was looked at, and at no other', async () => {
    const { member } = await verifiedMember();
    const { id, version } = newest(await post(at(member), moderator, mute()));
    const lift = (by: StaffMember, of: number) =>
      post(`${at(member)}/${id}/lift`, by, { version: of, reason: 'it was somebody else' });
    expect((await lift(colleague, version + 1)).body.code).toBe('conflict');
    const clicks = await Promise.all([lift(colleague, version), lift(admin, version)]);
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
    await vi.waitFor(() => expect(origin.sanctions.at(-1)?.restrictions.mutedUntilMs).toBe(0), 5_000);
  });
});

describe('a suspension', () => {
  it('leaves signing in, reading and appealing, and ends going live and changes that others see', async () => {
    const { member, tokens } = await verifiedMember();
    await post(at(member), moderator, suspend());
    const token = (await signInMember(member)).accessToken;
    const start = { title: 't', category: 'talk' };
    expect((await call('POST', '/streams', { token, body: start })).body.code).toBe('account_suspended');
    expect((await call('PATCH', '/users/me', { token, body: { bio: 'x' } })).body.code).toBe('account_suspended');
    expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
    await vi.waitFor(() => {
      const told = origin.projections.filter(({ accountId }) => accountId === member.accountId).at(-1);
      expect(told?.suspendedUntilMs).toBeGreaterThan(Date.now());
    }, 5_000);
  });
});

describe('a warning', () => {
  it('is acknowledged before going live, once', async () => {
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    await post(at(member), moderator, warn());
    const [warning] = await own(token);
    const start = () => call('POST', '/streams', { token, body: { title: 't', category: 'talk' } });
    await vi.waitFor(async () => expect((await start()).body.code).toBe('warning_unread'), 5_000);
    const path = `/users/me/account-sanctions/${warning?.id}/acknowledge`;
    expect((await call('POST', path, { token, body: {} })).body.data).toMatchObject({ sanction: { inForce: false } });
    expect((await call('POST', path, { token, body: {} })).status).toBe(200);
    expect((await start()).status).toBe(201);
  });

  it('of somebody else is not found, and nothing else is acknowledged', async () => {
    const [one, other] = [await verifiedMember(), await verifiedMember()];
    const { id } = newest(await post(at(one.member), moderator, mute()));
    const acknowledge = (token: string) =>
      call('POST', `/users/me/account-sanctions/${id}/acknowledge`, { token, body: {} });
    expect((await acknowledge(other.tokens.accessToken)).body.code).toBe('not_found');
    expect((await acknowledge(one.tokens.accessToken)).body.code).toBe('conflict');
    const appeal = { token: other.tokens.accessToken, body: { text: 'not mine' } };
    expect((await call('POST', `/users/me/account-sanctions/${id}/appeal`, appeal)).body.code).toBe('not_found');
  });
});

describe('an appeal', () => {
  async function appealed() {
    const { member, tokens } = await verifiedMember();
    const { id } = newest(await post(at(member), moderator, mute()));
    const path = `/users/me/account-sanctions/${id}/appeal`;
    const appeal = (text: string) => call('POST', path, { token: tokens.accessToken, body: { text } });
    expect((await appeal('It was a quotation.')).status).toBe(201);
    const version = newest(await call('GET', at(member), { token: moderator.token })).version;
    const decide = (by: StaffMember, over: object = {}) =>
      post(`${at(member)}/${id}/appeal`, by, {
        ...{ version, outcome: 'lifted', note: 'We overlooked that.', reason: 'a quotation', ...over },
      });
    return { member, tokens, id, appeal, decide, version };
  }

  it('is made once, and the same words again are the same appeal', async () => {
    const { appeal } = await appealed();
    expect((await appeal('It was a quotation.')).status).toBe(201);
    expect((await appeal('And another thing.')).body.code).toBe('conflict');
  });

  it('is decided by somebody else, once, and lifts at once', async () => {
    const { member, tokens, decide, appeal } = await appealed();
    expect((await decide(moderator)).body.code).toBe('forbidden');
    const clicks = await Promise.all([decide(colleague), decide(admin, { outcome: 'upheld' })]);
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
    const audits = origin.audits.filter(
      ({ subject, action }) => subject === member.accountId && action === 'appeal.decided',
    );
    await vi.waitFor(() => expect(audits.length).toBeLessThanOrEqual(1));
    const [shown] = await own(tokens.accessToken);
    expect(shown?.appeal).toMatchObject({ status: clicks[0]?.status === 200 ? 'lifted' : 'upheld' });
    expect(shown?.inForce).toBe(clicks[0]?.status !== 200);
    expect((await appeal('It was a quotation.')).body.code).toBe('conflict');
  });

  it('is refused at another version, and answered again for who decided it', async () => {
    const { decide, version } = await appealed();
    expect((await decide(colleague, { version: version - 1 })).body.code).toBe('conflict');
    expect((await decide(colleague)).status).toBe(200);
    expect((await decide(colleague)).status).toBe(200);
    expect((await decide(colleague, { outcome: 'upheld' })).body.code).toBe('conflict');
  });

  it('names the field that is wrong', async () => {
    const { decide } = await appealed();
    for (const [field, over] of [
      ['note', { note: 'x'.repeat(limits.appealCharsMax + 1) }],
      ['outcome', { outcome: 'maybe' }],
      ['version', { version: 0 }],
      ['reason', { reason: '' }],
      ['decidedBy', { decidedBy: admin.member.accountId }],
    ] as const) {
      expect((await decide(colleague, over)).body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    }
  });
});

describe('a ban', () => {
  it('is appealed by the link of its mail, once, without a session', async () => {
    const { member, tokens } = await verifiedMember();
    await post(at(member), moderator, ban());
    await vi.waitFor(async () => {
      expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('account_banned');
    }, 5_000);
    const token = await mailedLink(member);
    const read = await call('POST', '/appeals/read', { body: { token } });
    expect(read.body.data).toMatchObject({
      sanction: { kind: 'ban', statement: 'You insulted others.', inForce: true },
    });
    expect((await call('POST', '/appeals', { body: { token, text: 'It was not me.' } })).status).toBe(201);
    expect((await call('POST', '/appeals', { body: { token, text: 'Again.' } })).body.code).toBe('conflict');
    expect((await call('GET', '/auth/me', { token })).status).toBe(401);
    const { id, version } = newest(await call('GET', at(member), { token: colleague.token }));
    const decision = { version, outcome: 'lifted', note: 'Sorry.', reason: 'it was not them' };
    expect((await post(`${at(member)}/${id}/appeal`, colleague, decision)).status).toBe(200);
    expect((await signInMember(member)).accessToken).not.toBe('');
  });

  it('opens to no other token: made up, of another account, or too old', async () => {
    const { member } = await verifiedMember();
    await post(at(member), moderator, ban());
    const token = await mailedLink(member);
    const other = (await verifiedMember()).member.accountId;
    const forged = (await newAppealLink(member.accountId)).token;
    for (const wrong of [forged, `${other}.${token.split('.')[1]}`, `${token}x`, member.accountId, `${token}.x`]) {
      expect((await call('POST', '/appeals/read', { body: { token: wrong } })).body.code).toBe('not_found');
    }
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + limits.appealLinkLifeMs);
    expect((await call('POST', '/appeals/read', { body: { token } })).body.code).toBe('not_found');
  });

  it('is not put beyond its appeal by a ban of the other route', async () => {
    const { member } = await verifiedMember();
    await post(at(member), moderator, ban());
    for (const by of [moderator, admin]) {
      const again = await post(`/admin/accounts/${member.accountId}/ban`, by, { reason: 'again', seconds: 3_600 });
      expect(again.body.code).toBe('conflict');
    }
    expect(newest(await call('GET', at(member), { token: moderator.token }))).toMatchObject({
      ...{ kind: 'ban', inForce: true },
    });
  });

  it('without an end, or longer than 30 days, is an admin’s alone, to give and to lift', async () => {
    const { member } = await verifiedMember();
    const forGood = ban({ seconds: undefined });
    expect((await post(at(member), moderator, forGood)).body.code).toBe('forbidden');
    const long = ban({ seconds: limits.moderatorBanSecondsMax + 1 });
    expect((await post(at(member), moderator, long)).body.code).toBe('forbidden');
    const { id, version } = newest(await post(at(member), admin, forGood));
    expect((await post(at(member), moderator, ban())).body.code).toBe('forbidden');
    const lift = { version, reason: 'for a test' };
    expect((await post(`${at(member)}/${id}/lift`, moderator, lift)).body.code).toBe('forbidden');
    expect((await post(`${at(member)}/${id}/lift`, admin, lift)).status).toBe(200);
    expect((await signInMember(member)).accessToken).not.toBe('');
  });

  /** The token in the mail's link, as its owner reads it. */
  async function mailedLink(member: Member): Promise<string> {
    let found: string | undefined;
    await vi.waitFor(async () => {
      found = (await mailedTexts(member.email)).flatMap((text) => /\/appeal#(\S+)/.exec(text)?.[1] ?? []).at(-1);
      expect(found).toBeDefined();
    }, 5_000);
    return found ?? '';
  }
});

describe('who may', () => {
  const routes = (member: Member, id = `sa_${'a'.repeat(26)}`) =>
    [
      ['POST', at(member), mute()],
      ['POST', `${at(member)}/${id}/lift`, { version: 1, reason: 'for a test' }],
      ['POST', `${at(member)}/${id}/appeal`, { version: 1, outcome: 'upheld', note: 'n', reason: 'for a test' }],
    ] as const;

  it('is a moderator or admin with a fresh second factor, and nobody else', async () => {
    const { member, tokens } = await verifiedMember();
    const tired = await staffMember('moderator');
    const stale = (await staleToken(tired.member, tired.tokens)).token;
    const plain = await tokenWithoutFactor(await staffMember('moderator'));
    for (const [method, path, body] of routes(member)) {
      const code = async (token: string) => (await call(method, path, { token, body })).body.code;
      expect(await code(tokens.accessToken)).toBe('forbidden');
      expect(await code(support.token)).toBe('forbidden');
      expect(await code(plain)).toBe('mfa_required');
      expect(await code(stale)).toBe('step_up_required');
    }
    expect((await call('GET', at(member), { token: tokens.accessToken })).body.code).toBe('forbidden');
    // Support reads what was decided once it said why, and decides nothing; finance reads nothing of it.
    const read = async (token: string) => call('GET', at(member), { token });
    expect((await read((await staffMember('finance')).token)).body.code).toBe('forbidden');
    expect((await read(support.token)).body.code).toBe('reason_required');
    expect((await openPerson(support.token, member.accountId, 'security')).status).toBe(200);
    expect((await read(support.token)).status).toBe(200);
    const looks = () =>
      origin.audits.filter(({ action, subject }) => action === 'account.looked_up' && subject === member.accountId);
    await vi.waitFor(() => expect(looks()).toMatchObject([{ actor: support.member.accountId }]), 5_000);
  });

  it('is not oneself, nor on a colleague', async () => {
    expect((await post(at(moderator.member), moderator, mute())).body.code).toBe('not_yourself');
    const own = await call('GET', at(moderator.member), { token: moderator.token });
    expect(own.body.code).toBe('not_yourself');
    expect((await post(at(colleague.member), moderator, mute())).body.code).toBe('staff_account');
  });

  it('learns what is wrong with a request, by field', async () => {
    const { member } = await verifiedMember();
    for (const [field, over] of [
      ['order', { order: 'so_1' }],
      ['kind', { kind: 'kick' }],
      ['code', { code: 'because' }],
      ['statement', { statement: '' }],
      ['statement', { statement: 'x'.repeat(limits.caseStatementCharsMax + 1) }],
      ['seconds', { seconds: undefined }],
      ['seconds', { kind: 'warn' }],
      ['reason', { reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }],
      ['by', { by: admin.member.accountId }],
    ] as const) {
      const answer = await post(at(member), moderator, mute(over));
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    }
    const unknown = { accountId: `a${'b'.repeat(25)}2` };
    expect((await post(at(unknown), moderator, mute())).body.code).toBe('not_found');
    const [, lift, decide] = routes(member);
    for (const [method, path, body] of [lift, decide]) {
      expect((await call(method, path, { token: moderator.token, body })).body.code).toBe('not_found');
    }
  });
});

it('an order of a decided case is carried out once, however often it is tried', async () => {
  const { member } = await verifiedMember();
  const order = {
    id: newOrder(),
    caseId: newOpaqueId('cs', randomBytes),
    kind: 'suspend',
    reason: 'spam',
    statement: 'Spam.',
    seconds: 60,
    by: moderator.member.accountId,
    full: false,
  } as const;
  const tries = await Promise.all([1, 2, 3].map(() => accountObject(member).imposeSanction(order)));
  expect(tries.sort()).toEqual(['done', 'same', 'same']);
  const { items, strikes, suggestion } = staffSanctionsSchema.parse(await accountObject(member).staffSanctions());
  expect(items).toMatchObject([{ caseId: order.caseId, kind: 'suspend' }]);
  expect([strikes, suggestion]).toEqual([1, { kind: 'mute', seconds: 86_400 }]);
  expect(await accountObject(member).imposeSanction({ ...order, kind: 'end_broadcast' })).toBe('not_for_accounts');
});

it('an account that holds as many as are kept forgets neither a ban in force nor its highest version', async () => {
  const { member } = await verifiedMember();
  const { id } = newest(await post(at(member), admin, ban({ seconds: undefined })));
  const muted = newest(await post(at(member), moderator, mute()));
  const lifted = await post(`${at(member)}/${muted.id}/lift`, moderator, { version: muted.version, reason: 'a test' });
  expect(lifted.status).toBe(200);
  await inAccount(member, (sql) => {
    for (let index = 2; index < limits.accountSanctionsKeptMax; index += 1) {
      sql.exec(
        `INSERT INTO account_sanctions (id, version, kind, reason, statement_sealed, given_by, at, link_digest)
          SELECT ?, 1, 'mute', reason, statement_sealed, given_by, ?, '' FROM account_sanctions WHERE id = ?`,
        ...[`sa_${index}`, Date.now() + index, id],
      );
    }
  });
  const order = { id: newOrder(), kind: 'mute', reason: 'spam', statement: 'Spam.', seconds: 60 } as const;
  const by = { by: moderator.member.accountId, full: false };
  expect(await accountObject(member).imposeSanction({ ...order, ...by })).toBe('done');
  const kept = await inAccount(member, (sql) => sql.exec('SELECT id, version FROM account_sanctions').toArray());
  expect(kept).toHaveLength(limits.accountSanctionsKeptMax);
  expect(kept.map((row) => row.id)).toEqual(expect.arrayContaining([id, muted.id]));
  expect(kept.map((row) => row.version)).toContain(4);
});
