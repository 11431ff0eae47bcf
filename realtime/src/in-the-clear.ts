/** `user:password@hosts/database?options`, with several hosts, which no URL may have. */
const MONGO_URI = /^mongodb(\+srv)?:\/\/(?:[^@/?]*@)?([^/?@]+)(?:\/[^?]*)?(?:\?(.*))?$/;
/** Options that take TLS but not the server's certificate as it is. */
const UNCHECKED = ['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames', 'sslvalidate'];

/** Whether one of these comma-separated addresses would be spoken to without TLS. */
export function inTheClear(addresses: string): boolean {
  return addresses.split(',').some((address) => /^(?:redis(?:\+cluster)?|ws|http):/i.test(address.trim()));
}

/** {@link inTheClear}, where a server on the same machine needs none. */
export function inTheClearBeyondLoopback(addresses: string): boolean {
  return addresses.split(',').some((address) => inTheClear(address) && !isLoopback(URL.parse(address.trim())?.host));
}

/** Whether text is the address of a MongoDB deployment. */
export function isMongoUri(text: string): boolean {
  return MONGO_URI.test(text);
}

/** Whether this deployment would be spoken to without TLS, or without checking whom one speaks to, over a network. */
export function mongoInTheClear(uri: string): boolean {
  const [, srv, hosts = '', query = ''] = MONGO_URI.exec(uri) ?? [];
  if (hosts.split(',').every(isLoopback)) return false;
  const options = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
  if (UNCHECKED.some((name) => options.has(name))) return true;
  const tls = options.get('tls') ?? options.get('ssl');
  return tls === undefined ? srv === undefined : tls !== 'true';
}

function isLoopback(host: string | undefined): boolean {
  return /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]+)?$/i.test(host ?? '');
}
