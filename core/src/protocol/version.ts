/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 3;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 2;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = 'bc1bf2d01e2fb4fd6b20c326e8b1faddd6ca0422f661a4c0a63bded1b23bcd7c';
