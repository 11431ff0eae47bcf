import { createHash, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { algorithmOf, type Holder, issueCertificate } from './certificates.ts';
import { bits, choice, der, elementsOf, generalizedTime, octets, oid, sequence, tagged } from './der.ts';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';
const DAY_MS = 86_400_000;

export interface OcspResponder {
  readonly url: string;
  /** Who issued what is asked about under `/leaf` and `/intermediate`: told once the chain is made. */
  readonly issuers: { leaf?: Holder; intermediate?: Holder };
  /** What it says of certificates from now on; `unavailable` answers 503, `silent` waits until it may {@link speak}. */
  answer: 'good' | 'revoked' | 'unavailable' | 'silent';
  /** Requests that wait, since it was silent, get their answer. */
  speak(): void;
  asked: number;
  /** How old its answers are, which are good for a day. */
  ageMs: number;
  close(): Promise<void>;
}

/** An OCSP responder (RFC 6960) on loopback that signs by certificates which the issuers delegated that to. */
export async function startOcspResponder(nowMs: number): Promise<OcspResponder> {
  const delegates = new Map<Holder, Holder>();
  let speak = (): void => {};
  const spoken = new Promise<void>((resolve) => {
    speak = resolve;
  });
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    responder.asked += 1;
    if (responder.answer === 'silent') await spoken;
    const issuer = incoming.url === '/leaf' ? responder.issuers.leaf : responder.issuers.intermediate;
    const isRequest = incoming.method === 'POST' && incoming.headers['content-type'] === 'application/ocsp-request';
    if (!isRequest || issuer === undefined || responder.answer === 'unavailable') {
      outgoing.writeHead(isRequest ? 503 : 400).end();
      return;
    }
    const delegate = delegates.get(issuer) ?? delegateOf(issuer, nowMs);
    delegates.set(issuer, delegate);
    outgoing.writeHead(200, { 'content-type': 'application/ocsp-response' });
    outgoing.end(
      responseFor(
        Buffer.concat(chunks),
        delegate,
        responder.answer === 'revoked' ? 'revoked' : 'good',
        nowMs - responder.ageMs,
      ),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an AddressInfo; only pipes have text.
  const { port } = server.address() as AddressInfo;
  const responder: OcspResponder = {
    url: `http://127.0.0.1:${port}`,
    issuers: {},
    answer: 'good',
    asked: 0,
    ageMs: 0,
    speak() {
      responder.answer = 'good';
      speak();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return responder;
}

function delegateOf(issuer: Holder, nowMs: number): Holder {
  const validity = { notBefore: nowMs - 30 * DAY_MS, notAfter: nowMs + DAY_MS };
  return issueCertificate({ name: `OCSP of ${issuer.name}`, issuer, usages: [OCSP_SIGNING], ...validity });
}

/** OCSPRequest → TBSRequest → requestList → Request → CertID, which the answer repeats. */
function certIdOf(request: Uint8Array): Buffer {
  const inside = (bytes: Uint8Array): Buffer =>
    elementsOf(bytes).find(({ tag }) => tag === 0x30)?.content ?? Buffer.alloc(0);
  const single = inside(inside(inside(inside(request))));
  return elementsOf(single)[0]?.whole ?? Buffer.alloc(0);
}

function responseFor(request: Uint8Array, signer: Holder, status: 'good' | 'revoked', nowMs: number): Buffer {
  const key = elementsOf(
    elementsOf(signer.publicKey.export({ type: 'spki', format: 'der' }))[0]?.content ?? Buffer.alloc(0),
  );
  // The responder is named by the SHA-1 of its key's bits (RFC 6960 §4.2.1), without the count of unused ones.
  const keyHash = createHash('sha1')
    .update(key[1]?.content.subarray(1) ?? Buffer.alloc(0))
    .digest();
  const data = sequence(
    tagged(2, octets(keyHash)),
    generalizedTime(nowMs),
    sequence(
      sequence(
        certIdOf(request),
        status === 'good' ? der(0x80) : tagged(1, generalizedTime(nowMs - DAY_MS)),
        generalizedTime(nowMs - 60_000),
        tagged(0, generalizedTime(nowMs + DAY_MS)),
      ),
    ),
  );
  const signature = bits(sign('sha256', data, signer.privateKey));
  const basic = sequence(data, algorithmOf(signer.privateKey), signature, tagged(0, sequence(signer.der)));
  return sequence(choice(0), tagged(0, sequence(oid(OCSP_BASIC), octets(basic))));
}
