import { BlockList, isIP } from 'node:net';

/** Proxies whose word about a client's address is taken. */
export type TrustedProxies = (address: string) => boolean;

/** `networks`: addresses, or networks as `10.0.0.0/8`; each was checked by the configuration. */
export function trustProxies(networks: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one subscriber has to himself. `peer` is
 * who connected; `forwarded` what it says of the client (`CF-Connecting-IP`), taken from trusted proxies only.
 */
export function clientKey(peer: string, forwarded: string, trusted: TrustedProxies): string {
  const own = plainAddress(peer);
  const address = isIP(forwarded) !== 0 && trusted(own) ? plainAddress(forwarded) : own;
  if (isIP(address) !== 6) return address;
  return `${groupsOf(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** IPv4 in IPv6's clothes is IPv4. */
function plainAddress(address: string): string {
  const groups = isIP(address) === 6 ? groupsOf(address) : [];
  const mapped = groups.length === 8 && groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!mapped) return address;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight groups of a valid IPv6 address; four dotted numbers at its end are two groups. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const read = (text: string): number[] =>
    text
      .split(':')
      .filter((part) => part !== '')
      .flatMap((part) => {
        if (!part.includes('.')) return [Number.parseInt(part, 16)];
        const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
        return [a * 256 + b, c * 256 + d];
      });
  const first = read(head);
  const last = tail === undefined ? [] : read(tail);
  return [...first, ...new Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last];
}
