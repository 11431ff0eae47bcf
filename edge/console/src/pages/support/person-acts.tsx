import { staffAccountSchema } from '@halobuzz/core/api/admin';
import type { SupportPerson } from '@halobuzz/core/api/support';
import type { Permission } from '@halobuzz/core/roles';
import type { ReactNode } from 'react';
import { call } from '../../api/call.ts';
import { personAct } from './person-act.ts';

/** Something that staff may do to an account from its page. */
export interface PersonAct {
  readonly key: string;
  /** The button, and the dialog's title. */
  readonly title: string;
  readonly lead: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly needs: Permission;
  /** Whether there is anything to do it to. */
  readonly fits: (person: SupportPerson) => boolean;
  readonly run: (person: SupportPerson, reason: string) => Promise<unknown>;
}

const act =
  (path: string) =>
  ({ accountId }: SupportPerson, reason: string): Promise<SupportPerson> =>
    personAct(accountId, path, { reason });

/** Acts on a reset name the one that was seen: one that was stopped and asked anew meanwhile is another. */
const resetAct =
  (path: string) =>
  ({ accountId, factorReset }: SupportPerson, reason: string): Promise<SupportPerson> =>
    personAct(accountId, path, { reason, resetId: factorReset?.resetId ?? '' });

/** In the order in which the page shows them. */
export const personActs: readonly PersonAct[] = [
  {
    key: 'sign-out',
    title: 'End all sessions',
    lead: <p>Signs the person out everywhere, and closes their sockets. They are told by mail.</p>,
    confirm: 'End all sessions',
    danger: true,
    needs: 'sign_out_account',
    fits: ({ sessions }) => sessions > 0,
    run: ({ accountId }, reason) =>
      call({
        method: 'POST',
        path: `/admin/accounts/${accountId}/sign-out`,
        body: { reason },
        schema: staffAccountSchema,
      }),
  },
  {
    key: 'unlock',
    title: 'Lift pauses',
    lead: <p>After wrong passwords or codes the person may try again at once. Wrong ones count anew from then on.</p>,
    confirm: 'Lift the pauses',
    needs: 'help_account',
    fits: ({ status }) => status === 'active',
    run: act('unlock'),
  },
  {
    key: 'verification-mail',
    title: 'Send the verification mail',
    lead: <p>To the address of the account and nowhere else. You never see the code.</p>,
    confirm: 'Send the mail',
    needs: 'help_account',
    fits: ({ status, emailVerified }) => status === 'active' && !emailVerified,
    run: act('verification-mail'),
  },
  {
    key: 'erasure',
    title: 'Take the erasure back',
    lead: <p>Only when the person asks for it, and you checked that it is them. Their sessions stay ended.</p>,
    confirm: 'Keep the account',
    needs: 'help_account',
    fits: ({ erasureUntil }) => erasureUntil !== undefined,
    run: act('erasure/cancel'),
  },
  {
    key: 'reset-ask',
    title: 'Ask for a reset of all factors',
    lead: (
      <p>
        For somebody who lost every factor and every backup code, and whose identity you checked: say how. A second
        person has to approve it; then the owner has three days to stop it.
      </p>
    ),
    confirm: 'Ask for the reset',
    danger: true,
    needs: 'reset_factors',
    fits: ({ status, emailVerified, factors, factorReset }) =>
      status === 'active' && emailVerified && factors.length > 0 && factorReset === undefined,
    run: act('factor-reset'),
  },
  {
    key: 'reset-approve',
    title: 'Approve the reset of all factors',
    lead: (
      <p>
        Look at the evidence yourself. The owner is told at once; in three days factors, backup codes and sessions are
        gone, unless a factor is used or somebody stops it.
      </p>
    ),
    confirm: 'Approve the reset',
    danger: true,
    needs: 'reset_factors',
    fits: ({ factorReset }) => factorReset?.state === 'asked',
    run: resetAct('factor-reset/approve'),
  },
  {
    key: 'reset-stop',
    title: 'Stop the reset of factors',
    lead: <p>Nothing is removed. It can be asked for anew.</p>,
    confirm: 'Stop the reset',
    needs: 'reset_factors',
    fits: ({ factorReset }) => factorReset !== undefined,
    run: resetAct('factor-reset/stop'),
  },
];
