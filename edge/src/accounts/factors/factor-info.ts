import type { FactorKind } from '@halobuzz/core/api/auth-factors';
import type { AccountContext } from '../account/account-context.ts';
import type { AccountRow } from '../account/account-store.ts';
import { labelField, phoneField } from './factor-claims.ts';
import type { FactorRow } from './factor-store.ts';
import { maskedEmail, maskedPhone } from './phone-number.ts';

/** A factor as its owner sees it; times in milliseconds. */
export interface FactorInfo {
  readonly id: string;
  readonly kind: FactorKind;
  readonly label: string;
  /** Number or address, masked; empty where there is none. */
  readonly hint: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export async function factorInfo(context: AccountContext, account: AccountRow, factor: FactorRow): Promise<FactorInfo> {
  const personal = await context.personalFields(account.accountId);
  const { id, kind, createdAtMs, lastUsedAtMs } = factor;
  const [label, hint] = await Promise.all([
    personal.open(labelField(id), factor.labelSealed),
    factorHint(context, account, factor),
  ]);
  return { id, kind, label, hint, createdAtMs, lastUsedAtMs };
}

/** Where a factor's codes go, as far as its owner needs to recognise it; empty for one that none are sent to. */
export async function factorHint(context: AccountContext, account: AccountRow, factor: FactorRow): Promise<string> {
  const personal = await context.personalFields(account.accountId);
  switch (factor.kind) {
    case 'sms':
      return maskedPhone(await personal.open(phoneField(factor.id), factor.targetSealed));
    case 'email':
      return maskedEmail(await personal.open('email', account.emailSealed));
    case 'totp':
    case 'passkey':
      return '';
    default:
      return factor.kind satisfies never;
  }
}
