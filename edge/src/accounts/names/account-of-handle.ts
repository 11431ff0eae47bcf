import { AppError } from '@halobuzz/core/errors/app-error';
import type { Services } from '../../services.ts';

/**
 * The account that holds a username, in any spelling that counts as the same name: nobody else can hold another one.
 * @throws AppError `not_found`
 */
export async function accountOfHandle(services: Pick<Services, 'digestOf' | 'name'>, handle: string): Promise<string> {
  const holder = await services.name(await services.digestOf('username', handle)).holder();
  if (holder === null) throw new AppError('not_found');
  return holder;
}
