import type { parentDecisionSchema } from '@halobuzz/core/api/privacy-requests';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import type { z } from 'zod';
import type { Services } from '../../services.ts';
import { type ParentAct, parentActs } from './minor-store.ts';
import { parentMail } from './parent-mail.ts';

/** `<account>.<what it is for>.<256 random bits>`: it leads to its account by itself, and nothing in it can be guessed. */
const CODE = /^([aeu][a-z2-7]{26})\.([a-z]{1,8})\.([A-Za-z0-9_-]{43})$/;

/**
 * Mails a parent the codes by which they answer. @throws AppError `parent_not_needed`, `rate_limited` (this account asked too
 * often, or too many mails to the address), `validation_failed` for the account's own address, `recipient_refused`,
 * `unavailable`
 */
export async function requestParentConsent(services: Services, accountId: string, email: string): Promise<void> {
  if (!services.mailer.ready) throw new AppError('unavailable');
  const digest = await services.digestOf('email', email);
  const asked = await services.account(accountId).askParent(digest);
  switch (asked.kind) {
    case 'asked': {
      // Whoever makes many accounts could otherwise bury a stranger's mailbox in mails from children.
      const admission = await services.name(digest).admitMail();
      if (!admission.admitted) throw new AppError('rate_limited', { retryAfterMs: admission.retryAfterMs });
      const codes = {
        allow: `${accountId}.allow.${asked.codes.allow}`,
        withdraw: `${accountId}.withdraw.${asked.codes.withdraw}`,
      };
      return services.mailer.send(parentMail(email, asked.username, codes));
    }
    case 'limited':
      throw new AppError('rate_limited', { retryAfterMs: asked.retryAfterMs });
    case 'not_needed':
      throw new AppError('parent_not_needed');
    case 'own_address':
      throw invalidField('email', 'must be the address of a parent, not your own');
    default:
      return asked satisfies never;
  }
}

/** Takes a parent's answer. @throws AppError `code_invalid`: wrong, used, too old, or not for that answer */
export async function takeParentDecision(
  services: Services,
  { token, granted }: { readonly token: string; readonly granted: boolean },
): Promise<z.infer<typeof parentDecisionSchema>> {
  const [, accountId = '', act = '', code = ''] = CODE.exec(token) ?? [];
  if (!isParentAct(act)) throw new AppError('code_invalid');
  const proofId = await services.account(accountId).answerParent(act, code, granted);
  if (proofId === undefined) throw new AppError('code_invalid');
  return { granted, proofId };
}

function isParentAct(text: string): text is ParentAct {
  return parentActs.some((act) => act === text);
}
