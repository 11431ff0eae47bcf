import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Permission, permissions } from '@halobuzz/core/roles';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';

/** How docs/security/authorization.md calls each permission. */
const written: Record<Permission, string> = {
  find_account: 'find an account, see its state',
  see_email: 'find by or see an e-mail address',
  help_account: 'see sessions and security events; end a session, lift pauses, take an erasure back for somebody',
  reset_factors: 'ask for a reset of somebody’s factors, approve that of another',
  see_wallet: 'see somebody’s wallet and statement, having said why',
  sign_out_account: 'end all sessions of somebody',
  ban_for_a_time: 'ban for up to 30 days, lift such a ban',
  ban_for_good: 'ban without an end, lift any',
  change_roles: 'give and take roles',
  read_audit_log: 'read the audit log',
  see_live_figures: 'see live figures of the platform',
  decide_reports: 'decide reports and appeals',
  decide_privacy_requests: 'answer privacy requests, correct a birth date',
  see_any_earnings: 'see what any broadcast earned',
  moderate_any_room: 'end any broadcast, moderate any room, change the keyword list',
  see_money: 'read accounts, transactions, statements and open requests',
  request_adjustment: 'ask for an adjustment, a promotion, a reversal of a gift',
  approve_adjustment: 'decide such a request',
  approve_payout: 'approve or reject a payout',
  refund_payment: 'ask for a refund',
  freeze_wallet: 'freeze a wallet, ask for it to be freed',
  export_ledger: 'take statements, journals or the whole ledger out',
  see_catalogue: 'see gifts and coin packages, drafts too',
  change_catalogue: 'change what is sold and for how much, agree to such a change',
  change_fraud_rules: 'change fraud rules and caps, replay a rule',
  see_switches: 'see what is paused, and maintenance',
  change_switches: 'pause gifts, chat, sign-up or a provider; begin and end maintenance',
  see_consents: 'see what an account agreed to',
  see_analytics: 'see how often features are used',
  send_campaigns: 'send, see and stop marketing campaigns',
};

it('the written rules give every permission to the roles that have it', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/security/authorization.md'), 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  for (const [permission, roles] of Object.entries(permissions)) {
    // Object.entries widens to string; these are the table's own keys.
    const row = rows.find(([, act]) => act === written[permission as Permission]);
    expect([permission, row?.[2]?.split(', ').sort()]).toEqual([permission, [...roles].sort()]);
  }
});
