/** An app has no page; it follows the direction of the device's own language. */
export function markDocument(_language: string, _direction: 'ltr' | 'rtl'): void {}
