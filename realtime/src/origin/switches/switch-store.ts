import { createHash } from 'node:crypto';
import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import type { SwitchAct, SwitchChange } from '@halobuzz/core/api/switches';
import { base32 } from '@halobuzz/core/ids';
import type { SwitchName, SwitchState } from '@halobuzz/core/switches/switches';

/** Who did it, when and why. */
export interface SwitchDoing {
  readonly by: string;
  readonly reason: string;
  readonly sinceMs: number;
}

export interface PausedSwitch extends SwitchDoing {
  readonly name: SwitchName;
  readonly countries?: readonly string[];
  readonly regions?: readonly string[];
}

export interface StoredMaintenance extends SwitchDoing {
  readonly message: string;
  readonly endsAtMs?: number;
}

/** All switches after one change. */
export interface SwitchVersion {
  readonly version: number;
  readonly paused: readonly PausedSwitch[];
  readonly maintenance: StoredMaintenance | undefined;
}

export interface SwitchWish extends SwitchChange {
  /** An account, or `operator:<name>`. */
  readonly by: string;
  readonly requestId: string | undefined;
}

/** `same`: it is so already, and nothing was changed. `conflict`: somebody changed it since that version, to this one. */
export type SwitchResult =
  | { readonly kind: 'ok' | 'same'; readonly now: SwitchVersion }
  | { readonly kind: 'conflict'; readonly now: SwitchVersion };

/** Every version of the switches that there was, in MongoDB. */
export interface SwitchStore {
  now(): Promise<SwitchVersion>;
  /** Of several changes upon one version one is made, and audited with it. */
  change(wish: SwitchWish): Promise<SwitchResult>;
}

/** The switches after this act; undefined when it changes nothing. */
export function changedSwitches(
  { paused, maintenance }: Omit<SwitchVersion, 'version'>,
  act: SwitchAct,
  doing: SwitchDoing,
): Omit<SwitchVersion, 'version'> | undefined {
  switch (act.act) {
    case 'pause': {
      const { name, countries, regions } = act;
      const scope = {
        ...(countries === undefined ? {} : { countries: inOrder(countries) }),
        ...(regions === undefined ? {} : { regions: inOrder(regions) }),
      };
      const before = paused.find((one) => one.name === name);
      if (before !== undefined && scopeText(before) === scopeText(scope)) return undefined;
      return { paused: [...paused.filter((one) => one.name !== name), { name, ...scope, ...doing }], maintenance };
    }
    case 'resume': {
      const left = paused.filter(({ name }) => name !== act.name);
      return left.length === paused.length ? undefined : { paused: left, maintenance };
    }
    case 'begin_maintenance': {
      const { message, endsAt } = act;
      const endsAtMs = endsAt === undefined ? undefined : Date.parse(endsAt);
      if (maintenance?.message === message && maintenance.endsAtMs === endsAtMs) return undefined;
      return { paused, maintenance: { message, ...(endsAtMs === undefined ? {} : { endsAtMs }), ...doing } };
    }
    case 'end_maintenance':
      return maintenance === undefined ? undefined : { paused, maintenance: undefined };
    default:
      return act satisfies never;
  }
}

function inOrder<T extends string>(names: readonly T[]): T[] {
  return [...new Set(names)].toSorted();
}

function scopeText({ countries, regions }: Pick<PausedSwitch, 'countries' | 'regions'>): string {
  return JSON.stringify([countries ?? null, regions ?? null]);
}

/** What all processes read: who and why is for staff. */
export function publicState({ version, paused, maintenance }: SwitchVersion): SwitchState {
  return {
    version,
    paused: paused.map(({ name, countries, regions }) => ({
      name,
      ...(countries === undefined ? {} : { countries: [...countries] }),
      ...(regions === undefined ? {} : { regions: [...regions] }),
    })),
    ...(maintenance === undefined
      ? {}
      : {
          maintenance: {
            ...{ message: maintenance.message, sinceMs: maintenance.sinceMs },
            ...(maintenance.endsAtMs === undefined ? {} : { endsAtMs: maintenance.endsAtMs }),
          },
        }),
  };
}

const actions: Readonly<Record<SwitchAct['act'], AuditAction>> = {
  pause: 'switch.paused',
  resume: 'switch.resumed',
  begin_maintenance: 'maintenance.begun',
  end_maintenance: 'maintenance.ended',
};

/** Its id is made from the version, so that a change stands in the log once. */
export function auditOfSwitch(version: number, wish: SwitchWish, atMs: number): AuditRecord {
  const { change, by, reason, requestId } = wish;
  const digest = createHash('sha256').update(`switches:${version}`).digest();
  return {
    id: `au_${base32(digest.subarray(0, 16))}`,
    ...{ atMs, actor: by, action: actions[change.act], reason },
    ...('name' in change ? { subject: change.name } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    details: { version, ...detailsOf(change) },
  };
}

function detailsOf(change: SwitchAct): Record<string, string> {
  switch (change.act) {
    case 'pause': {
      // As it is stored: each once, in order.
      const where = [change.countries ?? [], change.regions ?? []].flatMap(inOrder).join(', ');
      return { where: where === '' ? 'everywhere' : where.slice(0, 256) };
    }
    case 'begin_maintenance':
      return { message: change.message, ...(change.endsAt === undefined ? {} : { endsAt: change.endsAt }) };
    case 'resume':
    case 'end_maintenance':
      return {};
    default:
      return change satisfies never;
  }
}
