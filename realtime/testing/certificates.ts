import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import {
  bits,
  der,
  generalizedTime,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  setOf,
  tagged,
  utf8,
  yes,
} from './der.ts';

/** A certificate with its private key: what can sign, and issue others. */
export interface Holder {
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly der: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface CertificateRequest {
  /** Common name. */
  readonly name: string;
  /** Who signs it; itself when absent. */
  readonly issuer?: Holder;
  readonly keys?: 'ec' | 'rsa';
  readonly ca?: boolean;
  /** Unix times, ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Extensions that merely have to be there, as Apple's markers are. */
  readonly markers?: readonly string[];
  /** Where its revocation is asked about. */
  readonly ocspUrl?: string;
  /** Extended key usages. */
  readonly usages?: readonly string[];
}

const OID = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  rsaSha256: '1.2.840.113549.1.1.11',
} as const;

let serial = 1_000;

/** Makes a key and an X.509 v3 certificate (RFC 5280) for it. */
export function issueCertificate(request: CertificateRequest): Holder {
  const { privateKey, publicKey } =
    request.keys === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = request.issuer?.privateKey ?? privateKey;
  serial += 1;
  const tbs = sequence(
    tagged(0, integer(2)),
    integer(serial),
    algorithmOf(signer),
    nameOf(request.issuer?.name ?? request.name),
    sequence(generalizedTime(request.notBefore), generalizedTime(request.notAfter)),
    nameOf(request.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensionsOf(request))),
  );
  const whole = sequence(tbs, algorithmOf(signer), bits(sign('sha256', tbs, signer)));
  return { name: request.name, certificate: new X509Certificate(whole), der: whole, privateKey, publicKey };
}

/** The signature algorithm that goes with a key. */
export function algorithmOf(key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'rsa' ? sequence(oid(OID.rsaSha256), nothing()) : sequence(oid(OID.ecdsaSha256));
}

function nameOf(name: string): Buffer {
  return sequence(setOf(sequence(oid(OID.commonName), utf8(name))));
}

function extensionsOf(request: CertificateRequest): Buffer[] {
  const found = (request.markers ?? []).map((marker) => sequence(oid(marker), octets(nothing())));
  if (request.ca) found.push(sequence(oid(OID.basicConstraints), yes(), octets(sequence(yes()))));
  if (request.usages) {
    found.push(sequence(oid(OID.extendedKeyUsage), octets(sequence(...request.usages.map((usage) => oid(usage))))));
  }
  if (request.ocspUrl !== undefined) {
    const access = sequence(oid(OID.ocsp), der(0x86, Buffer.from(request.ocspUrl, 'ascii')));
    found.push(sequence(oid(OID.authorityInfoAccess), octets(sequence(access))));
  }
  return found;
}
