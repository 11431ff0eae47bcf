import type {
  FactorResetView,
  Opened,
  PersonContact,
  PersonRequests,
  PersonSessions,
  SupportPerson,
} from '@halobuzz/core/api/support';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context } from 'hono';
import type { FactorReset } from '../accounts/factors/factor-reset-store.ts';
import type { OpenRight } from '../accounts/staff/open-store.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { accountView } from './account-view.ts';

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** A right to read, as its holder sees it. */
export function openedView({ scope, untilMs }: OpenRight): Opened {
  return { scope, until: iso(untilMs) };
}

/** What is not private of a person, with what the caller may read of the rest; undefined when there is no such account. */
export async function personOf(c: Context<EdgeEnv>, accountId: string): Promise<SupportPerson | undefined> {
  const { services, caller } = c.var;
  const account = services.account(accountId);
  const [view, support, opened] = await Promise.all([
    account.staffView(),
    account.supportView(),
    services.account(caller.claims.sub).openedOf(accountId, caller.claims.sid),
  ]);
  if (view === undefined || support === undefined) return undefined;
  const { guessesPausedUntilMs, erasureUntilMs, factorReset, factors, backupCodesLeft } = support;
  return {
    ...accountView(view),
    ...{ factors, backupCodesLeft },
    ...(guessesPausedUntilMs === null ? {} : { guessesPausedUntil: iso(guessesPausedUntilMs) }),
    ...(erasureUntilMs === null ? {} : { erasureUntil: iso(erasureUntilMs) }),
    ...(factorReset === null ? {} : { factorReset: factorResetView(factorReset) }),
    opened: opened.map(openedView),
  };
}

function factorResetView({ id, askedBy, askedAtMs, approvedBy, dueAtMs }: FactorReset): FactorResetView {
  return {
    ...{ resetId: id, askedBy, askedAt: iso(askedAtMs), state: dueAtMs === null ? 'asked' : 'approved' },
    ...(approvedBy === null ? {} : { approvedBy }),
    ...(dueAtMs === null ? {} : { dueAt: iso(dueAtMs) }),
  };
}

/** @throws AppError `not_found` */
export async function contactOf(c: Context<EdgeEnv>, accountId: string): Promise<PersonContact> {
  const view = await c.var.services.account(accountId).staffView();
  if (view === undefined) throw new AppError('not_found');
  const { email, emailVerified } = view;
  return { email, emailVerified };
}

/** Of sessions and devices only what helps to tell them apart: no address, nothing that proves anybody. */
export async function sessionsOf(c: Context<EdgeEnv>, accountId: string): Promise<PersonSessions> {
  const account = c.var.services.account(accountId);
  const [sessions, devices] = await Promise.all([account.sessions(), account.devices()]);
  return {
    sessions: sessions.map(({ sessionId, deviceId, deviceName, userAgent, country, ...times }) => ({
      ...{ sessionId, deviceId, deviceName, userAgent, country },
      ...{ createdAt: iso(times.createdAtMs), lastSeenAt: iso(times.lastSeenAtMs), expiresAt: iso(times.expiresAtMs) },
    })),
    devices: devices.map(({ deviceId, name, userAgent, country, firstSeenAtMs, lastSeenAtMs, trustedUntilMs }) => ({
      ...{ deviceId, name, userAgent, country, firstSeenAt: iso(firstSeenAtMs), lastSeenAt: iso(lastSeenAtMs) },
      ...(trustedUntilMs === null ? {} : { trustedUntil: iso(trustedUntilMs) }),
    })),
  };
}

/** What a person asked us to do with all their data; never the data themselves. */
export async function requestsOf(c: Context<EdgeEnv>, accountId: string): Promise<PersonRequests> {
  const { services } = c.var;
  const support = await services.account(accountId).supportView();
  if (support === undefined) throw new AppError('not_found');
  const { items } = await services.privacy(accountId).exports(accountId);
  return {
    exports: items.map(({ requestId, status, createdAt, expiresAt }) => ({ requestId, status, createdAt, expiresAt })),
    ...(support.erasureUntilMs === null ? {} : { erasureUntil: iso(support.erasureUntilMs) }),
  };
}
