/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 3;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 2;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = 'dffc5c52f507f30faec3aa8b08e19ef019d65fa3d89e9d45fd880abf4f631a24';
