/** The page where cards are typed in: a document of its own (edge/src/middleware/security-headers.ts). */
export const PAY_PATH = '/wallet/pay';
