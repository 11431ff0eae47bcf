/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 3;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 2;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = '407709bc04f8ca53aee37143547541aab62931d4a1d3c5d5722f9dcea48cfb35';
