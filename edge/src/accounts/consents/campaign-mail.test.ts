import { expect, test } from 'vitest';
import { campaignMail } from './campaign-mail.ts';
import { accountOfUnsubscribeToken } from './unsubscribe-token.ts';

const config = { publicUrl: 'https://halobuzz.example', nameHmacKey: new Uint8Array(32).fill(7) };
const account = { accountId: 'aabcdefghijklmnopqrstuvwxy2', username: 'sita' };
const campaign = { id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4', subject: 'Festival', text: 'On Friday.' };

test('a campaign’s mail can be ended by a click in the mail program (RFC 8058) and by its link', async () => {
  const { subject, text, headers } = await campaignMail(config, account, campaign);
  expect(subject).toBe('Festival');
  expect(text).toContain('On Friday.');
  expect(headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  const url = /^<(https:\/\/halobuzz\.example\/api\/v1\/privacy\/unsubscribe\/(.+))>$/.exec(
    headers?.['List-Unsubscribe'] ?? '',
  );
  expect(await accountOfUnsubscribeToken(config, url?.[2] ?? '')).toBe(account.accountId);
  expect(text).toMatch(new RegExp(`https://halobuzz\\.example/unsubscribe#${url?.[2]?.replaceAll('.', '\\.')}$`));
});

test('one campaign is one mail to an account, and another one to another', async () => {
  const keyOf = async (accountId: string, id = campaign.id) =>
    (await campaignMail(config, { ...account, accountId }, { ...campaign, id })).idempotencyKey;
  expect(await keyOf(account.accountId)).toBe(await keyOf(account.accountId));
  expect(await keyOf(account.accountId)).not.toBe(await keyOf('eabcdefghijklmnopqrstuvwxy2'));
  expect(await keyOf(account.accountId)).not.toBe(
    await keyOf(account.accountId, '019b7d3c-30aa-7b3c-9d4e-5f60718293a5'),
  );
});

test('a token of another key is none of ours', async () => {
  const { headers } = await campaignMail({ ...config, nameHmacKey: new Uint8Array(32).fill(8) }, account, campaign);
  const token = headers?.['List-Unsubscribe']?.split('/').at(-1)?.slice(0, -1) ?? '';
  expect(await accountOfUnsubscribeToken(config, token)).toBeUndefined();
});
