/**
 * The caller's address for counting: IPv4 as it is, IPv6 by its /64, which one subscriber holds whole. Only the
 * platform's own header is read; forwarding headers are the caller's to forge.
 */
export function addressKey(ipAddress: string): string {
  if (!ipAddress.includes(':')) return ipAddress;
  const [head = '', tail = ''] = ipAddress.toLowerCase().split('::');
  const leading = head === '' ? [] : head.split(':');
  const trailing = tail === '' ? [] : tail.split(':');
  const zeros = ipAddress.includes('::') ? Math.max(0, 8 - leading.length - trailing.length) : 0;
  const groups = [...leading, ...Array.from({ length: zeros }, () => '0'), ...trailing];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The caller's address; `unknown` where the platform names none. */
export function addressOf(request: Request): string {
  return request.headers.get('cf-connecting-ip') ?? 'unknown';
}
