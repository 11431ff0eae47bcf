/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 3;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 2;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = '4594f5c33be790cd7e59996a83cbd180372ed079759415cee7b18ebf203d2f59';
