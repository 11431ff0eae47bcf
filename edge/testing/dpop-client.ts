import { type DpopKey, dpopKey } from './dpop-key.ts';
import { type Answer, type CallOptions, call } from './edge-client.ts';

/** A client that holds a key and proves it with every call. */
export interface DpopClient extends DpopKey {
  /** A call with a proof; takes up the server's nonce and repeats once when it asks for one. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** The headers of one proven call, for sending it by hand. */
  readonly headers: (method: string, path: string, token?: string) => Promise<Record<string, string>>;
}

export async function dpopClient(alg: 'ES256' | 'EdDSA' = 'ES256'): Promise<DpopClient> {
  const key = await dpopKey(alg);
  let nonce: string | undefined;

  async function headers(method: string, path: string, token?: string): Promise<Record<string, string>> {
    const [plain = ''] = path.split('?');
    const dpop = await key.proof({ method, url: `https://edge.test/api/v1${plain}`, accessToken: token, nonce });
    return { dpop, ...(token === undefined ? {} : { authorization: `DPoP ${token}` }) };
  }

  async function once(method: string, path: string, { token, ...rest }: CallOptions): Promise<Answer> {
    const answer = await call(method, path, {
      ...rest,
      headers: { ...rest.headers, ...(await headers(method, path, token)) },
    });
    nonce = answer.headers.get('dpop-nonce') ?? nonce;
    return answer;
  }

  return {
    ...key,
    headers,
    async call(method, path, options = {}) {
      const answer = await once(method, path, options);
      return answer.body.code === 'use_dpop_nonce' ? once(method, path, options) : answer;
    },
  };
}
