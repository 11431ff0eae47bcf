/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 2;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 1;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = 'f19375ce728ef50876e7e86fadca70c979ce8573b3a215a0b0706b352790a6da';
