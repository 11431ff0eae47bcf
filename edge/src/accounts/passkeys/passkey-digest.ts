import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { Services } from '../../services.ts';

/**
 * The name of the object (a NameObject) that gives a credential to one account only, and finds that account when somebody
 * signs in by it: an HMAC, so that object names hold no credential ids.
 */
export async function passkeyDigest({ config }: Pick<Services, 'config'>, credentialId: string): Promise<string> {
  return toBase64Url(await hmacSha256(config.nameHmacKey, `passkey:${credentialId}`));
}
