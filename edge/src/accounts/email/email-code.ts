/** Six decimal digits, each equally likely (rejection sampling). */
export function newEmailCode(): string {
  const below = 4_000_000_000;
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw);
  while ((draw[0] ?? below) >= below);
  return String((draw[0] ?? 0) % 1_000_000).padStart(6, '0');
}
