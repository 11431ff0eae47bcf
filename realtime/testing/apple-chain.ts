import { sign } from 'node:crypto';
import { type Holder, issueCertificate } from './certificates.ts';

const DAY_MS = 86_400_000;
const LEAF_MARKER = '1.2.840.113635.100.6.11.1';
const INTERMEDIATE_MARKER = '1.2.840.113635.100.6.2.1';

export interface AppleChainOptions {
  readonly nowMs: number;
  /** Another root's chain: an attacker's, or a second one of Apple's. */
  readonly root?: Holder;
  readonly intermediate?: Holder;
  readonly leafMarker?: boolean;
  readonly intermediateMarker?: boolean;
  /** Whether the intermediate may issue certificates at all. */
  readonly intermediateCa?: boolean;
  readonly leafNotAfter?: number;
  readonly intermediateNotAfter?: number;
  /** Base address of a recorded OCSP responder: `/leaf` and `/intermediate` are asked. */
  readonly ocspUrl?: string;
}

export interface AppleChain {
  readonly root: Holder;
  readonly intermediate: Holder;
  readonly leaf: Holder;
  /** A JWS (ES256) as the App Store makes them: the whole chain stands in `x5c`. `header` replaces fields of it. */
  sign(payload: object, header?: object): string;
}

/** A chain made like the App Store's: a root of its own, an intermediate and a leaf with the markers Apple gives them. */
export function createAppleChain(options: AppleChainOptions): AppleChain {
  const { nowMs, ocspUrl } = options;
  const notBefore = nowMs - 400 * DAY_MS;
  const notAfter = nowMs + 400 * DAY_MS;
  const root = options.root ?? issueCertificate({ name: 'Test Root CA', ca: true, notBefore, notAfter });
  const intermediate =
    options.intermediate ??
    issueCertificate({
      name: 'Test Worldwide Developer Relations',
      issuer: root,
      ca: options.intermediateCa ?? true,
      notBefore,
      notAfter: options.intermediateNotAfter ?? notAfter,
      markers: options.intermediateMarker === false ? [] : [INTERMEDIATE_MARKER],
      ...(ocspUrl !== undefined && { ocspUrl: `${ocspUrl}/intermediate` }),
    });
  const leaf = issueCertificate({
    name: 'Test App Store Signing',
    issuer: intermediate,
    notBefore,
    notAfter: options.leafNotAfter ?? notAfter,
    markers: options.leafMarker === false ? [] : [LEAF_MARKER],
    ...(ocspUrl !== undefined && { ocspUrl: `${ocspUrl}/leaf` }),
  });
  const x5c = [leaf, intermediate, root].map((holder) => holder.der.toString('base64'));
  return {
    root,
    intermediate,
    leaf,
    sign: (payload, header = {}) => signJws({ alg: 'ES256', x5c, ...header }, payload, leaf),
  };
}

/** A compact JWS (RFC 7515) by an EC key on P-256. */
export function signJws(header: object, payload: object, signer: Pick<Holder, 'privateKey'>): string {
  const input = `${jsonPart(header)}.${jsonPart(payload)}`;
  const signature = sign('sha256', Buffer.from(input), { key: signer.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function jsonPart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
