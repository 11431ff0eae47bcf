import { expect, test } from 'vitest';
import { isStaff, may, type Permission, permissions } from './roles.ts';
import { type Role, roles } from './tokens.ts';

const money = [
  ...(['see_money', 'request_adjustment', 'approve_adjustment'] as const),
  ...(['approve_payout', 'refund_payment', 'freeze_wallet', 'export_ledger'] as const),
];

/** The whole table once more, by role: a change of either must be made on purpose. */
const expected: Record<Role, readonly Permission[]> = {
  viewer: [],
  host: [],
  support: [
    'find_account',
    'see_email',
    'help_account',
    'see_catalogue',
    'reset_factors',
    'see_wallet',
    'see_live_figures',
    'sign_out_account',
    'see_any_earnings',
    'see_consents',
    'decide_privacy_requests',
    'see_switches',
  ],
  moderator: [
    'find_account',
    'see_catalogue',
    'see_live_figures',
    'sign_out_account',
    'ban_for_a_time',
    'decide_reports',
    'see_any_earnings',
    'moderate_any_room',
    'see_switches',
  ],
  finance: [
    'see_switches',
    'find_account',
    'see_live_figures',
    'see_wallet',
    'see_catalogue',
    'change_catalogue',
    ...money,
  ],
  admin: [
    ...(['help_account', 'reset_factors', 'see_wallet', 'see_catalogue', 'change_catalogue'] as const),
    ...(['find_account', 'see_email', 'sign_out_account', 'ban_for_a_time', 'ban_for_good', 'change_roles'] as const),
    ...(['read_audit_log', 'see_live_figures', 'decide_reports', 'see_any_earnings', 'moderate_any_room'] as const),
    ...(['see_switches', 'change_switches'] as const),
    ...(['change_fraud_rules', 'see_consents', 'see_analytics', 'send_campaigns', 'decide_privacy_requests'] as const),
    ...money,
  ],
};

test.each(roles)('%s may do exactly what the role is for', (role) => {
  // Object.keys widens to string; these are the table's own keys.
  const all = Object.keys(permissions) as Permission[];
  expect(all.filter((permission) => may([role], permission)).sort()).toEqual([...expected[role]].sort());
});

test('roles add up, and none at all may do nothing', () => {
  expect(may(['viewer', 'support'], 'see_email')).toBe(true);
  expect(may(['viewer', 'host'], 'find_account')).toBe(false);
  expect(may([], 'find_account')).toBe(false);
});

test('staff are moderators, support, finance and admins', () => {
  expect(roles.filter((role) => isStaff([role]))).toEqual(['moderator', 'support', 'finance', 'admin']);
});
