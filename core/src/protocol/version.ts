/** The protocol version this build speaks. A breaking change of frames raises it. */
export const PROTOCOL_VERSION = 3;
/** Gateways also serve this older version; anything below is answered `upgrade_required`. */
export const PROTOCOL_VERSION_MIN = 2;

/** Pins the schemas: `protocol-hash.test.ts` fails when messages change and this pair was not looked at. */
export const PROTOCOL_HASH = '397434aa1d267176af8b488db01dfbc38c79a4dd229c878f3ab8cd4d0fab4ad9';
