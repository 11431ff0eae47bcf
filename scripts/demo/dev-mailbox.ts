import { successOf } from '@halobuzz/core/api/conventions';
import { z } from 'zod';
import { ApiError } from './api-request.ts';

const mailsSchema = successOf(
  z.object({ items: z.array(z.object({ code: z.string().nullable(), text: z.string() })) }),
);
type Mail = z.infer<typeof mailsSchema>['data']['items'][number];

/** What a development start caught for an address, newest first; nothing where there is no mailbox. */
export async function mailsTo(baseUrl: string, email: string): Promise<readonly Mail[]> {
  const address = new URL('/dev/mailbox.json', baseUrl);
  address.searchParams.set('to', email);
  const response = await fetch(address);
  if (response.status === 404) return [];
  if (!response.ok) throw new ApiError('unavailable', response.status, `the mailbox answered ${response.status}`);
  return mailsSchema.parse(await response.json()).data.items;
}
